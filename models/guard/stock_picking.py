from odoo import api, models

from ...tools.trust import trusted, trusted_names


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model_create_multi
    def create(self, vals_list):
        pickings = super().create(vals_list)
        guard = self.env["traceability.guard"]
        if "backorder_id" not in trusted_names(self.browse()):
            guard.check_backorder_link(pickings.filtered("backorder_id"))
        guard.check_created_done(pickings)
        return pickings

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, "move_ids")
        return super().unlink()

    def _action_done(self):
        doing = self.env["traceability.guard"].start_doing(self)
        return super(StockPicking, doing)._action_done()

    def write(self, vals):
        guard = self.env["traceability.guard"]
        first = vals.get("backorder_id")
        if first and "backorder_id" not in trusted_names(self):
            guard.check_backorder_link(self.filtered(lambda one: one.backorder_id.id != first))
        pickings = guard.without_done_documents(self, vals, "move_ids")
        guard.check_document_write(pickings, vals, "move_ids")
        guard.check_operation_write(pickings, vals)
        return super(StockPicking, pickings).write(vals)

    def _create_backorder_picking(self):
        backorder = super(StockPicking, trusted(self, "backorder_id"))._create_backorder_picking()
        return backorder.with_env(self.env)

    def _get_lot_move_lines_for_sanity_check(self, *args, **kwargs):
        lines = super()._get_lot_move_lines_for_sanity_check(*args, **kwargs)
        guard = self.env["traceability.guard"]
        strict = lines.filtered("company_id.strict_traceability")
        return lines - guard.filter_by_way(strict, guard.may_lack_lot)
