from odoo import api, models

from ...tools.trust import trusted


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["traceability.guard"].check_quant_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self.env["traceability.guard"].check_quant_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_quant_unlink(self)
        return super().unlink()

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        # The one method by which core lets moves change quants; RPC cannot call it.
        return super(StockQuant, trusted(self))._update_available_quantity(
            product_id, location_id, *args, **kwargs
        )
