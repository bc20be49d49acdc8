"""The first tomatoes, jars and motors come in; the first sauces and blenders go out."""


def tell(story):
    who = story.cast
    harvest = story.buy(who.cooperative, {who.tomato: 300})
    glass = story.buy(who.supplier, {who.jar: 1000})
    story.on(180)
    hardware = story.buy(who.cooperative, {who.motor: 4, who.screw: 2000})

    story.on(178, 7)
    story.transfer(harvest, {who.tomato: {"TOM-1041": 180, "TOM-1042": 120}})
    story.on(178, 11)
    story.put_away(who.tomato, {"TOM-1041": 180}, who.cold_room)
    story.on(177, 8)
    story.transfer(glass, {who.jar: {"JAR-88120": 600, "JAR-88121": 400}})

    # The first lot of tomatoes goes into two lots of sauce, the second sauce holds both.
    story.on(176, 10)
    story.make(
        who.sauce,
        {"SAU-0001": 200},
        {who.tomato: {"TOM-1041": 120}, who.jar: {"JAR-88120": 200}},
    )
    story.on(174, 10)
    story.make(
        who.sauce,
        {"SAU-0002": 200},
        {who.tomato: {"TOM-1041": 60, "TOM-1042": 60}, who.jar: {"JAR-88120": 200}},
    )

    # One order in two deliveries, and one lot to two customers.
    story.on(170, 9)
    shipment = story.sell(who.grocer, {who.sauce: 120})
    story.on(168, 14)
    rest = story.transfer(shipment, {who.sauce: {"SAU-0001": 80}})
    story.on(163, 14)
    story.transfer(rest, {who.sauce: {"SAU-0001": 40}})
    story.on(161, 9)
    shipment = story.sell(who.bistro, {who.sauce: 100})
    story.on(160, 15)
    story.transfer(shipment, {who.sauce: {"SAU-0001": 60, "SAU-0002": 40}})
    # The tomatoes that nobody needed in time.
    story.on(158, 16)
    story.scrap(who.tomato, "TOM-1042", 60)

    story.on(156, 8)
    motors = {f"MOT-7000{number}": 1 for number in range(1, 5)}
    story.transfer(hardware, {who.motor: motors, who.screw: {"": 2000}})
    for days, number in ((154, 1), (153, 2), (152, 3)):
        story.on(days, 13)
        story.make(
            who.blender,
            {f"BLD-000{number}": 1},
            {who.motor: {f"MOT-7000{number}": 1}, who.jar: {"JAR-88120": 1}},
        )
    story.on(148, 9)
    shipment = story.sell(who.shop, {who.blender: 2})
    story.on(146, 15)
    story.transfer(shipment, {who.blender: {"BLD-0001": 1, "BLD-0002": 1}})
    story.on(145, 9)
    story.invoice(shipment)
