"""Three blenders in one order, new tomatoes with their certificate, spices that start on hold, and
what is on the shelf today.
"""


def tell(story):
    who = story.cast
    story.on(70)
    hardware = story.buy(who.supplier, {who.motor: 5, who.jar: 500})
    story.on(64, 8)
    motors = {f"MOT-8100{number}": 1 for number in range(1, 6)}
    story.transfer(hardware, {who.motor: motors, who.jar: {"JAR-90305": 500}})
    story.on(60, 13)
    story.make(
        who.blender,
        {"BLD-0101": 1, "BLD-0102": 1, "BLD-0103": 1},
        {
            who.motor: {"MOT-81001": 1, "MOT-81002": 1, "MOT-81003": 1},
            who.jar: {"JAR-90305": 3},
        },
    )
    story.on(52, 9)
    shipment = story.sell(who.shop, {who.blender: 2})
    story.on(50, 15)
    rest = story.transfer(shipment, {who.blender: {"BLD-0101": 1}})
    story.on(47, 15)
    story.transfer(rest, {who.blender: {"BLD-0103": 1}})

    story.on(38)
    harvest = story.buy(who.cooperative, {who.tomato: 200})
    story.on(36, 7)
    story.transfer(harvest, {who.tomato: {"TOM-1120": 200}})
    story.on(36, 11)
    story.put_away(who.tomato, {"TOM-1120": 120}, who.cold_room)
    story.on(34, 10)
    story.make(
        who.sauce,
        {"SAU-0004": 200},
        {who.tomato: {"TOM-1120": 120}, who.jar: {"JAR-88121": 193, "JAR-90305": 7}},
    )
    story.on(28, 9)
    shipment = story.sell(who.hotel, {who.sauce: 140})
    story.on(26, 14)
    story.transfer(shipment, {who.sauce: {"SAU-0003": 40, "SAU-0004": 100}})

    story.on(14)
    harvest = story.buy(who.cooperative, {who.tomato: 160})
    story.on(12, 7)
    story.transfer(harvest, {who.tomato: {"TOM-1133": 160}})
    story.certify(who.tomato, "TOM-1133", "CA-26-0447", 13, "COA-0447")
    story.on(10, 10)
    story.make(
        who.sauce,
        {"SAU-0005": 160},
        {who.tomato: {"TOM-1133": 96}, who.jar: {"JAR-90305": 160}},
    )
    story.on(7, 9)
    shipment = story.sell(who.grocer, {who.sauce: 90})
    story.on(5, 14)
    story.transfer(shipment, {who.sauce: {"SAU-0004": 30, "SAU-0005": 60}})
    # Spices wait on hold until they are released.
    story.on(5, 15)
    spices = story.buy(who.supplier, {who.basil: 20}, days=0)
    story.on(5, 16)
    story.transfer(spices, {who.basil: {"BAS-2201": 12, "BAS-2202": 8}})
    story.certify(who.basil, "BAS-2201", "BH-7781", 60, "COA-7781")
    story.on(4, 9)
    shipment = story.sell(who.bistro, {who.sauce: 48})
    story.on(3, 15)
    story.transfer(shipment, {who.sauce: {"SAU-0005": 48}})

    # Waiting to be scanned; and to be shipped: reserved from the oldest sauce on the shelf.
    story.on(1, 9)
    story.buy(who.supplier, {who.motor: 8}, days=1)
    story.sell(who.grocer, {who.sauce: 50})
