from odoo import fields, models


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
