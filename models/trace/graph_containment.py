"""What is taken out of a product is itself again: the containment ends there.

Between the product and what was taken out of it there is a link, as they were together; yet nothing
of the one is in the other from then on.
"""

from collections import defaultdict

from odoo import models

from .trace_state import Walk, Way, node_key


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_taking_out(self):
        """Hook: the models of documents that take components out of a product.

        :return: set of names
        """
        return set()

    def _set_taken_out(self, walk, movements):
        """Note which lines brought back what had been put into a product."""
        models_of = self._trace_taking_out()
        for node, events in movements.by_node.items():
            is_serial = (
                node > 0 and walk.products[walk.lots[node]["product_id"]].tracking == "serial"
            )
            used_in = {}  # (model, id) of an order: when
            for event in events:
                document = event["model"], event["res_id"]
                is_theirs = event["model"] in models_of
                if event["kind"] == "consumption" and not is_theirs:
                    used_in.setdefault(document, event["date"])
                # What a repair takes out may be scrapped at once.
                elif (is_theirs and event["kind"] in ("production", "scrap")) or (
                    # A unit is made once: what an order makes again had been put into what it used.
                    is_serial
                    and event["kind"] == "production"
                    and document not in used_in
                    and any(date < event["date"] for date in used_in.values())
                ):
                    movements.taken_out.add(event["move_line_id"])

    def _read_containment(self, walk, movements):
        """Note when what was put into the products of a trace, and taken out again.

        :return: set of pairs, beside those of the walk
        """
        models_of = self._trace_taking_out()
        products = {
            node
            for node, events in movements.by_node.items()
            if node > 0
            and any(
                event["model"] in models_of and event["move_line_id"] not in movements.taken_out
                for event in events
            )
        }
        products |= {
            pair[1] for pair in walk.pairs if pair[2] in movements.taken_out and (pair[1] or 0) > 0
        }
        if not products:
            return set()
        probe = Walk(None, walk.as_of)
        probe.production_ids, probe.products = walk.production_ids, walk.products
        found = set()
        for direction in ("upstream", "downstream"):
            way = Way(direction, dict.fromkeys(products, ""))
            self._read_pairs(probe, way, products)
            found |= {pair for pairs in way.pending.values() for pair, _moment in pairs}
        walk.moment_of = probe.moment_of | walk.moment_of
        lines = movements.lines.keys()
        return {
            pair
            for pair in found
            if {pair[0], pair[2]} <= lines and {pair[1], pair[3]} <= walk.depths.keys()
        }

    def _set_containment(self, walk, movements, pairs):
        """Reckon what was put into each product, and taken out of it, and when."""
        seen = set()
        for input_line, parent, output_line, child in pairs:
            quantity = movements.lines[output_line]["quantity"]
            moment = walk.moment_of[output_line]
            if output_line in movements.taken_out:
                if (output_line, parent) not in seen:
                    movements.contained[parent, child].append((moment, -quantity))
                    seen.add((output_line, parent))
                continue
            went = movements.lines[input_line]["quantity"]
            _lots, total = movements.made_of.get(
                (input_line, movements.products[output_line]), (1, quantity)
            )
            movements.contained[child, parent].append((moment, went * quantity / total))
        movements.contained = {
            ends: changes
            for ends, changes in movements.contained.items()
            if any(quantity < 0 for _moment, quantity in changes)
        }
        movements.emptied = {product for product, _part in movements.contained}
        for way in walk.ways:
            if not way.is_up:
                for _input_line, parent, output_line, child in way.taken:
                    if child in movements.emptied and output_line not in movements.taken_out:
                        movements.parents[child].add(parent)

    @staticmethod
    def _is_gone(walk, movements, pair):
        """Return whether a pair leads, each way it counts, beyond where its goods were."""
        input_line, parent, _output_line, child = pair
        answers = []
        for way in walk.ways:
            if pair not in way.taken:
                continue
            if way.is_up:
                until = way.moments[child]
                answers.append(until != way.most and not movements.contains(child, parent, until))
            else:
                answers.append(movements.is_emptied(parent, walk.moment_of[input_line], walk))
        return bool(answers) and all(answers)

    def _containment_gaps(self, walk, movements):
        """Return a gap for each line that took out what had never been put in."""
        taken = defaultdict(set)
        for _input_line, parent, output_line, child in walk.pairs:
            if output_line in movements.taken_out and parent and child:
                taken[output_line, child].add(parent)
        gaps = []
        for (line, child), parents in taken.items():
            event = movements.lines[line]
            if any(
                quantity > 0 and moment <= event["date"]
                for parent in parents
                for moment, quantity in movements.contained.get((parent, child), ())
            ):
                continue
            gaps.append(
                {
                    "kind": "never_put_in",
                    "product_name": walk.products[movements.products[line]].name,
                    **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                    **{name: event[name] for name in ("res_id", "date")},
                    "node": node_key(child),
                    "waived": False,
                }
            )
        return gaps
