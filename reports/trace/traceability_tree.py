"""The engine's answer as a tree, read by the printed trace, the workbook and the terminal.

Plain functions over the answer of ``get_traceability``: no database, no recursion, so that a chain
of thousands of lots is as good as a short one.
"""

from collections import defaultdict

DIRECTIONS = ("upstream", "downstream")
# How a lot came in stands in the upstream tree, what became of it in the downstream tree.
EVENT_KINDS = {
    "upstream": {"receipt", "production", "return", "adjustment"},
    "downstream": {"delivery", "consumption", "scrap", "return", "adjustment", "internal"},
}
# Deeper rows are not drawn further to the right: they say their level instead.
DRAWN_LEVELS = 16


def tree_rows(answer, direction):
    """Unfold one direction of a trace into a flat list, each row below the one it belongs to.

    All roots are in one tree. A node is unfolded the first time it is met and only named after
    that, so loops end and the list is never longer than nodes, links and events together.

    :param dict answer: what ``get_traceability`` returned
    :param str direction: ``upstream`` or ``downstream``
    :return: list of dict: ``level`` (0 for a root), ``kind`` (``node`` or ``event``), ``repeat``
        (the node is unfolded further above), ``node``, ``link`` (to the row above it; None for a
        root), ``event`` (None for a node), ``uom`` (unit of the link's or event's quantity)
    :raise KeyError: when there is no such direction
    """
    nodes = {node["key"]: node for node in answer["nodes"]}
    links, events = _links_by_node(answer, direction), _events_by_node(answer, direction)
    by_lot = {node["lot_id"]: key for key, node in nodes.items() if node["lot_id"]}
    rows, unfolded = [], set()
    stack = [(0, by_lot[lot], None, "") for lot in reversed(answer["roots"]) if lot in by_lot]
    while stack:
        level, key, link, uom = stack.pop()
        node, repeat = nodes[key], key in unfolded
        rows.append(_row(level, "node", node, uom=uom, link=link, repeat=repeat))
        if repeat:
            continue
        unfolded.add(key)
        rows += [
            _row(level + 1, "event", node, uom=event["uom"], event=event) for event in events[key]
        ]
        far = "parent" if direction == "upstream" else "child"
        stack += [
            (level + 1, below[far], below, nodes[below["parent"]]["uom"])
            for below in reversed(links[key])
            if below[far] in nodes
        ]
    return rows


def _row(level, kind, node, **values):
    empty = {"link": None, "event": None, "repeat": False}
    return {"level": level, "kind": kind, "node": node, **empty, **values}


def _links_by_node(answer, direction):
    near = "child" if direction == "upstream" else "parent"
    found = defaultdict(list)
    for link in sorted(answer["links"], key=lambda link: link["date"] or ""):
        found[link[near]].append(link)
    return found


def _events_by_node(answer, direction):
    kinds, found = EVENT_KINDS[direction], defaultdict(list)
    for event in answer["events"]:
        if event["kind"] in kinds:
            found[event["node"]].append(event)
    return found


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
        first = f"{source['kind']} {_quantity(source['quantity'], row['uom'])}"
    else:
        node = row["node"]
        first = f"{node['product_name']} {node['lot_name'] or '(no lot)'}"
    words = [first, *(_link_words(row) if row["kind"] == "node" else ())]
    if source:
        words += [source["reference"], (source["date"] or "")[:10]]
    if row["event"]:
        words.append(source["partner_name"] or source["location_to"])
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
