"""What waits today for its lots and serial numbers: one document of each kind."""


def tell(story):
    who = story.cast
    story.on(1, 10)
    story.plan_order(who.blender, 2)
    story.on(1, 11)
    story.buy(who.supplier, {who.motor: 6, who.screw: 100, who.jar: 240})
    story.on(1, 12)
    story.sell(who.hotel, {who.blender: 1, who.sauce: 60}).action_assign()
    story.on(1, 14)
    story.plan_move(who.sauce, 24, who.cold_room).action_assign()
