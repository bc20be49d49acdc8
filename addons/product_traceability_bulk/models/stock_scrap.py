from odoo import api, fields, models

from ..tools import known_overrides


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    @api.private
    def do_scrap_each(self):
        # Core's do_scrap validates one order after the other, each at the cost of a transfer.
        if any(self.mapped("should_replenish")) or not known_overrides.only_known(self, "do_scrap"):
            super().do_scrap_each()
            return
        scraps = self.env["traceability.guard"].start_doing(self)
        scraps._check_company()
        for scrap in scraps:
            scrap.name = self.env["ir.sequence"].next_by_code("stock.scrap") or scrap.name
        moves = scraps.env["stock.move"].create([scrap._prepare_move_values() for scrap in scraps])
        moves.with_context(is_scrap=True)._action_done()
        scraps.write({"state": "done"})
        scraps.date_done = fields.Datetime.now()
