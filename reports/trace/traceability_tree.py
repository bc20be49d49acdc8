"""The engine's answer as a tree, read by the printed trace, the workbook and the terminal.

Plain functions over the answer of ``get_traceability``: no database, no recursion, so that a chain
of thousands of lots is as good as a short one.
"""

from collections import defaultdict

from .traceability_sets import (
    gather,
    link_likeness,
    merge_events,
    merge_links,
    node_likeness,
)

DIRECTIONS = ("upstream", "downstream")
# Deeper rows are not drawn further to the right: they say their level instead.
DRAWN_LEVELS = 16
# What a bundle tells of its links.
LINK = ("reference", "model", "res_id", "date", "certainty", "reason")


def tree_rows(answer, direction, together=False):
    """Unfold one direction of a trace into a flat list, each row below the one it belongs to.

    All roots are in one tree. A node is unfolded the first time it is met and only named after
    that, so loops end and the list is never longer than nodes, links, bundles and events together:
    what a bundle leads to is one row, a set, after the first time.

    :param dict answer: what ``get_traceability`` returned
    :param str direction: ``upstream`` or ``downstream``
    :param bool together: whether many serial numbers that went the same way are one row
    :return: list of dict: ``level`` (0 for a root), ``kind`` (``node``, ``set`` or ``event``),
        ``repeat`` (the node is unfolded further above), ``node`` (of a set, its first), ``nodes``
        (those of a set), ``link`` (to the row above it; None for a root), ``event`` (None for a
        node), ``uom`` (unit of the link's or event's quantity)
    :raise KeyError: when there is no such direction
    """
    return _Tree(answer, direction, together).rows()


class _Tree:
    """One direction of a trace."""

    def __init__(self, answer, direction, together):
        self.nodes = {node["key"]: node for node in answer["nodes"]}
        self.far = "parent" if direction == "upstream" else "child"
        self.links = _links_by_node(answer, direction)
        self.bundles = _bundles_by_node(answer, direction)
        self.events = _events_by_node(answer, direction)
        self.all_events = _events_by_node(answer)
        self.with_gaps = {gap["node"] for gap in answer["gaps"]}
        self.together = together
        by_lot = {node["lot_id"]: key for key, node in self.nodes.items() if node["lot_id"]}
        self.roots = [(by_lot[lot], None) for lot in answer["roots"] if lot in by_lot]

    def rows(self):
        rows, unfolded = [], set()
        stack = [(0, members, False) for members in reversed(self._gathered(self.roots))]
        while stack:
            level, members, repeat = stack.pop()
            keys = tuple(key for key, _link in members)
            repeat = repeat or keys in unfolded
            rows.append(self._lot_row(level, members, repeat))
            if repeat:
                continue
            unfolded.add(keys)
            node = self.nodes[keys[0]]
            rows += [
                _row(level + 1, "event", node, uom=event["uom"], event=event)
                for event in _merged([self.events[key] for key in keys], merge_events)
            ]
            links = _merged([self.links[key] for key in keys], self._merge_links)
            below = [(link[self.far], link) for link in links if link[self.far] in self.nodes]
            below = [(members, False) for members in self._gathered(below)]
            for bundle in self.bundles[keys[0]]:
                ends = self._ends(bundle, keys)
                if id(bundle) in unfolded:
                    below.append((ends, True))
                else:
                    unfolded.add(id(bundle))
                    below += ((members, False) for members in self._gathered(ends))
            stack += [(level + 1, *lots) for lots in reversed(below)]
        return rows

    def _ends(self, bundle, keys):
        """Return list of (key, link) of what a bundle links some lots to, as one."""
        quantity_of = dict(zip(bundle["parents"], bundle["quantities"], strict=True))
        link = {name: bundle[name] for name in LINK}
        if self.far == "child":
            quantity = sum(map(quantity_of.get, keys))
            ends = ((child, keys[0], child, quantity) for child in bundle["children"])
        else:
            ends = ((parent, parent, keys[0], quantity_of[parent]) for parent in quantity_of)
        return [
            (key, {**link, "parent": parent, "child": child, "quantity": quantity})
            for key, parent, child, quantity in ends
            if key in self.nodes
        ]

    def _lot_row(self, level, members, repeat):
        nodes = [self.nodes[key] for key, _link in members]
        links = [link for _key, link in members if link]
        link = self._merge_links(links) if links else None
        return _row(
            level,
            "set" if len(nodes) > 1 else "node",
            nodes[0],
            nodes=nodes,
            link=link,
            uom=self.nodes[link["parent"]]["uom"] if link else "",
            repeat=repeat,
        )

    def _merge_links(self, links):
        return merge_links(links, self.all_events) if len(links) > 1 else links[0]

    def _gathered(self, lots):
        """Put (key, link) of those lots together that are printed as one."""
        if not self.together:
            return [[lot] for lot in lots]
        known = {key: self._likeness(key) for key, _link in lots}
        return gather(
            lots,
            lambda lot: known[lot[0]] and (known[lot[0]], link_likeness(lot[1])),
            lambda lot: self.nodes[lot[0]]["lot_name"],
        )

    def _likeness(self, key):
        node = self.nodes[key]
        if node.get("tracking") != "serial" or key in self.with_gaps:
            return None
        likeness = node_likeness(node, self.events[key], self.links[key])
        return (*likeness, *map(id, self.bundles[key]))


def _merged(parts, merge):
    """Merge what each of some nodes has, part by part; that of one node is as it is."""
    return parts[0] if len(parts) == 1 else [merge(part) for part in zip(*parts, strict=True)]


def _row(level, kind, node, **values):
    empty = {"link": None, "event": None, "repeat": False, "nodes": [node]}
    return {"level": level, "kind": kind, "node": node, **empty, **values}


def _links_by_node(answer, direction):
    near = "child" if direction == "upstream" else "parent"
    found = defaultdict(list)
    for link in sorted(answer["links"], key=lambda link: link["date"] or ""):
        found[link[near]].append(link)
    return found


def _bundles_by_node(answer, direction):
    near = "children" if direction == "upstream" else "parents"
    found = defaultdict(list)
    for bundle in answer["bundles"]:
        for key in bundle[near]:
            found[key].append(bundle)
    return found


def _events_by_node(answer, direction=None):
    found = defaultdict(list)
    for event in answer["events"]:
        if direction is None or event["side"] in (direction, "both"):
            found[event["node"]].append(event)
    return found


def signed_quantity(event):
    """Return the quantity of a movement, below 0 when it takes back what others of its list gave,
    as a return does.
    """
    return event["quantity"] * (-1 if event["sign"] < 0 else 1)


def partner_text(event):
    """Return str, whom a movement names: both, where goods came and left at once."""
    giver, taker = event.get("from_partner_name"), event.get("to_partner_name")
    if giver and taker:
        return f"{giver} → {taker}"
    return event.get("partner_name") or ""


def text_tree(answer, direction):
    """Draw one direction of a trace for a terminal.

    :param dict answer: what ``get_traceability`` returned
    :param str direction: ``upstream`` or ``downstream``
    :return: str, a line a row; dates are days in UTC
    """
    rows = tree_rows(answer, direction)
    lines, ended = [], []
    for row, last in zip(rows, _lasts(rows), strict=True):
        level = row["level"]
        del ended[level:]
        ended.append(last)
        lines.append(_branch(level, ended) + _words(row))
    return "\n".join(lines)


def _lasts(rows):
    """Return for each row, whether no sibling follows it."""
    answer, follows = [], []
    for row in reversed(rows):
        level = row["level"]
        follows += [False] * (level + 1 - len(follows))
        answer.append(not follows[level])
        follows[level] = True
        del follows[level + 1 :]
    return reversed(answer)


def _branch(level, ended):
    if not level:
        return ""
    start = f"[{level}] " if level > DRAWN_LEVELS else ""
    above = ended[max(1, level - DRAWN_LEVELS) : level]
    return (
        start
        + "".join("   " if last else "│  " for last in above)
        + ("└─ " if ended[level] else "├─ ")
    )


def _words(row):
    source = row["event"] or row["link"]
    if row["kind"] == "event":
        first = f"{source['kind']} {_quantity(signed_quantity(source), row['uom'])}"
    else:
        node = row["node"]
        first = f"{node['product_name']} {node['lot_name'] or '(no lot)'}"
        if row["kind"] == "set":
            first += f" and {len(row['nodes']) - 1} more"
    words = [first, *(_link_words(row) if row["kind"] != "event" else ())]
    if source:
        words += [source["reference"], (source["date"] or "")[:10]]
    if row["event"]:
        words.append(partner_text(source) or source["location_to"])
    if row["link"] and row["link"]["certainty"] == "possible":
        words.append("possible")
    if row["repeat"]:
        words.append("(shown above)")
    return " · ".join(filter(None, words))


def _link_words(row):
    node, link = row["node"], row["link"]
    if link:
        return [f"{_quantity(link['quantity'], row['uom'])} used"]
    expires = node["expiration_date"]
    return [
        f"{_quantity(node['quantity_on_hand'], node['uom'])} on hand",
        f"expires {expires[:10]}" if expires else "",
    ]


def _quantity(quantity, uom):
    return f"{quantity:.5f}".rstrip("0").rstrip(".") + f" {uom}"
