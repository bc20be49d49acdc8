"""Goods come back: a wrong pallet that goes out once more, and a blender taken apart."""


def tell(story):
    who = story.cast
    # The bistro sends jars back, has second thoughts, and gets them again.
    story.on(108, 9)
    shipment = story.sell(who.bistro, {who.sauce: 50})
    story.on(106, 14)
    story.transfer(shipment, {who.sauce: {"SAU-0002": 50}})
    story.on(101, 11)
    back = story.take_back(shipment, {who.sauce: {"SAU-0002": 20}})
    story.on(98, 10)
    story.take_back(back, {who.sauce: {"SAU-0002": 20}})

    # A blender fails at the shop. Its motor is sound: it runs in the next blender.
    sold = story.env["stock.move.line"].search(
        [("lot_id", "=", story.lot(who.blender, "BLD-0002").id), ("state", "=", "done")]
    )
    shipment = sold.picking_id.filtered(lambda picking: picking.picking_type_code == "outgoing")
    story.on(95, 11)
    story.take_back(shipment, {who.blender: {"BLD-0002": 1}})
    story.on(94, 9)
    story.invoice(shipment)
    story.on(93, 10)
    made = sold.move_id.production_id
    story.take_apart(made, "BLD-0002")
    story.on(90, 13)
    story.make(
        who.blender,
        {"BLD-0004": 1},
        {who.motor: {"MOT-70002": 1}, who.jar: {"JAR-88121": 1}},
    )
    story.on(86, 9)
    shipment = story.sell(who.hotel, {who.blender: 2})
    story.on(85, 15)
    story.transfer(shipment, {who.blender: {"BLD-0003": 1, "BLD-0004": 1}})
    # Dropped on the way to the bench.
    story.on(84, 16)
    story.scrap(who.motor, "MOT-70004", 1)
