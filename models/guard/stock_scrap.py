from odoo import api, models

# What a done scrap tells of what was scrapped.
FINAL_OF_SCRAP = frozenset(["name", "state", "product_id", "lot_id", "scrap_qty"])


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(
            self, vals, "move_ids", final=FINAL_OF_SCRAP
        )
        return super().write(vals)

    @api.onchange("lot_id", "location_id")
    def _onchange_lot_or_location(self):
        self._fill_package_and_owner()

    def action_validate(self):
        self._fill_package_and_owner()
        return super().action_validate()

    def do_scrap(self):
        self._fill_package_and_owner()
        return super().do_scrap()

    def _fill_package_and_owner(self):
        """A serial number is in one location, so its package and owner need not be typed."""
        drafts = self.filtered(lambda scrap: scrap.state == "draft")
        keys = self.env["traceability.guard"].locate_serials(
            [(scrap.lot_id, scrap.location_id) for scrap in drafts]
        )
        for scrap in drafts.filtered(lambda scrap: not scrap.package_id and not scrap.owner_id):
            key = keys.get((scrap.lot_id.id, scrap.location_id.id))
            if key:
                scrap.package_id, scrap.owner_id = key.package, key.owner
