"""The statement of a trace: what it could not follow, in sentences with counts."""

from collections import Counter

from odoo import api, models

# What is counted and said, in the order of the sentences; each has a method that says it.
SENTENCES = (
    *("lotless", "waived", "elsewhere", "not_paired"),
    *("recorded_later", "used_before", "was_together", "never_put_in"),
    *("untracked", "loose", "same_number", "mixed"),
    *("without_origin", "unbalanced", "negative_stock", "component_not_used"),
    *("nothing_moved", "two_places", "more_back", "twin_lots"),
    *("without_document", "hidden_lots", "hidden_movements"),
)


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.private
    def say_statement(self, answer):
        """Say in words, with counts, what a trace could not follow.

        :param dict answer: of a trace, asked now or kept; ``unproven``, ``truncated`` and
            ``beyond`` of it will do. One of before there was ``unproven`` says what it said then
        :return: list of sentences in the user's language, never empty; that of what is left out
            comes last
        """
        if "unproven" not in answer:
            return answer["statement"]
        counts = answer["unproven"]
        sentences = [
            getattr(self, f"_{what}_sentence")(counts[what]) for what in SENTENCES if what in counts
        ]
        if answer["truncated"]:
            sentences.append(self._beyond_sentence(answer["beyond"]))
        if not sentences and counts:
            sentences.append(
                self.env._("Some of this trace is not certain: see what is marked as possible.")
            )
        return sentences or [
            self.env._("Every movement in this trace has a lot, and every link is certain.")
        ]

    def _unproven(self, answer, elsewhere, late):
        """Count what a trace could not follow.

        :param int elsewhere: how many movements beside the trace may have been of its lots
        :param set late: nodes that were used before they came in, as the record has it
        :return: {what there is a sentence for: how many}; ``unsure``: 1 alone where anything is
            only possible for another reason
        """
        unsure = [event for event in answer["events"] if event["certainty"] != "certain"]
        counts = self._counts(answer, elsewhere, late, unsure)
        found = {what: counts[what] for what in SENTENCES if counts[what]}
        if not found and (unsure or self._is_unsure(answer)):
            found["unsure"] = 1
        return found

    @staticmethod
    def _is_unsure(answer):
        """Return whether anything of an answer is not proven, whoever added it; its movements are
        looked at before.
        """
        parts = (answer["nodes"], answer["links"], answer["bundles"])
        return bool(answer["gaps"]) or any(
            item["certainty"] != "certain" for items in parts for item in items
        )

    @staticmethod
    def _counts(answer, elsewhere, late, unsure_events):
        """Return Counter of what there is a sentence for."""
        counts = Counter(gap["kind"] for gap in answer["gaps"])
        counts.update(link["reason"] for link in answer["links"])
        for bundle in answer["bundles"]:
            counts[bundle["reason"]] += len(bundle["parents"]) * len(bundle["children"])
        lotless = [gap for gap in answer["gaps"] if gap["kind"].endswith("without_lot")]
        mixed = {
            event["node"]
            for event in unsure_events
            if event["certainty"] == "possible" and event["kind"] in ("receipt", "production")
        }
        unsure = {node["key"] for node in answer["nodes"] if node["certainty"] == "possible"}
        counts["lotless"] = len(lotless)
        counts["waived"] = sum(gap["waived"] for gap in lotless)
        counts["elsewhere"] = elsewhere
        counts["used_before"] = len(late)
        counts["hidden_lots"] = answer["hidden"]["lots"]
        counts["hidden_movements"] = answer["hidden"]["movements"]
        counts["mixed"] = len(mixed - unsure - late)
        if not counts["untracked"]:
            loose = {node["product_id"] for node in answer["nodes"] if node["kind"] == "untracked"}
            counts["loose"] = len(loose)
        return counts

    def _lotless_sentence(self, count):
        if count == 1:
            return self.env._(
                "One movement of a product with lots or serial numbers has no lot: what it moved"
                " cannot be followed."
            )
        return self.env._(
            "%(count)s movements of products with lots or serial numbers have no lot: what they"
            " moved cannot be followed.",
            count=count,
        )

    def _waived_sentence(self, count):
        if count == 1:
            return self.env._("For one of these movements, the lot was not required.")
        return self.env._(
            "For %(count)s of these movements, the lot was not required.", count=count
        )

    def _elsewhere_sentence(self, count):
        if count == 1:
            return self.env._(
                "At least one other movement of these products has no lot: it may have moved"
                " these lots."
            )
        return self.env._(
            "At least %(count)s other movements of these products have no lot: they may have moved"
            " these lots.",
            count=count,
        )

    def _not_paired_sentence(self, count):
        if count == 1:
            return self.env._(
                "One link is possible, not certain: an order made several lots from several lots,"
                " and which went into which is not recorded."
            )
        return self.env._(
            "%(count)s links are possible, not certain: an order made several lots from several"
            " lots, and which went into which is not recorded.",
            count=count,
        )

    def _recorded_later_sentence(self, count):
        if count == 1:
            return self.env._(
                "One link is possible, not certain: what was used was recorded after what was made"
                " of it."
            )
        return self.env._(
            "%(count)s links are possible, not certain: what was used was recorded after what was"
            " made of it.",
            count=count,
        )

    def _used_before_sentence(self, count):
        if count == 1:
            return self.env._(
                "One lot was used before its receipt or production was recorded: its stock was"
                " negative until then."
            )
        return self.env._(
            "%(count)s lots were used before their receipt or production was recorded: their stock"
            " was negative until then.",
            count=count,
        )

    def _was_together_sentence(self, count):
        if count == 1:
            return self.env._(
                "One link is possible, not certain: a component was taken out of a product, and"
                " they were together until then."
            )
        return self.env._(
            "%(count)s links are possible, not certain: components were taken out of products, and"
            " they were together until then.",
            count=count,
        )

    def _never_put_in_sentence(self, count):
        if count == 1:
            return self.env._(
                "One component was taken out of a product, but it is not recorded as put into it."
            )
        return self.env._(
            "%(count)s components were taken out of products, but are not recorded as put into"
            " them.",
            count=count,
        )

    def _untracked_sentence(self, count):
        if count == 1:
            return self.env._(
                "One link is possible, not certain: it leads through goods without a lot, followed"
                " by location and date."
            )
        return self.env._(
            "%(count)s links are possible, not certain: they lead through goods without a lot,"
            " followed by location and date.",
            count=count,
        )

    def _loose_sentence(self, count):
        if count == 1:
            return self.env._(
                "One product made of these lots has no lot itself: its movements are only possible,"
                " by location and date."
            )
        return self.env._(
            "%(count)s products made of these lots have no lot themselves: their movements are only"
            " possible, by location and date.",
            count=count,
        )

    def _same_number_sentence(self, count):
        if count == 1:
            return self.env._(
                "One link joins the lots of two companies: one sent the product with this"
                " lot/serial number to the other."
            )
        return self.env._(
            "%(count)s links join the lots of two companies: one sent the product with this"
            " lot/serial number to the other.",
            count=count,
        )

    def _mixed_sentence(self, count):
        if count == 1:
            return self.env._(
                "One lot came from more than one vendor or order: which of them a unit came from"
                " is not recorded."
            )
        return self.env._(
            "%(count)s lots came from more than one vendor or order: which of them a unit came"
            " from is not recorded.",
            count=count,
        )

    def _without_origin_sentence(self, count):
        if count == 1:
            return self.env._("One lot has no receipt or production recorded.")
        return self.env._("%(count)s lots have no receipt or production recorded.", count=count)

    def _unbalanced_sentence(self, count):
        if count == 1:
            return self.env._(
                "The quantities of one lot do not add up: what came in differs from what left and"
                " what is in stock."
            )
        return self.env._(
            "The quantities of %(count)s lots do not add up: what came in differs from what left"
            " and what is in stock.",
            count=count,
        )

    def _negative_stock_sentence(self, count):
        if count == 1:
            return self.env._("One lot has negative stock.")
        return self.env._("%(count)s lots have negative stock.", count=count)

    def _component_not_used_sentence(self, count):
        if count == 1:
            return self.env._(
                "One planned component with lots or serial numbers is not recorded as used, and"
                " nothing replaced it: what went into the product is not known."
            )
        return self.env._(
            "%(count)s planned components with lots or serial numbers are not recorded as used, and"
            " nothing replaced them: what went into the products is not known.",
            count=count,
        )

    def _nothing_moved_sentence(self, count):
        if count == 1:
            return self.env._(
                "One completed movement of these products had a demand, but no quantity is"
                " recorded: what it moved is not known."
            )
        return self.env._(
            "%(count)s completed movements of these products had a demand, but no quantity is"
            " recorded: what they moved is not known.",
            count=count,
        )

    def _two_places_sentence(self, count):
        if count == 1:
            return self.env._(
                "One serial number is in several locations at once: it was recorded for more than"
                " one unit."
            )
        return self.env._(
            "%(count)s serial numbers are in several locations at once: they were recorded for more"
            " than one unit.",
            count=count,
        )

    def _more_back_sentence(self, count):
        if count == 1:
            return self.env._("More of one lot was returned than was ever sent.")
        return self.env._("More of %(count)s lots was returned than was ever sent.", count=count)

    def _twin_lots_sentence(self, count):
        if count == 1:
            return self.env._(
                "For one lot there is another with the same product and lot number: which of them a"
                " document means is not certain."
            )
        return self.env._(
            "For %(count)s lots there is another with the same product and lot number: which of"
            " them a document means is not certain.",
            count=count,
        )

    def _without_document_sentence(self, count):
        if count == 1:
            return self.env._(
                "One movement brought goods from production or scrap without a document that says"
                " what they were made of."
            )
        return self.env._(
            "%(count)s movements brought goods from production or scrap without a document that"
            " says what they were made of.",
            count=count,
        )

    def _hidden_lots_sentence(self, count):
        if count == 1:
            return self.env._("Not shown: one lot of another company.")
        return self.env._("Not shown: %(count)s lots of other companies.", count=count)

    def _hidden_movements_sentence(self, count):
        if count == 1:
            return self.env._("Not shown: one movement of these lots in another company.")
        return self.env._(
            "Not shown: %(count)s movements of these lots in other companies.", count=count
        )

    def _beyond_sentence(self, beyond):
        """Say what lies beyond: at least so much of it."""
        nodes, links, events = beyond["nodes"], beyond["links"], beyond["events"]
        parts = (
            (nodes, self.env._("one lot"), self.env._("%(count)s lots", count=nodes)),
            (links, self.env._("one link"), self.env._("%(count)s links", count=links)),
            (events, self.env._("one movement"), self.env._("%(count)s movements", count=events)),
        )
        left_out = ", ".join(one if count == 1 else more for count, one, more in parts if count)
        if not left_out:
            return self.env._("This trace is incomplete.")
        return self.env._(
            "This trace is incomplete. Not shown: at least %(left_out)s.", left_out=left_out
        )
