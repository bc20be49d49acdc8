"""What was in the products of a trace, and when: parts put in and taken out again."""

from collections import defaultdict

from odoo.tools import groupby

from ...tools.moments import EPSILON

# What a way downstream came in by where it is the node itself that is asked about.
ITSELF = None


class Contents:
    """The parts of products of which some were taken out again."""

    def __init__(self):
        self._changes = defaultdict(list)  # (product, part): (moment, put in or, below 0, taken)
        self._in_order = {}  # (product, part): list of (moment, put in, taken out)
        self.products = set()  # those that anything was taken out of

    def __bool__(self):
        return bool(self.products)

    def put(self, product, part, moment, quantity):
        self._changes[product, part].append((moment, quantity))

    def take(self, product, part, moment, quantity):
        self._changes[product, part].append((moment, -quantity))
        self.products.add(product)

    def was_put_in(self, product, part, moment):
        """Return whether any of a part had been put into a product by a moment."""
        changes = self._changes.get((product, part), ())
        return any(quantity > 0 and on <= moment for on, quantity in changes)

    def is_gone(self, product, part, moment):
        """Return whether a part had been put into a product, and all of it was taken out before.

        Nobody takes out more than there is. What is of one moment may have been in it.
        """
        if product not in self.products or (product, part) not in self._changes:
            return False
        held, was_in = 0.0, False
        for on, put, taken in self._steps(product, part):
            if on > moment:
                break
            was_in = was_in or put > 0
            held += put
            if on < moment:
                held = max(held - taken, 0.0)
        return was_in and held <= EPSILON

    def _steps(self, product, part):
        """Return list of (moment, put in, taken out), in the order of time."""
        ends = product, part
        if ends not in self._in_order:
            changes = sorted(self._changes[ends])
            self._in_order[ends] = [
                (
                    moment,
                    sum(quantity for _on, quantity in group if quantity > 0),
                    -sum(quantity for _on, quantity in group if quantity < 0),
                )
                for moment, group in groupby(changes, key=lambda change: change[0])
            ]
        return self._in_order[ends]


class Reach:
    """By what a way reached each product that anything was taken out of.

    Upstream these are the moments when it was used, so what was in it then; downstream the parts
    that came into it, and since when.
    """

    def __init__(self, way, contents):
        self.way, self.contents = way, contents
        self._by = defaultdict(dict)  # node: {moment, or part: since when}
        for root, moment in way.start.items():
            self._by[root] = {moment if way.is_up else ITSELF: moment}

    def add(self, pair, moment, is_taken_out):
        """Note that a pair leads to its far end, with a moment.

        :return: whether it is reached by something new
        """
        _input_line, parent, _output_line, child = pair
        far = parent if self.way.is_up else child
        # What is reworked holds what it held.
        if far not in self.contents.products or parent == child:
            return False
        by = self._by[far]
        key = moment if self.way.is_up else ITSELF if is_taken_out else parent
        if key in by and (self.way.is_up or by[key] <= moment):
            return False
        by[key] = moment
        return True

    def is_gone(self, pair, moment):
        """Return whether a pair leads, each way it counts, beyond where its goods were.

        :param str moment: that of the pair at its near end
        """
        _input_line, parent, _output_line, child = pair
        if not self.way.is_up:
            return self.is_without(parent, moment)
        contents = self.contents
        if child not in contents.products:
            return False
        in_time = [until for until in self._by[child] if until >= moment]
        return bool(in_time) and all(
            until != self.way.most and contents.is_gone(child, parent, until) for until in in_time
        )

    def is_without(self, node, moment):
        """Return whether nothing of what had led to a node downstream was left in it by then."""
        if node not in self.contents.products:
            return False
        parts = [part for part, since in self._by[node].items() if since <= moment]
        return bool(parts) and all(
            part is not ITSELF and self.contents.is_gone(node, part, moment) for part in parts
        )
