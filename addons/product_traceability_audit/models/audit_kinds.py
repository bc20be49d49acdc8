"""The kinds of findings: each one set-based query, under the record rules of who asks."""

from collections import defaultdict
from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.dates import company_zone
from odoo.addons.product_traceability.tools.sub_select import select_rows

SEVERITIES = ("high", "medium", "low")
# What is less is nothing but the rest of binary fractions, as for the gaps of traces.
NOTHING = 1e-5
# Compiling a query that is asked once takes longer than running it.
PLANNER = {"enable_nestloop": "off", "jit": "off"}
# The wizard of corrections is opened on so many records, and shows so many movements.
MOST_AT_ONCE = 200


class Kind(NamedTuple):
    """What a kind of finding is called, how grave it is, where it is found and mended.

    The method ``_find_<key>`` returns its query: SQL of (id of the record, quantity in the
    product's unit). Kinds with the same ``base`` read one table, which is reckoned once for all.
    """

    label: str  # translated
    severity: str  # of SEVERITIES
    model: str  # of the records that are found
    mend: str = ""  # the method that returns the action which mends records; else they are opened
    breaks: bool = False  # whether what is found cannot be traced: the score counts it
    base: str = ""  # the method that returns SQL of the table ``base``, if its query reads that
    proves: str = ""  # translated: what a finding proves, for who reads the report of the audit

    @property
    def rank(self):
        """The severity as it is stored: in this order the gravest comes first."""
        return f"{SEVERITIES.index(self.severity) + 1}_{self.severity}"


class AuditScope(NamedTuple):
    """What is audited: a company (``res.company``), and since when for what has a period."""

    company: models.BaseModel
    since: object  # date


class TraceabilityAuditKinds(models.AbstractModel):
    _name = "traceability.audit.kinds"
    _description = "Kinds of Audit Findings"

    @api.model
    def _trace_audit_kinds(self):
        """Return {key of a kind: Kind}. Addons add theirs through ``super()``."""
        return {}

    @api.private
    def get_kinds(self):
        """Return {key of a kind: Kind}, in the user's language, the gravest first."""
        kinds = self._trace_audit_kinds()
        return dict(sorted(kinds.items(), key=lambda item: item[1].rank))

    @api.private
    def get_batches(self):
        """Return list of lists of keys: of kinds that are asked together, as they share a base."""
        batches = defaultdict(list)
        for key, kind in self.get_kinds().items():
            batches[kind.base or key].append(key)
        return list(batches.values())

    @api.private
    def find(self, keys, scope, condition=None):
        """Return SQL of what is found, with the columns kind, id, quantity, product_id,
        warehouse_id, picking_type_id, user_id and month, by the calendar of the company.

        :param keys: of kinds
        :param AuditScope scope: what is audited
        :param SQL condition: on these columns, of the row ``finding``
        """
        kinds, details = self.get_kinds(), self._trace_audit_details()
        keys_of = defaultdict(list)
        for key in keys:
            keys_of[kinds[key].model].append(key)
        found = [
            SQL(
                """
                SELECT found.kind, found.id, found.quantity, detail.product_id,
                       detail.warehouse_id, detail.picking_type_id, detail.user_id,
                       date_trunc('month', detail.date AT TIME ZONE 'UTC'
                                           AT TIME ZONE %s)::date AS month
                  FROM found
                  JOIN (%s) detail ON detail.id = found.id
                 WHERE found.kind IN %s
                """,
                company_zone(scope.company).zone,
                details[model],
                tuple(of_model),
            )
            for model, of_model in keys_of.items()
        ]
        return SQL(
            "SELECT finding.* FROM (WITH found AS (%s) %s) finding WHERE %s",
            self.find_ids(keys, scope),
            SQL(" UNION ALL ").join(found),
            condition or SQL("TRUE"),
        )

    @api.private
    def find_ids(self, keys, scope):
        """Return SQL (kind, id, quantity) of what is found.

        :param keys: of kinds
        """
        kinds, parts = self.get_kinds(), defaultdict(list)
        for key in keys:
            parts[kinds[key].base].append(
                SQL(
                    "SELECT %s AS kind, id, quantity FROM (%s) %s",
                    key,
                    getattr(self, f"_find_{key}")(scope),
                    SQL.identifier(key),
                )
            )
        found = []
        for base, of_base in parts.items():
            together = SQL(" UNION ALL ").join(of_base)
            if base:
                reckoned = getattr(self, base)(scope)
                together = SQL("(WITH base AS MATERIALIZED (%s) %s)", reckoned, together)
            found.append(together)
        return SQL(" UNION ALL ").join(found)

    @api.private
    @contextmanager
    def linear(self):
        """Let the queries in this block join by hash alone, each table read once.

        What the planner expects of so many conditions is far too little, and it would look up a
        million rows one by one, or compare all with all. Small audits take no longer by it.
        """
        self.env.flush_all()  # the queries join tables that the ORM does not know of
        before = {name: self._get_planner_setting(name) for name in PLANNER}
        self._set_planner(PLANNER)
        yield
        self._set_planner(before)

    def _get_planner_setting(self, name):
        [[value]] = self.env.execute_query(SQL("SELECT current_setting(%s)", name))
        return value

    def _set_planner(self, settings):
        for name, value in settings.items():
            self.env.execute_query(SQL("SELECT set_config(%s, %s, TRUE)", name, value))

    # -- how it is mended --------------------------------------------------------------------------
    def _correct(self, records, kind="lot"):
        """Return the action that opens the wizard of corrections on these records, or None where
        they are too many for it, or have no movement that can be corrected: then they are listed,
        and it is opened on those that are chosen.

        :param records: of a model that is ``traceability.correctable``
        :param str kind: of the corrections, chosen at first
        """
        if len(records) > MOST_AT_ONCE:
            return None
        if records._name == "stock.lot":
            moved = Domain("lot_id", "in", records.ids) & Domain("state", "=", "done")
            lines = self.env["stock.move.line"]
            if lines.search_count(moved, limit=MOST_AT_ONCE + 1) > MOST_AT_ONCE:
                return None
        if not 0 < len(records.find_correctable_lines()) <= MOST_AT_ONCE:
            return None
        action = records.action_correct()
        return action | {"context": {**action["context"], "default_kind": kind}}

    def _open(self, records):
        """Return the action that opens records of one model."""
        one = {"res_id": records.id, "views": [(False, "form")]} if len(records) == 1 else {}
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(records._name).name,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "context": {"active_test": False},
            "views": [(False, "list"), (False, "form")],
            **one,
        }

    @api.private
    def open_listed(self, records, view):
        """Return the action that lists records, be it one, in a view of its own.

        :param view: ``ir.ui.view``, a list
        """
        return self._open(records) | {
            "views": [(view.id, "list"), (False, "form")],
            "res_id": False,
        }

    # -- what the queries are made of -------------------------------------------------------------
    @api.private
    def select(self, model, names, domain=Domain.TRUE):
        """Return SQL of a sub-select of a model's rows under the user's record rules, archived
        ones too, with id and the named fields; flushed before it is run.
        """
        return select_rows(self.env[model], names, domain)

    def _lines(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of the done lines of tracked products that moved something."""
        done = (
            Domain("state", "=", "done")
            & Domain("quantity_product_uom", "!=", 0)
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "!=", "none")
        )
        return self.select("stock.move.line", names, done & domain)

    def _quants(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of stock of tracked products in the company's own locations."""
        own = (
            Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "!=", "none")
            & Domain("quantity", "!=", 0)
        )
        return self.select("stock.quant", names, own & domain)

    def _own_locations(self, scope):
        """Return SQL of the locations in which the company has stock."""
        own = Domain("usage", "in", ("internal", "transit"))
        return self.select("stock.location", [], own & Domain("company_id", "=", scope.company.id))
