import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...tools.labels import event_word
from ...tools.quantity_words import say_number, say_quantity
from ...tools.renderer import prints_plainly
from .traceability_dates import local_time
from .traceability_sets import gather, set_name
from .traceability_tree import DIRECTIONS, partner_text, signed_quantity, tree_rows

# wkhtmltopdf needs far more than twice the time for a table of twice the rows.
TABLE_ROWS = 400
# Deeper rows say their level instead of moving on to the right, so that the words keep their room.
INDENTED_LEVELS = 8
INDENT_PIXELS = 12


# A longer word is wider than its column, and has to break somewhere.
LONGEST_WORD = 18


def whole_words(text):
    """Return Markup of a text whose lot/serial numbers stay on one line: paper breaks them at their
    hyphens.
    """
    whole = Markup('<span class="o_trace_whole">%s</span>')
    return Markup("").join(
        whole % word if "-" in word and len(word) <= LONGEST_WORD else word
        for word in re.split("( )", text or "")
    )


class TraceabilityReport(models.AbstractModel):
    """The printed trace: the whole of what the engine returns, formatted for one reader."""

    _name = "report.product_traceability.report_trace_lot"
    _description = "Traceability Report"
    _traced_model = "stock.lot"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Trace all records that are printed together as one.

        :param list docids: ids of the traced model
        :return: dict of what the template shows, all of it text in the reader's language
        :raise AccessError: when the reader may not read one of the records
        """
        docs = self.env[self._traced_model].browse(docids)
        answer = docs.get_traceability()
        # Superuser: the letterhead may be a parent company's, as in core's own layout.
        company = (docs.company_id if len(docs.company_id) == 1 else self.env.company).sudo()
        if not company.trace_internal_moves:
            kept = [event for event in answer["events"] if event["kind"] != "internal"]
            answer = {**answer, "events": kept}
        return {
            "doc_ids": docids,
            "doc_model": self._traced_model,
            "docs": docs,
            "company": company,
            "heading": docs.trace_title(),
            "printed_at": self._moment(fields.Datetime.to_string(fields.Datetime.now())),
            "plain_renderer": prints_plainly(),
            "roots": self._tables(self._roots(answer)),
            "trees": [self._tree(answer, direction) for direction in DIRECTIONS],
            "totals": self._tables(self._totals(answer)),
            "whole_words": whole_words,
            "statement": answer["statement"],
            "gaps": self._tables(self._gaps(answer)),
            "truncated": answer["truncated"],
        }

    def _labels(self):
        """Return {part of the vocabulary: {key in the answer: its words}}."""
        return self.env["traceability.graph"].labels()

    # -- the parts ----------------------------------------------------------------------------
    def _roots(self, answer):
        nodes = {node["lot_id"]: node for node in answer["nodes"]}
        roots = [nodes[lot] for lot in answer["roots"] if lot in nodes]
        labels = self._labels()
        gathered = gather(roots, self._root_likeness, lambda node: node["lot_name"])
        return [self._root(members, labels) for members in gathered]

    @staticmethod
    def _root_likeness(node):
        """Return what is equal for two serial numbers that the head of the paper says as one."""
        if node["tracking"] != "serial":
            return None
        names = ("product_id", "quantity_on_hand", "expiration_date", "state")
        balance = sorted((node["balance"] or {}).items())
        return (*(node[name] for name in names), *balance)

    def _root(self, nodes, labels):
        node = nodes[0]
        on_hand = sum(each["quantity_on_hand"] for each in nodes)
        state = labels["states"].get(node["state"], "")
        return {
            "product": node["product_name"],
            "lot": self._lot_name(nodes),
            "on_hand": say_quantity(self.env, on_hand, node["uom"]),
            "expiration": self._moment(node["expiration_date"], day=True),
            "state": "" if node["state"] == "fresh" else state,
            "balance": self._balance(nodes, labels["balance"]),
        }

    def _balance(self, nodes, names):
        """Return str, what came and what left of lots, and what of it nobody recorded."""
        balances = [node["balance"] or {} for node in nodes]
        totals = {part: sum(balance.get(part, 0) for balance in balances) for part in names}
        parts = [
            f"{name} {say_quantity(self.env, totals[part], nodes[0]['uom'])}"
            for part, name in names.items()
            if totals[part]
        ]
        return " · ".join(parts)

    def _tree(self, answer, direction):
        """Return dict of a direction's title and its rows."""
        rows = tree_rows(answer, direction, together=True)
        labels = self._labels()
        shown = [self._row(row, labels) for row in rows] if any(r["level"] for r in rows) else []
        return {
            "title": labels["directions"][direction],
            "tables": self._tables(shown),
        }

    def _tables(self, rows):
        """Return the rows in tables of a length that the renderer bears."""
        size = TABLE_ROWS if _wkhtml().is_patched_qt else len(rows) or 1
        return [rows[start : start + size] for start in range(0, len(rows), size)]

    def _row(self, row, labels):
        event, link, node = row["event"], row["link"], row["node"]
        is_possible = link and link["certainty"] == "possible"
        source = event or link or {}
        amount = signed_quantity(event) if event else source.get("quantity")
        quantity = say_quantity(self.env, amount, row["uom"]) if source else ""
        return {
            "kind": "event" if event else "node",
            "indent": min(row["level"], INDENTED_LEVELS) * INDENT_PIXELS,
            "level": row["level"] if row["level"] > INDENTED_LEVELS else "",
            "title": event_word(labels, event) if event else node["product_name"],
            "lot": "" if event else self._lot_name(row["nodes"]),
            "date": self._moment(source.get("date")),
            "document": source.get("reference", ""),
            "from": source.get("location_from", ""),
            "to": source.get("location_to", ""),
            "partner": partner_text(source),
            "quantity": self.env._("%(quantity)s used", quantity=quantity) if link else quantity,
            "possible": labels["certainties"][link["certainty"]] if is_possible else "",
            "repeat": row["repeat"],
        }

    def _totals(self, answer):
        """Return what each customer got, a product a row."""
        certainties = self._labels()["certainties"]
        return [
            {
                "customer": row["customer"],
                "product": row["product"],
                "lots": say_number(self.env, len(row["lots"])),
                **{
                    name: say_quantity(self.env, row[name], row["uom"]) if row[name] else ""
                    for name in ("delivered", "returned", "net")
                },
                "possible": (certainties["possible"] if row["certainty"] == "possible" else ""),
            }
            for row in self.env["traceability.graph"].customers(answer)
        ]

    def _lot_name(self, nodes):
        """Name a lot, goods without one, or many serial numbers that are printed as one."""
        if len(nodes) > 1:
            return set_name(self.env, nodes)
        return nodes[0]["lot_name"] or self.env._("(no lot)")

    def _gaps(self, answer):
        kinds = self._labels()["gap_kinds"]
        lots = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return [
            {
                "kind": kinds[gap["kind"]],
                "product": gap["product_name"],
                "quantity": say_quantity(self.env, gap["quantity"], gap["uom"]),
                "document": gap["reference"],
                "date": self._moment(gap["date"]),
                "lot": lots.get(gap["node"], ""),
                "waived": gap["waived"],
            }
            for gap in answer["gaps"]
        ]

    def _moment(self, text, day=False):
        """Return str, a moment in UTC as the reader's clock and language tell it."""
        if not text:
            return ""
        if day:
            return format_date(self.env, local_time(self.env, text).date())
        return format_datetime(self.env, text, dt_format="short")


class TraceabilityPickingReport(models.AbstractModel):
    _name = "report.product_traceability.report_trace_picking"
    _inherit = ["report.product_traceability.report_trace_lot"]
    _description = "Traceability Report of Transfers"
    _traced_model = "stock.picking"


class TraceabilityPartnerReport(models.AbstractModel):
    _name = "report.product_traceability.report_trace_partner"
    _inherit = ["report.product_traceability.report_trace_lot"]
    _description = "Traceability Report of Partners"
    _traced_model = "res.partner"


class TraceabilityPackageReport(models.AbstractModel):
    _name = "report.product_traceability.report_trace_package"
    _inherit = ["report.product_traceability.report_trace_lot"]
    _description = "Traceability Report of Packages"
    _traced_model = "stock.package"
