from odoo import models

FINAL_OF_SCRAP = frozenset(["name", "state", "product_id", "lot_id", "scrap_qty"])


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_picking"

    def write(self, vals):
        guard = self.env["traceability.guard"]
        pickings = guard.without_done_documents(self, vals, "move_ids")
        guard.check_document_write(pickings, vals, "move_ids")
        return super(StockPicking, pickings).write(vals)

    def _get_lot_move_lines_for_sanity_check(self, *args, **kwargs):
        lines = super()._get_lot_move_lines_for_sanity_check(*args, **kwargs)
        return lines.filtered(
            lambda line: (
                not (line.company_id.strict_traceability and line.picking_type_id.lots_optional)
            )
        )


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(
            self, vals, "move_ids", final=FINAL_OF_SCRAP
        )
        return super().write(vals)
