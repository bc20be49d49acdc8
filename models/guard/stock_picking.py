from odoo import api, models

from ...tools.trust import trusted


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model_create_multi
    def create(self, vals_list):
        pickings = super().create(vals_list)
        self.env["traceability.guard"].check_backorder_link(pickings.filtered("backorder_id"))
        return pickings

    def write(self, vals):
        guard = self.env["traceability.guard"]
        if first := vals.get("backorder_id"):
            guard.check_backorder_link(self.filtered(lambda one: one.backorder_id.id != first))
        pickings = guard.without_done_documents(self, vals, "move_ids")
        guard.check_document_write(pickings, vals, "move_ids")
        guard.check_operation_write(pickings, vals)
        return super(StockPicking, pickings).write(vals)

    def _create_backorder_picking(self):
        backorder = super(StockPicking, trusted(self))._create_backorder_picking()
        return backorder.with_env(self.env)

    def _get_lot_move_lines_for_sanity_check(self, *args, **kwargs):
        lines = super()._get_lot_move_lines_for_sanity_check(*args, **kwargs)
        guard = self.env["traceability.guard"]
        return lines.filtered(
            lambda line: not (line.company_id.strict_traceability and guard.may_lack_lot(line))
        )
