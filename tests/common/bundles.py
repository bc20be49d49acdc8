"""An answer without bundles: every link by itself."""

from itertools import product


def unbundled(answer):
    """Return an answer with the links of its bundles one by one, in no order."""
    links = list(answer["links"])
    for bundle in answer["bundles"]:
        parents = zip(bundle["parents"], bundle["quantities"], strict=True)
        told = ("reference", "model", "res_id", "date", "certainty", "reason")
        links += (
            {
                "parent": parent,
                "child": child,
                "quantity": quantity,
                **{name: bundle[name] for name in told},
            }
            for (parent, quantity), child in product(parents, bundle["children"])
        )
    return {**answer, "links": links, "bundles": []}
