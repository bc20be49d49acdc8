"""Orders that made many lots of many: what is equal in everything is one, from the query to the
answer.

Of an order that used 2,000 lots of a product and made 2,000 of another, core links each to each:
4,000,000 links, none of which says more than that the order used the one and made the other. Lines
of one move that are linked to the same lines are read as a :class:`trace_state.Fan`; what counts of
it is a :class:`tools.blocks.Block`. Which lot went into which such an order does not tell, so that
these links are never certain.
"""

from collections import defaultdict
from itertools import chain, islice

from odoo import models
from odoo.tools import groupby

from ...tools.blocks import Block, disjoint
from .trace_state import node_key


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    # -- what counts --------------------------------------------------------------------------
    def _set_blocks(self, walk, movements, beside):
        """Note the links of the fans, each pair in one block, with why they are linked.

        :param set beside: pairs of what was put into products and taken out of them
        """
        if not any(way.blocks for way in walk.ways):
            return
        self._open_blocks(walk, movements, beside)
        self._add_to_blocks(walk)
        parts = [part for way in walk.ways for part in self._reasoned_blocks(walk, way)]
        # What is in time one way need not be so the other way.
        movements.blocks = disjoint(sorted(parts, key=lambda part: self._rank(part[0])))

    def _open_blocks(self, walk, movements, beside):
        """Take those pairs out of the blocks that are to be looked at one by one: what was taken
        out of products, and what these products are in.
        """
        taken_out, lines = movements.taken_out, movements.lines
        ends = {(pair[1], pair[3]) for pair in walk.pairs | beside if pair[2] in taken_out}
        products, parts = ({end[number] for end in ends} for number in (0, 1))
        for way in walk.ways:
            for block in way.blocks:
                if found := {lot for line, lot in block.outputs.items() if line in taken_out}:
                    parts |= found
                    products.update(block.inputs.values())
        for way in walk.ways:
            blocks, opened = [], []
            for block in way.blocks:
                told = [{k: v for k, v in side.items() if k in lines} for side in block]
                rest = list(filter(None, [Block(*told)]))
                for one, other in (
                    (block.inputs, taken_out),
                    (self._lines_of(block.inputs, products), block.outputs),
                    (
                        self._lines_of(block.inputs, parts),
                        self._lines_of(block.outputs, products),
                    ),
                    (
                        {line for line in told[0] if lines[line]["kind"] == "delivery"},
                        block.outputs,
                    ),
                ):
                    halves = [piece.parted(one, other) for piece in rest]
                    opened += [within for within, _rest in halves if within]
                    rest = [piece for _within, pieces in halves for piece in pieces]
                blocks += rest
            way.blocks = blocks
            pairs = self._opened(walk, opened)
            way.taken |= pairs
            walk.pairs |= pairs

    @staticmethod
    def _lines_of(lines, lots):
        """Return those of some lines that are of some lots, as {line: lot}."""
        return {line: lot for line, lot in lines.items() if lot in lots}

    @staticmethod
    def _opened(walk, blocks):
        """Return the set of the pairs of some blocks, as many as there is room for."""
        room = max(walk.max_links - len(walk.pairs), 0)
        pairs = chain.from_iterable(block.pairs() for block in blocks)
        found = set(islice(pairs, room))
        count = sum(len(block.inputs) * len(block.outputs) for block in blocks)
        if count > room:
            walk.cut("links", count - room)
        return found

    def _add_to_blocks(self, walk):
        """Put pairs of the one way that blocks of the other have among these of theirs."""
        by_input = defaultdict(list)
        for way in walk.ways:
            for block in way.blocks:
                for line in block.inputs:
                    by_input[line].append(block.outputs)
        for way in walk.ways:
            rows = defaultdict(lambda: ({}, {}))
            for pair in way.taken:
                if any(pair[2] in outputs for outputs in by_input.get(pair[0], ())):
                    inputs, outputs = rows[pair[2 if way.is_up else 0]]
                    inputs[pair[0]], outputs[pair[2]] = pair[1], pair[3]
            for inputs, outputs in rows.values():
                block = Block(inputs, outputs)
                pairs = set(block.pairs())
                way.taken -= pairs
                walk.pairs -= pairs
                way.blocks.append(block)

    @staticmethod
    def _reasoned_blocks(walk, way):
        """Return the blocks of a way, each with why its pairs are linked."""
        for block in way.blocks:
            inputs, outputs = block
            used, made = (walk.moment_of[next(iter(side))] for side in block)
            near, moment = (outputs, made) if way.is_up else (inputs, used)
            in_time = {
                line
                for line, lot in near.items()
                if used <= made and way.counts(moment, way.moments[lot])
            }
            ends = (inputs, in_time) if way.is_up else (in_time, outputs)
            within, late = block.parted(*ends)
            if within:
                yield "not_paired", within
            for rest in late:
                yield "recorded_later", rest

    # -- the answer ---------------------------------------------------------------------------
    def _bundles(self, walk, movements, links):
        """Gather the blocks into bundles, each of one document; what its links share with others of
        a parent, a child and this document is left to these.

        :param dict links: {(parent, child, model, id): what is told of the link}, grows
        :return: list of dict, as the answer has them
        """
        lines, by_document = movements.lines, defaultdict(list)
        for reason, block in movements.blocks:
            for document, items in groupby(block.outputs.items(), lambda o: _document(lines[o[0]])):
                by_document[document].append((reason, Block(block.inputs, dict(items))))
        ends = defaultdict(lambda: (set(), set()))
        for parent, child, *document in links if by_document else ():
            parents, children = ends[tuple(document)]
            parents.add(parent)
            children.add(child)
        bundles = []
        for document, told in by_document.items():
            sides = [[set(side.values()) for side in block] for _reason, block in told]
            for number, (reason, block) in enumerate(told):
                rest = [block]
                for parents, children in (
                    *sides[:number],
                    *sides[number + 1 :],
                    ends.get(document, (set(), set())),
                ):
                    one = self._lines_of(block.inputs, parents)
                    other = self._lines_of(block.outputs, children)
                    halves = [piece.parted(one, other) for piece in rest]
                    rest = [piece for _within, pieces in halves for piece in pieces]
                    for within, _rest in halves:
                        for pair in self._opened(walk, [within] if within else []):
                            self._add_link(links, pair, reason, movements)
                bundles += [self._bundle(piece, reason, document, lines) for piece in rest]
        return sorted(bundles, key=lambda row: (row["date"], row["parents"], row["children"]))

    def _bundle(self, block, reason, document, lines):
        """Return one bundle of the answer: each parent went into each child, as far as is known."""
        quantities, (model, res_id) = defaultdict(float), document
        for line, parent in block.inputs.items():
            quantities[parent] += lines[line]["quantity"]
        made = max((lines[line] for line in block.outputs), key=lambda event: event["date"])
        return {
            "parents": [node_key(parent) for parent in sorted(quantities)],
            "quantities": [quantity for _parent, quantity in sorted(quantities.items())],
            "children": [node_key(child) for child in sorted(set(block.outputs.values()))],
            "reference": made["reference"],
            "model": model,
            "res_id": res_id,
            "date": made["date"],
            "certainty": self._certainty(reason),
            "reason": reason,
        }

    @staticmethod
    def _block_flows(walk, way, movements, versions):
        """Say how much goes through each block of a way, as :meth:`_flows` does for pairs.

        What it used flows together and out again in proportion: so many flows as there are lines.
        """
        flows = []
        for number, (_label, block) in enumerate(disjoint((None, b) for b in way.blocks)):
            hub = None, number
            versions.totals[hub] = None
            product_id = movements.product_of(next(iter(block.outputs)))
            for line, parent in block.inputs.items():
                _is_one, total = movements.made_of[line, product_id]
                if total:
                    used = versions.used(parent, walk.moment_of[line])
                    flows.append((used, hub, movements.lines[line]["quantity"] / total))
            for line, child in block.outputs.items():
                made = versions.made(child, walk.moment_of[line])
                flows.append((hub, made, movements.lines[line]["quantity"]))
        return flows


def _document(event):
    return event["model"], event["res_id"]
