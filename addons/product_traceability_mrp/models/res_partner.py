from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _trace_across(self):
        """Add what a subcontractor was given, and gave: his location is one of our own."""
        across = super()._trace_across()
        if "subcontracting_location_id" not in self.env["res.company"]._fields:
            return across
        places = self.env.companies.subcontracting_location_id.ids
        return (
            across
            | Domain("location_id", "child_of", places)
            | Domain("location_dest_id", "child_of", places)
        )
