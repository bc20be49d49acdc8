"""The kinds of findings: each one set-based query, under the record rules of who asks."""

from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

SEVERITIES = ("high", "medium", "low")
# What is less is nothing but the rest of binary fractions, as for the gaps of traces.
NOTHING = 1e-5
# Compiling a query that is asked once takes longer than running it.
PLANNER = {"enable_nestloop": "off", "jit": "off"}
# The wizard of corrections is opened on so many records, and shows so many movements.
MOST_AT_ONCE = 200


class Kind(NamedTuple):
    """What a kind of finding is called, how grave it is, where it is found and mended."""

    label: str  # translated
    severity: str  # of SEVERITIES
    model: str  # of the records that are found
    find: str  # the method that returns SQL: (id of the record, quantity in the product's unit)
    mend: str = ""  # the method that returns the action which mends records; else they are opened
    breaks: bool = False  # whether what is found cannot be traced: the score counts it
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
    def find(self, key, scope, condition=None):
        """Return SQL of what is found, with the columns id, quantity, product_id, warehouse_id,
        picking_type_id, user_id and month.

        :param str key: of a kind
        :param AuditScope scope: what is audited
        :param SQL condition: on these columns, of the row ``finding``
        """
        kind = self.get_kinds()[key]
        return SQL(
            """
            SELECT finding.*
              FROM (SELECT found.id, found.quantity, detail.product_id, detail.warehouse_id,
                           detail.picking_type_id, detail.user_id,
                           date_trunc('month', detail.date)::date AS month
                      FROM (%s) found
                      JOIN (%s) detail ON detail.id = found.id) finding
             WHERE %s
            """,
            getattr(self, kind.find)(scope),
            self._trace_audit_details()[kind.model],
            condition or SQL("TRUE"),
        )

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

    # -- what the queries are made of -------------------------------------------------------------
    @api.private
    def select(self, model, names, domain=Domain.TRUE):
        """Return what :meth:`_rows` does, to addons that bring kinds of their own."""
        return self._rows(model, names, domain)

    def _rows(self, model, names, domain=Domain.TRUE):
        """Return SQL of a sub-select of a model's rows under the user's record rules, archived
        ones too, with id and the named fields; flushed before it is run.
        """
        records = self.env[model].with_context(active_test=False)
        query = records._search(domain, order="id")
        return query.subselect(
            *(
                SQL(
                    "%s AS %s",
                    records._field_to_sql(query.table, name, query),
                    SQL.identifier(name),
                )
                for name in ("id", *names)
            )
        )

    def _lines(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of the done lines of tracked products that moved something."""
        done = (
            Domain("state", "=", "done")
            & Domain("quantity_product_uom", "!=", 0)
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "!=", "none")
        )
        return self._rows("stock.move.line", names, done & domain)

    def _quants(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of stock of tracked products in the company's own locations."""
        own = (
            Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "!=", "none")
            & Domain("quantity", "!=", 0)
        )
        return self._rows("stock.quant", names, own & domain)
