from odoo import api, fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_quarantine = fields.Boolean(
        "Quarantine",
        help="Lots on hold can be moved here and to the locations inside.",
    )

    def write(self, vals):
        self.env["traceability.guard"].check_location_write(self, vals)
        return super().write(vals)

    @api.private
    def is_in_quarantine(self):
        """Tell whether this location, or one that it lies in, is a quarantine location."""
        self.ensure_one()
        # Superuser: the path upwards may lead through locations that the user does not see.
        location = self.sudo()
        above = map(int, location.parent_path.split("/")[:-1])
        return any(location.browse(above).mapped("is_quarantine"))
