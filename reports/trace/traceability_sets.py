"""Serial numbers of one product that went the same way, printed as one.

Plain functions over the answer of ``get_traceability``, as the page's ``trace_sets.js``.
"""

from collections import defaultdict

from ...tools.listing import SHOWN, spans
from ...tools.quantity_words import say_number

# From how many on they are printed as one; fewer are read one by one.
SET_FROM = 10


def gather(items, likeness_of, name_of):
    """Put what looks alike together, at the place of the first.

    What can only be named by more than ten ranges is left as it is: a paper unfolds nothing.

    :param list items: of any kind
    :param likeness_of: gives what is equal for two that look alike, None for one alone
    :param name_of: gives the lot/serial number of an item
    :return: list of lists of items
    """
    groups = defaultdict(list)
    for item in items:
        groups[likeness_of(item)].append(item)
    groups.pop(None, None)
    sets = {
        likeness: members
        for likeness, members in groups.items()
        if len(members) >= SET_FROM and len(spans(map(name_of, members))) <= SHOWN
    }
    gathered, seen = [], set()
    for item in items:
        likeness = likeness_of(item)
        if likeness not in sets:
            gathered.append([item])
        elif likeness not in seen:
            seen.add(likeness)
            gathered.append(sets[likeness])
    return gathered


def set_name(env, nodes):
    """Name many lots or serial numbers: how many, and from where to where they run.

    :param list nodes: of the answer, of one product
    """
    names = [
        first if first == last else env._("%(first)s to %(last)s", first=first, last=last)
        for first, last in spans(node["lot_name"] for node in nodes)
    ]
    told = {
        "count": say_number(env, len(nodes)),
        "names": ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])]),
    }
    if nodes[0].get("tracking") == "serial":
        return env._("%(count)s serial numbers, %(names)s", **told)
    return env._("%(count)s lots, %(names)s", **told)


def merge_events(events):
    """Return one movement for those of many serial numbers."""
    return {**events[0], "quantity": sum(event["quantity"] for event in events)}


def merge_links(links, events):
    """Return one link for those of many serial numbers, all of one document.

    Each link says how much of its parent was used. Several that share a parent may all tell of the
    same use: together they are no more than the document took of it.

    :param dict events: {key of a node: its movements}
    """
    link = links[0]
    quantity = sum(each["quantity"] for each in links)
    if all(each["parent"] == link["parent"] for each in links):
        taken = [
            event["quantity"]
            for event in events[link["parent"]]
            if event["kind"] == "consumption" and document(event) == document(link)
        ]
        quantity = min(quantity, sum(taken) if taken else link["quantity"])
    return {**link, "quantity": quantity}


def document(source):
    """Return what tells the document of a movement or link from others."""
    return source["model"], source["res_id"]


def link_likeness(link):
    """Return what two links have in common that lead the same way."""
    return link and (*document(link), link["certainty"], link["reason"])


def node_likeness(node, events, links):
    """Return what two nodes have in common that went the same way.

    :param list events: those of the node that are shown
    :param list links: those of the node that are followed
    """
    own = ("product_id", "company_id", "depth", "state", "hold", "certainty", "expiration_date")
    moved = ("kind", "certainty", "partner_id", "location_from", "location_to", "quantity")
    return (
        *(node.get(name) for name in (*own, "until", "since")),
        *((*document(event), *(event[name] for name in moved)) for event in events),
        *(
            tuple(link[end] for end in ("parent", "child") if link[end] != node["key"])
            + link_likeness(link)
            for link in links
        ),
    )
