from odoo import api, models
from odoo.tools import SQL, sql


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
        self.env.cr.precommit.add(self._check_unique_now)
        return super().create(vals_list)

    def _check_unique_now(self):
        """Let the database check new names while an error can still be told to the user.

        At the commit itself it would be too late: ``odoo.service.model.retrying`` turns only the
        errors before it into words. The constraint is missing where old data did not allow it.
        """
        name = self._traceability_unique_name.full_name(self)
        if sql.constraint_definition(self.env.cr, self._table, name):
            for moment in (SQL("IMMEDIATE"), SQL("DEFERRED")):
                self.env.cr.execute(SQL("SET CONSTRAINTS %s %s", SQL.identifier(name), moment))

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
