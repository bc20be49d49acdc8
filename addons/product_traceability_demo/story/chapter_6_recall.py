"""Glass in the tomatoes of the last harvest: one customer answers, the other is silent."""

from odoo.fields import Command


def tell(story):
    who, env = story.cast, story.env
    lot = story.lot(who.tomato, "TOM-1133")
    story.on(1, 15)
    recall = env["traceability.recall"].create(
        {
            "reason": "Glass splinters found in the crates of this harvest.",
            "hazard": "Cuts in mouth and throat.",
            "recall_class": "2",
            "check_level": "a",
            "consumer_contact": "+44 117 496 0100",
            "lot_ids": [Command.set(lot.ids)],
        }
    )
    recall.action_scope()
    recall.action_hold()
    story.on(1, 16)
    recall.consignee_ids.action_told_by_letter()
    story.on(1, 17)
    grocer = recall.consignee_ids.filtered(lambda each: each.partner_id == who.grocer)
    env["traceability.recall.answer"].create(
        {
            "consignee_id": grocer.id,
            "source": "phone",
            "name": "Store manager",
            "line_ids": [
                Command.create(
                    {"product_id": who.sauce.id, "on_hand": 30, "returned": 0, "destroyed": 12}
                )
            ],
        }
    )
