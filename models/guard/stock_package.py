from odoo import models

from ...tools.trust import trusted


class StockPackage(models.Model):
    _inherit = "stock.package"

    def write(self, vals):
        self.env["traceability.guard"].check_package_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_package_unlink(self)
        return super().unlink()

    def _apply_dest_to_package(self, *args, **kwargs):
        # A transfer that moved them puts them into their containers, with customers too.
        moving = trusted(self, "parent_package_id", any_records=True)
        return super(StockPackage, moving)._apply_dest_to_package(*args, **kwargs)
