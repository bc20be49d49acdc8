from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    recall_count = fields.Integer("Recalls", compute="_compute_recall_count")

    def _compute_recall_count(self):
        rows = self.env["traceability.recall.lot"]._read_group(
            [("lot_id", "in", self.ids), ("role", "!=", "sibling")],
            ["lot_id"],
            ["recall_id:count_distinct"],
        )
        counts = dict(rows)
        for lot in self:
            lot.recall_count = counts.get(lot, 0)

    def action_start_recall(self):
        """Give a new case on these lots.

        :return: the action that opens its form
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Recall"),
            "res_model": "traceability.recall",
            "views": [[False, "form"]],
            "context": {"default_lot_ids": self.ids},
        }

    def action_recalls(self):
        """Give the cases that this lot is part of."""
        recalls = (
            self.env["traceability.recall.lot"]
            .search([("lot_id", "in", self.ids), ("role", "!=", "sibling")])
            .recall_id
        )
        return recalls._get_records_action(name=self.env._("Recalls"))
