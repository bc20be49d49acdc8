"""What became of the lots that a trace was asked about, found in its answer."""

from collections import defaultdict


def with_descendants(answer):
    """Find what was asked about and all that it went into.

    :param dict answer: what ``get_traceability`` returned
    :return: set of keys of nodes
    """
    below = defaultdict(list)
    for link in answer["links"]:
        below[link["parent"]].append(link["child"])
    for number, bundle in enumerate(answer["bundles"]):
        for parent in bundle["parents"]:
            below[parent].append(number)
        below[number] = bundle["children"]
    roots = set(answer["roots"])
    waiting = [node["key"] for node in answer["nodes"] if node["lot_id"] in roots]
    found = set(waiting)
    while waiting:
        new = set(below[waiting.pop()]) - found
        found |= new
        waiting += new
    return {key for key in found if isinstance(key, str)}
