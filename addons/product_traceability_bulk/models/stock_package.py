from odoo import models

from ..tools.gathered_quants import GatheredQuants


class StockPackage(models.Model):
    _inherit = "stock.package"

    def _apply_dest_to_package(self, *args, **kwargs):
        # Looks at what is in the packages.
        if gathered := GatheredQuants.of(self):
            gathered.store()
        return super()._apply_dest_to_package(*args, **kwargs)
