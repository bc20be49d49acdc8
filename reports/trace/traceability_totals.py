"""What each customer got of what was traced and of what became of it.

As the page's ``trace_totals.js``: a total is of one product in its own unit, so that kilograms are
never added to pieces.
"""

from collections import defaultdict

# What went to customers and came back.
KINDS = ("delivery", "return")


def customer_totals(answer):
    """Add up by customer and product.

    :param dict answer: what ``get_traceability`` returned
    :return: list of dict in the order of customers, then products: ``customer`` (the location
        where no partner is known), ``product``, ``uom``, ``certainty``, ``lots`` (how many),
        ``delivered``, ``returned``, ``net``
    """
    nodes = {node["key"]: node for node in answer["nodes"]}
    found = _with_descendants(answer)
    totals = {}
    for event in answer["events"]:
        # On the other side is what went back to a vendor.
        if event["node"] not in found or event["kind"] not in KINDS or event["side"] == "upstream":
            continue
        name, end = ("returned", "from") if event["sign"] < 0 else ("delivered", "to")
        node, place = nodes[event["node"]], event[f"location_{end}"]
        # Goods that go from a vendor to a customer, or back, name both.
        partner = event[f"{end}_partner_id"] or event["partner_id"]
        total = totals.setdefault(
            (partner or place, node["product_id"], event["certainty"]),
            {
                "customer": event[f"{end}_partner_name"] or event["partner_name"] or place,
                "product": node["product_name"],
                "uom": node["uom"],
                "certainty": event["certainty"],
                "lots": set(),
                "delivered": 0.0,
                "returned": 0.0,
            },
        )
        total[name] += event["quantity"]
        total["lots"].add(node["key"])
    rows = [
        {
            **total,
            "lots": len(total["lots"]),
            "net": total["delivered"] - total["returned"],
        }
        for total in totals.values()
    ]
    return sorted(rows, key=lambda row: (row["customer"], row["product"], row["certainty"]))


def _with_descendants(answer):
    """Return the keys of what was asked about and of what became of it."""
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
    return found
