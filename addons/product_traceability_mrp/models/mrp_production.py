from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Paths to the moves of each document.
OF_ORDER = ("move_raw_ids", "move_finished_ids")
OF_WORK_ORDER = ("production_id.move_raw_ids", "production_id.move_finished_ids")
OF_UNBUILD = ("consume_line_ids", "produce_line_ids")
# Whether there are unbuild orders; core forgets it when the transaction ends.
ANY_UNBUILD = "product_traceability.any_unbuild"


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.mixin"]
    _trace_report = "product_traceability_mrp.action_report_trace_production"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        self.env["traceability.guard"].check_created_done(orders)
        return orders

    def write(self, vals):
        guard = self.env["traceability.guard"]
        guard.check_document_write(self, vals, *OF_ORDER)
        guard.check_operation_write(self, vals)
        if not vals.get("bom_id", True):
            guard.check_plan_kept(self.filtered("bom_id"))
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, *OF_ORDER)
        return super().unlink()

    def button_mark_done(self):
        if question := self._ask_for_pairs():
            return question
        done = super(MrpProduction, self._start_doing()).button_mark_done()
        return self._note_producing(done)

    def _action_cancel(self):
        # Of an order that has produced already, core makes a done one.
        return super(MrpProduction, self._start_doing())._action_cancel()

    def _start_doing(self):
        guard = self.env["traceability.guard"]
        guard.start_doing(self.workorder_ids)
        return guard.start_doing(self)

    def _traced_domain(self):
        """An order is traced by what it made; what it used shows upstream."""
        return Domain("move_id.production_id", "in", self.ids)


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def write(self, vals):
        self.env["traceability.guard"].check_work_order_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, *OF_WORK_ORDER)
        return super().unlink()


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    @api.model_create_multi
    def create(self, vals_list):
        unbuilds = super().create(vals_list)
        self.env.cr.precommit.data.pop(ANY_UNBUILD, None)
        self.env["traceability.guard"].check_created_done(unbuilds)
        return unbuilds

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(self, vals, *OF_UNBUILD)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, *OF_UNBUILD)
        return super().unlink()

    def action_unbuild(self):
        guard = self.env["traceability.guard"]
        guard.check_unbuild(self)
        doing = guard.start_doing(self)
        with self.env["stock.move.line"]._trace_making_lines_of(doing):
            return super(MrpUnbuild, doing).action_unbuild()

    def action_validate(self):
        """Core finds too little of what lies in a package, for its form asks for none."""
        return self.action_unbuild() if self._locate_serial() else super().action_validate()

    @api.private
    def has_any(self):
        """Return whether there is any unbuild order, whoever may see it: where there is none, a
        trace need not look for their links.
        """
        known = self.env.cr.precommit.data
        if ANY_UNBUILD not in known:
            found = self.env.execute_query(SQL("SELECT EXISTS (SELECT FROM mrp_unbuild)"))
            [[known[ANY_UNBUILD]]] = found
        return known[ANY_UNBUILD]

    def _locate_serial(self):
        """:return: {(lot id, location id): key} of a serial number in a package or of an owner"""
        return self.env["traceability.guard"].locate_serials([(self.lot_id, self.location_id)])

    def _prepare_finished_move_line_vals(self, finished_move):
        values = super()._prepare_finished_move_line_vals(finished_move)
        for key in self._locate_serial().values():
            values |= {"package_id": key.package.id, "owner_id": key.owner.id}
        return values
