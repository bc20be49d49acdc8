"""An answer without bundles: every link by itself; and that it says the same."""

from itertools import product
from unittest.mock import patch

from ...models.trace import graph_fans, graph_generation


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


def few_links():
    """Look at any number of links for what is the same, as at those of a large order."""
    return patch.multiple(graph_generation, MANY_LINKS=0, LINKS_EACH=0)


class BundlesCommon:
    """Mixed into a test class that compares answers with bundles and without."""

    def trace(self, lots, direction, many, **options):
        """Trace with so many lots, at least, on each side of a bundle."""
        with few_links(), patch.object(graph_fans, "MANY", many):
            return self.env["traceability.graph"].trace(lots, direction, **options)

    def assert_same(self, lots, direction, many=2, **options):
        """Check that bundles tell what links tell. :return: the answer with bundles"""
        plain = self.trace(lots, direction, 10_000, **options)
        self.assertFalse(plain["bundles"])
        answer = self.trace(lots, direction, many, **options)
        self.assertEqual(self.told(unbundled(answer)), self.told(plain))
        return answer

    @staticmethod
    def told(answer):
        gaps = sorted(answer["gaps"], key=str)
        return {**answer, "links": sorted(answer["links"], key=str), "gaps": gaps}
