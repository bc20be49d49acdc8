from odoo import models
from odoo.exceptions import AccessError, UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def _create_production_lots_for_pos_order(self, lines):
        """Let no number typed at the till stop the order from being recorded.

        Core makes the lots before the part in which it passes over errors, so that one number
        that is refused (as it does not fit its pattern) would keep a paid order out of Odoo for
        ever. Without lots core leaves the typed names on the transfer's lines; when it is done
        they are looked up or refused, which :class:`StockPicking` then tells.
        """
        try:
            with self.env.cr.savepoint():
                return super()._create_production_lots_for_pos_order(lines)
        except UserError as error:
            # Who may not read lots cannot sell them in core either.
            strict = self.company_id.filtered("strict_traceability")
            if isinstance(error, AccessError) or not strict:
                raise
            return self.env["stock.lot"]

    def _add_mls_related_to_order(self, related_order_lines, are_qties_done=True):
        """Record what was sold without its number as a gap, where lots are optional."""
        result = super()._add_mls_related_to_order(related_order_lines, are_qties_done)
        if are_qties_done:
            self.env["stock.move.line"].create(
                [
                    move._prepare_move_line_vals(move.product_uom_qty - move.quantity)
                    for move in self.filtered("picking_type_id.lots_optional")
                    if move.company_id.strict_traceability
                    and move.product_id.tracking != "none"
                    and move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
                ]
            )
        return result
