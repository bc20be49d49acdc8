from odoo import fields, models

from ..tools import known_overrides
from ..tools.many_values import write_values


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def _trace_do_scrap(self):
        # Core validates one order after the other, each at the cost of a transfer.
        if (
            len(self) < 2
            # What is scrapped first, the next of the same would find gone.
            or len(self.grouped(self._get_goods)) < len(self)
            or any(self.mapped("should_replenish"))
            or not known_overrides.only_known(self, "do_scrap", within="_trace_do_scrap")
            or not known_overrides.only_known(self, "write")
        ):
            return super()._trace_do_scrap()
        self._check_company()
        sequence = self.env["ir.sequence"]
        names = [sequence.next_by_code("stock.scrap") or scrap.name for scrap in self]
        write_values(self, {"name": names})
        moves = self.env["stock.move"].create([scrap._prepare_move_values() for scrap in self])
        moves.with_context(is_scrap=True)._action_done()
        self.write({"state": "done"})
        self.date_done = fields.Datetime.now()
        return True

    @staticmethod
    def _get_goods(scrap):
        return scrap.product_id, scrap.location_id, scrap.lot_id, scrap.package_id, scrap.owner_id
