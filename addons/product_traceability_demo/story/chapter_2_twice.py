"""Two vendors deliver from the same harvest: one lot number comes in twice."""


def tell(story):
    who = story.cast
    story.on(136)
    direct = story.buy(who.cooperative, {who.tomato: 150})
    story.on(135)
    resold = story.buy(who.supplier, {who.tomato: 90})
    story.on(133, 7)
    story.transfer(direct, {who.tomato: {"TOM-1077": 150}})
    story.on(132, 7)
    story.transfer(resold, {who.tomato: {"TOM-1077": 90}})
    story.on(132, 10)
    story.put_away(who.tomato, {"TOM-1077": 240}, who.cold_room)

    story.on(130, 10)
    story.make(
        who.sauce,
        {"SAU-0003": 300},
        {who.tomato: {"TOM-1077": 180}, who.jar: {"JAR-88120": 100, "JAR-88121": 200}},
    )
    # Trays that were crushed in the cold room.
    story.on(128, 16)
    story.scrap(who.tomato, "TOM-1077", 24)
    story.on(124, 9)
    shipment = story.sell(who.hotel, {who.sauce: 180})
    story.on(122, 14)
    story.transfer(shipment, {who.sauce: {"SAU-0002": 30, "SAU-0003": 150}})
    story.on(117, 9)
    shipment = story.sell(who.grocer, {who.sauce: 60})
    story.on(116, 14)
    story.transfer(shipment, {who.sauce: {"SAU-0003": 60}})

    # What is left of the harvest, and jars broken on the shelf, show when people count.
    story.on(114, 17)
    story.count(who.tomato, "TOM-1077", 0)
    story.on(114, 18)
    story.count(who.jar, "JAR-88121", 194)
