from odoo import api, models

from ...tools.trust import trusted

FINAL_OF_SCRAP = frozenset(["name", "state", "product_id", "lot_id", "scrap_qty"])


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
            lambda line: not (line.company_id.strict_traceability and guard._is_waived(line))
        )


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(
            self, vals, "move_ids", final=FINAL_OF_SCRAP
        )
        return super().write(vals)

    @api.onchange("lot_id", "location_id")
    def _onchange_lot_stand(self):
        self._fill_stand()

    def action_validate(self):
        self._fill_stand()
        return super().action_validate()

    def do_scrap(self):
        self._fill_stand()
        return super().do_scrap()

    def _fill_stand(self):
        """A serial number lies in one place, so its package and owner need not be typed."""
        stands = self.env["traceability.guard"].serial_stands(
            [(scrap.lot_id, scrap.location_id) for scrap in self if scrap.state == "draft"]
        )
        for scrap in self.filtered(lambda scrap: not scrap.package_id and not scrap.owner_id):
            stand = stands.get((scrap.lot_id.id, scrap.location_id.id))
            if scrap.state == "draft" and stand:
                scrap.package_id, scrap.owner_id = stand
