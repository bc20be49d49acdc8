from odoo import models
from odoo.fields import Domain

# What traces, slips and corrections tell of a done order.
FINAL_OF_ORDER = frozenset(["name", "state", "lot_producing_ids"])
FINAL_OF_UNBUILD = frozenset(["name", "state", "lot_id", "mo_id", "product_id", "product_qty"])


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.mixin"]
    _trace_report = "product_traceability_mrp.action_report_trace_production"

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(
            self, vals, "move_raw_ids", "move_finished_ids", final=FINAL_OF_ORDER
        )
        self.env["traceability.guard"].check_operation_write(self, vals)
        if not vals.get("bom_id", True):
            self.env["traceability.guard"].check_plan_kept(self.filtered("bom_id"))
        return super().write(vals)

    def _traced_domain(self):
        """An order is traced by what it made; what it used shows upstream."""
        return Domain("move_id.production_id", "in", self.ids)


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(
            self, vals, "consume_line_ids", "produce_line_ids", final=FINAL_OF_UNBUILD
        )
        return super().write(vals)

    def action_validate(self):
        """Core finds too little of what lies in a package, for its form asks for none."""
        return self.action_unbuild() if self._locate_serial() else super().action_validate()

    def _locate_serial(self):
        """:return: {(lot id, location id): key} of a serial number in a package or of an owner"""
        return self.env["traceability.guard"].locate_serials([(self.lot_id, self.location_id)])

    def _prepare_finished_move_line_vals(self, finished_move):
        values = super()._prepare_finished_move_line_vals(finished_move)
        for key in self._locate_serial().values():
            values |= {"package_id": key.package.id, "owner_id": key.owner.id}
        return values
