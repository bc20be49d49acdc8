import re

from psycopg2.errors import ExclusionViolation

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger, sql

from .unique_name import UniqueName

# Set once a transaction makes or renames lots; core forgets it when the transaction ends.
UNIQUE_KEY = "product_traceability.unique_lots"


class StockLot(models.Model):
    _inherit = "stock.lot"

    # Two transactions cannot see each other's new lots, so only the database can tell that both
    # made the same; checked when a transaction ends, so that core's own check speaks first.
    _traceability_unique_name = UniqueName(
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
        self._check_unique_at_the_end()
        return super().create(vals_list)

    def _check_unique_at_the_end(self):
        """Check new names once, just before the transaction ends."""
        precommit = self.env.cr.precommit
        if UNIQUE_KEY not in precommit.data:
            precommit.data[UNIQUE_KEY] = True
            precommit.add(self.browse()._check_unique_now)

    def _check_unique_now(self):
        """Let the database check new names while an error can still be told to the user.

        At the commit itself it would be too late: ``odoo.service.model.retrying`` turns only the
        errors before it into words. The constraint is missing where old data did not allow it.
        """
        name = self._traceability_unique_name.full_name(self)
        if not sql.constraint_definition(self.env.cr, self._table, name):
            return
        try:
            # Set back in the same savepoint: the rollback of one around it restores what this one
            # leaves behind.
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                for moment in (SQL("IMMEDIATE"), SQL("DEFERRED")):
                    self.env.cr.execute(SQL("SET CONSTRAINTS %s %s", SQL.identifier(name), moment))
        except ExclusionViolation as error:
            raise ValidationError(self._taken_just_now(error)) from error

    def _taken_just_now(self, error):
        """:return: the error in words, with the product and number that PostgreSQL tells of"""
        key = re.search(r"=\((\d+), (\d+), (\w+)\)", error.diag.message_detail or "")
        # Superuser: the lot is of this very transaction, whoever made it.
        lots = self.sudo()
        if key:
            product, company, digest = key.groups()
            lots = lots.search(
                Domain("product_id", "=", int(product))
                & Domain("company_id", "=", int(company) or False)
                & Domain.custom(
                    to_sql=lambda model, alias, query: SQL(
                        "md5(%s) = %s", model._field_to_sql(alias, "name", query), digest
                    )
                )
            )
        return self.env._(
            "Someone else has just created the same lot or serial number; check it and try"
            " again:\n%(lots)s",
            lots="\n".join(f"- {lot.product_id.display_name}, {lot.name}" for lot in lots),
        )

    def write(self, vals):
        guard = self.env["traceability.guard"]
        if "name" in vals and self.env.company.strict_traceability:
            vals = {**vals, "name": guard.clean_name(vals["name"])}
        guard.check_lot_write(self, vals)
        if vals.keys() & {"name", "product_id", "company_id"}:
            self._check_unique_at_the_end()
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_lot_unlink(self)
        return super().unlink()
