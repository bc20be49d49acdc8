from odoo import api, models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_lot"

    # Two transactions cannot see each other's new lots, so only the database can tell that both
    # made the same; checked when a transaction ends, so that core's own check speaks first.
    _traceability_unique_name = models.Constraint(
        "EXCLUDE USING btree (product_id WITH =, coalesce(company_id, 0) WITH =,"
        " md5(name) WITH =) DEFERRABLE INITIALLY DEFERRED",
        "Someone else has just created the same lot or serial number; check it and try again.",
    )

    @api.constrains("name", "product_id")
    def _check_traceability_name(self):
        strict = self.filtered(lambda lot: lot._is_strict())
        self.env["traceability.guard"].check_names(strict)

    def _is_strict(self):
        return (self.company_id or self.env.company).sudo().strict_traceability

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.company.strict_traceability:
            clean = self.env["traceability.guard"].clean_name
            vals_list = [
                {**vals, "name": clean(vals["name"])} if "name" in vals else vals
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        guard = self.env["traceability.guard"]
        if "name" in vals and self.env.company.strict_traceability:
            vals = {**vals, "name": guard.clean_name(vals["name"])}
        guard.check_lot_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_lot_unlink(self)
        return super().unlink()

    def _traced_lots(self):
        return self, None
