"""Repairs of what the small warehouse holds."""

from odoo.fields import Command


class Repairs:
    """Mixed into a test class that has the small warehouse."""

    def plan_repair(self, lot, **values):
        """:return: a new repair of a motor in stock"""
        return self.env["repair.order"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "picking_type_id": self.warehouse.repair_type_id.id,
                "partner_id": self.customer.id,
                **values,
            }
        )

    def repair(self, lot, part=None, kind="add"):
        """:return: the done repair of a motor, with parts put in (add) or taken out (remove)"""
        order = self.plan_repair(lot)
        if part:
            order.move_ids = [
                Command.create(
                    {
                        "repair_line_type": kind,
                        "product_id": part.product_id.id,
                        "product_uom_qty": len(part),
                    }
                )
            ]
        order._action_repair_confirm()
        for move in order.move_ids:
            move.move_line_ids.unlink()
            move.lot_ids = part
            move.picked = True
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual(order.state, "done")
        return order
