from odoo import models
from odoo.fields import Domain

OUTSIDE = ("supplier", "customer")


class ResPartner(models.Model):
    """A vendor is traced by what he gave, a customer by what he got, with their contacts."""

    _name = "res.partner"
    _inherit = ["res.partner", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_partner"

    def _traced_domain(self):
        theirs = Domain("picking_id.partner_id", "child_of", self.ids) | Domain(
            "move_id.partner_id", "child_of", self.ids
        )
        return theirs & self._trace_across()

    def _trace_across(self):
        """Hook: tell by which movements a partner gave goods or got them.

        :return: Domain on ``stock.move.line``
        """
        return Domain("location_id.usage", "in", OUTSIDE) | Domain(
            "location_dest_id.usage", "in", OUTSIDE
        )
