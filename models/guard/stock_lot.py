import re

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, mute_logger, sql

from ...tools.listing import first_names
from ...tools.number_text import storable
from ...tools.trust import trusted, trusted_names
from .unique_name import UniqueName

# Set once a transaction makes or renames lots; core forgets it when the transaction ends.
UNIQUE_KEY = "product_traceability.unique_lots"
HOLD_FIELDS = frozenset(
    ["hold_company_ids", "hold_reason", "hold_since", "hold_user_id", "is_on_hold"]
)


class StockLot(models.Model):
    _inherit = "stock.lot"

    is_on_hold = fields.Boolean(
        "On Hold",
        readonly=True,
        copy=False,
        tracking=True,
        help="Cannot be reserved, shipped or used until released, only moved to quarantine or"
        " scrapped.",
    )
    hold_reason = fields.Char("Reason for Hold", readonly=True, copy=False, tracking=True)
    hold_since = fields.Datetime("On Hold Since", readonly=True, copy=False)
    hold_user_id = fields.Many2one("res.users", "Put on Hold By", readonly=True, copy=False)
    # A lot that companies share is on hold for all of them until each that held it released it.
    hold_company_ids = fields.Many2many(
        "res.company",
        "stock_lot_hold_company_rel",
        string="On Hold By Companies",
        readonly=True,
        copy=False,
    )

    _is_on_hold_idx = models.Index("(id) WHERE is_on_hold")
    # Two transactions cannot see each other's new lots, so only the database can tell that both
    # made the same; checked when a transaction ends, so that core's own check speaks first.
    _traceability_unique_name = UniqueName(
        "Someone else has just created the same lot or serial number. Check it and try again.",
    )

    @api.constrains("name", "product_id")
    def _check_traceability_name(self):
        strict = self.filtered(lambda lot: lot.is_strict())
        self.env["traceability.guard"].check_names(strict)

    @api.private
    def is_strict(self):
        return (self.company_id or self.env.company).is_strict()

    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        defaults = {
            name: context[f"default_{name}"] for name in HOLD_FIELDS if f"default_{name}" in context
        }
        for vals in vals_list:
            self._check_hold_fields(defaults | vals)
        if self.env.company.strict_traceability:
            clean = self.env["traceability.guard"].clean_name
            vals_list = [
                {**vals, "name": clean(vals["name"])} if "name" in vals else vals
                for vals in vals_list
            ]
        self._check_unique_at_the_end()
        return super().create(vals_list)

    def write(self, vals):
        self._check_hold_fields(vals)
        guard = self.env["traceability.guard"]
        if "name" in vals and self.env.company.strict_traceability:
            vals = {**vals, "name": guard.clean_name(vals["name"])}
        guard.check_lot_write(self, vals)
        if vals.keys() & {"name", "product_id", "company_id"}:
            self._check_unique_at_the_end()
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_lot_unlink(self)
        # A lot that never moved goes with its notes. Superuser: they are final for everybody.
        notes = self.sudo().message_ids.filtered("is_final")
        trusted(notes, "is_final").write({"is_final": False})
        return super().unlink()

    # -- unique numbers ---------------------------------------------------------------------------
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
        """Give the error in words, with the product and number that PostgreSQL tells of."""
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
            "Someone else has just created the same lot or serial number. Check it and try"
            " again:\n%(lots)s",
            lots="\n".join(f"- {lot.product_id.display_name}, {lot.name}" for lot in lots),
        )

    # -- holds ------------------------------------------------------------------------------------
    def _check_hold_fields(self, vals):
        names = (HOLD_FIELDS & vals.keys()) - trusted_names(self)
        if not names:
            return
        if any(vals[name] for name in names) or self.filtered("is_on_hold"):
            raise UserError(
                self.env._(
                    "Use the buttons Hold and Release to put lots on hold and to release them."
                )
            )

    def action_hold(self):
        """Give the action that asks for the reason.

        :raise AccessError: when the user may not write one of the lots
        """
        self.check_access("write")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_hold"
        )
        return action | {"context": {"default_lot_ids": self.ids}}

    def hold(self, reason):
        """Put lots on hold; what was reserved of them is free at once.

        A lot that companies share is blocked in all of them. Reservations are freed in those that
        the user may enter; in the others the lot is refused when it is to move.

        :param str reason: why, shown wherever the lot is refused
        :raise UserError: without a reason
        """
        self.check_access("write")
        reason = storable(reason).strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Enter the reason for putting these lots on hold."))
        self.env["traceability.guard"].lock_for_change(self)
        new = self - self.filtered("is_on_hold")
        trusted(new, *HOLD_FIELDS).write(
            {"is_on_hold": True, "hold_since": fields.Datetime.now(), "hold_user_id": self.env.uid}
        )
        own = self._find_own_companies()
        shared = self.filtered(lambda lot: lot._find_holders() - own)
        for lot in shared:
            trusted(lot, "hold_reason").hold_reason = f"{lot.hold_reason}; {reason}"
        trusted(self - shared, "hold_reason").write({"hold_reason": reason})
        for company, lots in self.grouped(lambda lot: lot.company_id or self.env.company).items():
            trusted(lots, "hold_company_ids").write(
                {"hold_company_ids": [Command.link(company.id)]}
            )
        pickings = self.env["traceability.guard"].free_reservations(self, own)
        self._log_hold(self.env._("Put on hold: %(reason)s", reason=reason))
        for picking in pickings:
            picking.message_post(
                body=self.env._(
                    "No longer reserved, because put on hold: %(lots)s",
                    lots=first_names(self.env, self.mapped("display_name")),
                )
            )

    def release(self):
        """Let lots move on, once every company that holds them has released them.

        :raise AccessError: for anyone but an Inventory manager of a company that holds the lot
        """
        if not self.env.su and not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(self.env._("Only an Inventory manager can release lots from hold."))
        held, own = self.filtered("is_on_hold"), self._find_own_companies()
        foreign = held.filtered(lambda lot: lot._find_holders() and not lot._find_holders() & own)
        if foreign:
            raise AccessError(
                self.env["traceability.guard"].list_problems(
                    self.env._("Only the company that put a lot on hold can release it:"),
                    [
                        self.env._(
                            "%(product)s, %(lot)s: on hold by %(companies)s.",
                            product=lot.product_id.display_name,
                            lot=lot.name,
                            companies=", ".join(lot._find_holders().mapped("name")),
                        )
                        for lot in foreign
                    ],
                )
            )
        shared = held.filtered(lambda lot: lot._find_holders() - own)
        for lot in shared:
            left = lot._find_holders() - own
            trusted(lot, "hold_company_ids").write({"hold_company_ids": [Command.set(left.ids)]})
            lot._log_hold(
                self.env._(
                    "Released from hold; still on hold by %(companies)s",
                    companies=", ".join(left.mapped("name")),
                )
            )
        trusted(held - shared, *HOLD_FIELDS).write(
            {
                "is_on_hold": False,
                "hold_reason": False,
                "hold_since": False,
                "hold_user_id": False,
                "hold_company_ids": [Command.clear()],
            }
        )
        (held - shared)._log_hold(self.env._("Released from hold"))

    def _find_holders(self):
        # Superuser: a company that the user cannot enter holds the lot all the same.
        return self.sudo().hold_company_ids

    def _find_own_companies(self):
        """Give the companies for which the user holds and releases; code's own holds are all's."""
        if self.env.su:
            return self.env["res.company"].search(Domain.TRUE)
        return self.env.user.company_ids

    def _log_hold(self, text):
        self.make_final(self._message_log_batch(bodies=dict.fromkeys(self.ids, text)))

    @api.private
    def make_final(self, notes):
        """Let nobody change or delete notes of lots, where traceability is strict."""
        final = notes.filtered(lambda note: self.browse(note.res_id).is_strict())
        trusted(final, "is_final").write({"is_final": True})
