from odoo import models


class TraceabilityGuard(models.AbstractModel):
    """An unbuild has no operation type and no lines to fill in: its order's type speaks for it,
    when a component has been tracked only since the order used it."""

    _inherit = "traceability.guard"

    def _is_waived(self, line):
        operation = line.move_id.unbuild_id.mo_id.picking_type_id
        return super()._is_waived(line) or operation.lots_optional

    def _missing_lot(self, line):
        operation = line.move_id.unbuild_id.mo_id.picking_type_id
        if not operation:
            return super()._missing_lot(line)
        return self.env._(
            "%(line)s: the order used it without a number. An Inventory manager may set Lots"
            " optional on %(operation)s; then give it its number in Stock Without Lots.",
            line=self._label(line),
            operation=operation.display_name,
        )
