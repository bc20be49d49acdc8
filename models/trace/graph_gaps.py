"""What a trace cannot prove: its gaps, and the statement of them in words."""

from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.locations import OURS
from .trace_state import node_key

# Smaller than any quantity that means something.
NOTHING = 1e-5
# How many movements without lot elsewhere are counted.
MANY = 10_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _gaps(self, walk, nodes, facts):
        """Say where the record cannot go on, and beside which node of the trace."""
        return self._lotless_gaps(walk, facts) + self._lot_gaps(walk, nodes, facts)

    def _lotless_gaps(self, walk, facts):
        beside = {}
        for input_line, parent, output_line, child in walk.pairs:
            if not child:
                beside[output_line] = ("produced_without_lot", node_key(parent))
            elif not parent:
                beside[input_line] = ("consumed_without_lot", node_key(child))
        gaps = []
        for line_id, (event, product_name, is_waived) in facts.lotless.items():
            kind, node = beside.get(line_id, ("moved_without_lot", None))
            gaps.append(
                {
                    "kind": kind,
                    "product_name": product_name,
                    **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                    **{name: event[name] for name in ("res_id", "date")},
                    "node": node,
                    "waived": is_waived,
                }
            )
        return gaps

    def _lot_gaps(self, walk, nodes, facts):
        """Lots that came from nowhere, and those whose quantities do not add up."""
        if walk.beyond["events"]:
            return []
        gaps = []
        for node, values in nodes.items():
            balance, events = values["balance"], facts.by_node[node]
            if not balance or not events:
                continue
            found = []
            if not any(e["kind"] in ("receipt", "production") for e in events) and (
                balance["received"] + balance["produced"] < NOTHING
            ):
                found.append(("without_origin", sum(balance[n] for n in ("returned", "adjusted"))))
            if abs(balance["remainder"]) > NOTHING:
                found.append(("unbalanced", balance["remainder"]))
            if balance["on_hand"] < -NOTHING:
                found.append(("negative_stock", balance["on_hand"]))
            gaps += [self._lot_gap(kind, quantity, values, events[0]) for kind, quantity in found]
        return gaps

    @staticmethod
    def _lot_gap(kind, quantity, values, event):
        return {
            "kind": kind,
            "product_name": values["product_name"],
            "quantity": quantity,
            "uom": values["uom"],
            "reference": event["reference"] if kind == "without_origin" else values["lot_name"],
            "model": event["model"] if kind == "without_origin" else "stock.lot",
            "res_id": event["res_id"] if kind == "without_origin" else values["lot_id"],
            "date": event["date"],
            "node": values["key"],
            "waived": False,
        }

    def _lotless_elsewhere(self, walk, nodes, facts):
        """Count the movements that may have been of these lots, though nothing leads to them.

        :return: how many other movements of the products name no lot and took from stock, since
            the first of their lots in the trace moved
        """
        since = {}
        for node, events in facts.by_node.items():
            product_id = nodes[node]["product_id"] if node > 0 and node in nodes else None
            if product_id and walk.products[product_id].tracking != "none" and events:
                first = events[0]["date"]
                since[product_id] = min(since.get(product_id, first), first)
        if not since:
            return 0
        stocked = Domain("lot_id", "=", False) & Domain("location_id.usage", "in", OURS)
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM (SELECT line.id
                          FROM unnest(%(products)s::int[], %(dates)s::timestamp[])
                               wanted (id, since)
                         CROSS JOIN %(lines)s line
                         WHERE line.date >= wanted.since AND line.id != ALL (%(told)s::int[])
                         LIMIT %(many)s) elsewhere
                """,
                products=list(since),
                dates=list(since.values()),
                lines=self._looked_up_lines(
                    *(walk.as_of, "product_id", SQL("wanted.id"), "date"), domain=stocked
                ),
                told=list(facts.lotless),
                many=MANY,
            )
        )
        return count

    # -- the statement ------------------------------------------------------------------------
    def _statement(self, answer, elsewhere):
        """Say in words, with counts, what the trace could not follow.

        :param int elsewhere: see :meth:`_lotless_elsewhere`
        :return: list of sentences in the user's language, never empty
        """
        counts = Counter(gap["kind"] for gap in answer["gaps"])
        for link in answer["links"]:
            counts[link["reason"]] += 1
        counts["lotless"] = sum(
            bool(kind.endswith("without_lot")) * number for kind, number in counts.items()
        )
        counts["elsewhere"] = elsewhere
        counts["waived"] = sum(gap["waived"] for gap in answer["gaps"])
        counts["batches"] = sum(node["kind"] == "untracked" for node in answer["nodes"])
        counts["mixed"] = len(
            {
                event["node"]
                for event in answer["events"]
                if event["certainty"] == "possible" and event["kind"] in ("receipt", "production")
            }
            - {node["key"] for node in answer["nodes"] if node["certainty"] == "possible"}
        )
        sentences = [text for name, text in self._sentences(counts).items() if counts[name]]
        if answer["truncated"]:
            sentences.append(self._beyond_sentence(answer["beyond"]))
        return sentences or [
            self.env._("Every movement in this trace names its lot and every link is certain.")
        ]

    def _sentences(self, counts):
        """:return: {what is counted: its sentence}"""
        return {
            "lotless": self.env._(
                "%(count)s movements of tracked products name no lot (%(waived)s of them allowed by"
                " a manager): what they moved cannot be followed.",
                count=counts["lotless"],
                waived=counts["waived"],
            ),
            "elsewhere": self.env._(
                "At least %(count)s other movements of these products name no lot: they may have"
                " been of these lots.",
                count=counts["elsewhere"],
            ),
            "not_paired": self.env._(
                "%(count)s links are only possible: an order made several lots from several lots,"
                " and nobody recorded which went into which.",
                count=counts["not_paired"],
            ),
            "untracked": self.env._(
                "%(count)s links are only possible: they lead through goods without lot"
                " (%(batches)s batches), followed by place and date.",
                count=counts["untracked"],
                batches=counts["batches"],
            ),
            "same_number": self.env._(
                "%(count)s links join the lots of two companies: one sent that product and number"
                " to the other.",
                count=counts["same_number"],
            ),
            "mixed": self.env._(
                "%(count)s lots came from more than one vendor or order: which of them a unit came"
                " from is not recorded.",
                count=counts["mixed"],
            ),
            "without_origin": self.env._(
                "%(count)s lots were never received or made: where they came from is not recorded.",
                count=counts["without_origin"],
            ),
            "unbalanced": self.env._(
                "%(count)s lots do not balance: more or less of them came than left and is there.",
                count=counts["unbalanced"],
            ),
            "negative_stock": self.env._(
                "%(count)s lots have less than nothing in stock.", count=counts["negative_stock"]
            ),
        }

    def _beyond_sentence(self, beyond):
        return self.env._(
            "This trace stops before its end: at least %(nodes)s lots, %(links)s links and"
            " %(events)s movements lie beyond what is shown.",
            **beyond,
        )
