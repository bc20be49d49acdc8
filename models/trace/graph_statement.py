"""The statement of a trace: what it could not follow, in words."""

from collections import Counter

from odoo import models


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

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
