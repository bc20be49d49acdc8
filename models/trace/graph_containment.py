"""What is taken out of a product is itself again: the containment ends there.

Between the product and what was taken out of it there is a link, as they were together; yet nothing
of the one is in the other from then on.
"""

from collections import defaultdict

from odoo import models

from ...tools.moments import FOREVER
from .trace_contents import Reach
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
        models_of &= {model for _usages, model in movements.documents}
        for node, events in movements.by_node.items():
            # Nothing was taken out of what was only made, or only used.
            if not (models_of or movements.kinds_of(node) >= {"consumption", "production"}):
                continue
            is_serial = (
                node > 0 and walk.products[walk.lots[node]["product_id"]].tracking == "serial"
            )
            used, first_use = defaultdict(float), FOREVER  # (model, id) of an order: quantity
            made = []
            for event in events:
                is_theirs = event["model"] in models_of
                # What a repair takes out may be scrapped at once.
                if is_theirs and event["kind"] in ("production", "scrap"):
                    movements.taken_out.add(event["move_line_id"])
                elif is_theirs and node > 0:
                    movements.opened.add(node)
                elif event["kind"] == "consumption" and not is_theirs:
                    used[event["model"], event["res_id"]] += event["quantity"]
                    first_use = min(first_use, event["date"])
                elif event["kind"] == "production":
                    made.append(event)
            for event in made if used and node > 0 else ():
                document, line = (event["model"], event["res_id"]), event["move_line_id"]
                if document in used:
                    # What an order only works on is no more of it than there was.
                    movements.reworked[line] = min(event["quantity"], used[document])
                    used[document] -= movements.reworked[line]
                # A unit is made once: what an order makes again had been put into what it used.
                elif is_serial and first_use < event["date"]:
                    movements.taken_out.add(line)
                    movements.made_again.add(node)

    def _read_containment(self, walk, movements):
        """Note when what was put into the products of a trace, and taken out again.

        :return: set of pairs, beside those of the walk
        """
        products = set(movements.opened)
        products |= {
            pair[1] for pair in walk.pairs if pair[2] in movements.taken_out and (pair[1] or 0) > 0
        }
        for way in walk.ways:
            for block in way.blocks:
                if not movements.taken_out.isdisjoint(block.outputs):
                    products.update(block.inputs.values())
        probe = Walk(None, walk.as_of)
        probe.production_ids, probe.products = walk.production_ids, walk.products
        found = self._all_pairs(probe, movements.made_again, "upstream")
        products |= {
            pair[1] for pair in found if pair[2] in movements.taken_out and (pair[1] or 0) > 0
        }
        for direction in ("upstream", "downstream"):
            found |= self._all_pairs(probe, products, direction)
        walk.moment_of = probe.moment_of | walk.moment_of
        lines = movements.lines.keys()
        return {
            pair
            for pair in found
            if {pair[0], pair[2]} <= lines and {pair[1], pair[3]} <= walk.depths.keys()
        }

    def _all_pairs(self, probe, nodes, direction):
        """Return set of the pairs of some nodes in one direction, whenever they were."""
        if not nodes:
            return set()
        way = Way(direction, dict.fromkeys(nodes, ""))
        self._read_pairs(probe, way, nodes)
        for fan in way.fans:
            fan.taken = fan.near.keys()
        way.close_fans(
            {lot for fan in way.fans for side in (fan.near, fan.far) for lot in side.values()}
        )
        pairs = {pair for pairs in way.pending.values() for pair, _moment in pairs}
        return pairs | self._opened(probe, way.blocks)

    def _set_containment(self, walk, movements, known, beside):
        """Reckon what was put into each product, and taken out of it, and when; and by what each
        way of the walk reached it.

        :param list known: pairs of the walk
        :param set beside: others
        """
        if not movements.taken_out:
            return
        contents, seen = movements.contents, set()
        for input_line, parent, output_line, child in {*known, *beside}:
            quantity = movements.lines[output_line]["quantity"]
            moment = walk.moment_of[output_line]
            if output_line in movements.taken_out:
                if (output_line, parent) not in seen:
                    contents.take(parent, child, moment, quantity)
                    seen.add((output_line, parent))
                continue
            went = movements.lines[input_line]["quantity"]
            _is_one, total = movements.made_of.get(
                (input_line, movements.product_of(output_line)), (True, quantity)
            )
            contents.put(child, parent, moment, went * quantity / total)
        for way in walk.ways if contents else ():
            reach = movements.reaches[way.direction] = Reach(way, contents)
            for pair in way.taken:
                limit = way.moments.get(pair[3 if way.is_up else 1])
                if limit is not None and all(pair):
                    moment = walk.far_moment(way, pair, limit)
                    reach.add(pair, moment, pair[2] in movements.taken_out)
            for block in () if way.is_up else way.blocks:
                for line, child in block.outputs.items():
                    if child in contents.products:
                        for parent in block.inputs.values():
                            reach.add((None, parent, line, child), walk.moment_of[line], False)

    def _is_gone(self, walk, movements, pair):
        """Return whether a pair leads, each way it counts, beyond where its goods were."""
        ways = [way for way in walk.ways if pair in way.taken]
        return bool(ways) and all(self._is_gone_by(way, walk, movements, pair) for way in ways)

    @staticmethod
    def _is_gone_by(way, walk, movements, pair):
        """Return whether a pair leads beyond where its goods were, one way."""
        # What is taken out of a product is there still.
        if way.is_up and pair[2] in movements.taken_out:
            return False
        moment = walk.near_moment(way, pair)
        return movements.reaches[way.direction].is_gone(pair, moment)

    def _containment_gaps(self, walk, movements):
        """Return a gap for each line that took out what had never been put in."""
        taken = defaultdict(set)
        for _input_line, parent, output_line, child in walk.pairs:
            if output_line in movements.taken_out and parent and child:
                taken[output_line, child].add(parent)
        gaps = []
        for (line, child), parents in taken.items():
            event = movements.lines[line]
            if any(movements.contents.was_put_in(p, child, event["date"]) for p in parents):
                continue
            gaps.append(
                {
                    "kind": "never_put_in",
                    "product_name": walk.products[movements.product_of(line)].name,
                    **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                    **{name: event[name] for name in ("res_id", "date")},
                    "node": node_key(child),
                    "waived": False,
                }
            )
        return gaps
