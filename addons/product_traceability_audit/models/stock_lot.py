from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_common_cause(self):
        """Ask what these lots have in common, taken as bad.

        :return: the action that opens the question
        :raise AccessError: when the user may not read one of them
        """
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability_audit.action_common_cause"
        )
        return action | {"context": {"default_bad_ids": self.ids}}
