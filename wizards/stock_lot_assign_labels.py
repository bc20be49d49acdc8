"""*Assign and Print Labels*: for what was just assigned, on transfers and on orders."""

from odoo import fields, models
from odoo.fields import Command


class StockLotAssign(models.TransientModel):
    _inherit = "stock.lot.assign"

    def action_assign_and_print(self):
        """As :meth:`action_assign`, and then choose the layout of labels for what was assigned.

        :return: the action that opens core's label wizard
        """
        lines = self._assign()
        # A label is a lot's; core makes lots of names only when the transfer is done.
        lines.filtered(lambda line: not line.lot_id)._create_and_assign_production_lot()
        return {
            "name": self.env._("Choose Labels Layout"),
            "type": "ir.actions.act_window",
            "res_model": "lot.label.layout",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_move_line_ids": [Command.set(lines.ids)],
                "default_made_lots": self._made_lots(),
            },
        }

    def _made_lots(self):
        """:return: [[lot id, units]] of the list's lots that an order keeps until it is done"""
        names = {row["name"] for row in self.rows or []}
        told = self._assignment()._told_elsewhere(self.move_ids)
        unit = self.env.ref("uom.product_uom_unit")
        # As core's wizard does with lines: what is weighed or measured has one label.
        return [
            [lot.id, int(quantity) if lot.product_uom_id._has_common_reference(unit) else 1]
            for _move, lot, quantity in told
            if lot.name in names
        ]


class LotLabelLayout(models.TransientModel):
    _inherit = "lot.label.layout"

    # What orders make has no lines before it is done: [[lot id, units]].
    made_lots = fields.Json()

    def process(self):
        action = super().process()
        if not self.made_lots:
            return action
        by_unit = self.label_quantity == "units"
        made = [
            lot_id
            for lot_id, units in self.made_lots
            for _label in range(max(1, units) if by_unit else 1)
        ]
        # Without lines, core names no record; the context's are those of the screen before.
        known = action["context"]["active_ids"] if self.move_line_ids.lot_id else []
        return action | {"context": {**action["context"], "active_ids": [*known, *made]}}
