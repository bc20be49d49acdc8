"""How quantities travel through a trace: plain functions, no database."""

from collections import defaultdict

ROUNDS = 1_000
PRECISION = 1e-12


def spread(flows, sources, totals, most=None):
    """Let what the sources hold flow to the end.

    A node holds what flowed into it, evenly: a tenth of it holds a tenth. The sources keep the rate
    they are given, whatever flows back to them. Loops are followed until nothing changes.

    :param list flows: (from node, to node, quantity of the from node)
    :param dict sources: {node: rate}, what one unit of it holds
    :param dict totals: {node: how much of it there is}
    :param float most: what a node can hold at most: what the sources hold together. Without it a
        node holds no more than there is of it: for a walk from what was made to what went in
    :return: {node: rate}, of the nodes that are reached
    """
    outgoing, incoming = defaultdict(list), defaultdict(list)
    for origin, target, quantity in flows:
        if target not in sources and origin != target:
            outgoing[origin].append(target)
            incoming[target].append((origin, quantity))
    rates = dict(sources)
    order = _reached(outgoing, sources)
    bounds = _Bounds(totals, most)
    waiting = {node: sum(origin in order for origin, _ in incoming[node]) for node in order}
    ready = list(sources)
    while ready:
        for target in outgoing[ready.pop()]:
            waiting[target] -= 1
            if not waiting[target]:
                rates[target] = _rate(target, incoming, bounds, rates)
                ready.append(target)
    _settle([node for node in order if node not in rates], incoming, bounds, rates)
    return rates


def _reached(outgoing, sources):
    """Return {node: None} of what the sources flow to, the nearest first."""
    order = dict.fromkeys(sources)
    queue = list(sources)
    for node in queue:
        for target in outgoing[node]:
            if target not in order:
                order[target] = None
                queue.append(target)
    return order


class _Bounds:
    def __init__(self, totals, most):
        self.totals, self.most = totals, most

    def rate(self, node, held):
        """Return what one unit of a node holds, when it holds so much altogether."""
        total = self.totals.get(node)
        if not total:
            return 0.0
        return min(held, total if self.most is None else self.most) / total


def _rate(node, incoming, bounds, rates):
    held = sum(quantity * rates.get(origin, 0.0) for origin, quantity in incoming[node])
    return bounds.rate(node, held)


def _settle(nodes, incoming, bounds, rates):
    """Go round the loops until nothing changes any more."""
    rates.update(dict.fromkeys(nodes, 0.0))
    for _round in range(ROUNDS):
        change = 0.0
        for node in nodes:
            rate = _rate(node, incoming, bounds, rates)
            change = max(change, abs(rate - rates[node]))
            rates[node] = rate
        if change <= PRECISION:
            return
