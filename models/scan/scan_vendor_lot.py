"""A vendor's lot number that is scanned stands for the lot that has it."""

from odoo import models
from odoo.fields import Domain


class TraceabilityScan(models.AbstractModel):
    _inherit = "traceability.scan"

    def _by_vendor_lot(self, moves, parsed):
        """Read a vendor's lot number as the one lot of these moves' products that has it.

        :param moves: ``stock.move``
        :param dict parsed: of :meth:`parse`
        :return: the same, with the lot's own number where the scanned one is nobody's own
        """
        names = {parsed[name] for name in ("name", "lot", "serial")} - {None}
        if not names or any(self._known(moves, name) for name in names):
            return parsed
        lots = self.env["stock.lot"].search(
            Domain("vendor_lot_name", "in", list(names))
            & Domain("product_id", "in", moves.product_id.ids)
            & Domain("company_id", "in", (False, *moves.company_id.ids)),
            limit=2,
        )
        if len(lots) != 1:
            return parsed
        return parsed | {"name": lots.name, "lot": lots.name}
