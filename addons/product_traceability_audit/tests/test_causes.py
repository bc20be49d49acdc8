"""How causes are counted and ranked, without the database."""

from odoo.tests import BaseCase

from odoo.addons.product_traceability_audit.tools.causes import Fact, chance, lay
from odoo.addons.product_traceability_audit.tools.origins import Origins

from .simulated import count_found

HISTORIES, FIRST = 100, 3


class TestCauses(BaseCase):
    def test_the_chance_is_that_of_fishers_exact_test(self):
        # Fisher's tea: three of four cups recognised, one of the others mistaken.
        self.assertAlmostEqual(chance(3, 4, 1, 4), 17 / 70)
        self.assertAlmostEqual(chance(4, 4, 0, 4), 1 / 70)
        self.assertEqual(chance(3, 3, 0, 0), 1)

    def test_the_planted_cause_is_among_the_first_three(self):
        self.assertGreaterEqual(count_found(HISTORIES, FIRST), 95)

    def test_what_came_in_after_a_lot_was_used_is_not_its_cause(self):
        """Both lots are of one dough; the salt came into it after the first was made."""
        links = [
            self.link("flour", "dough", "02", 1),
            self.link("dough", "early", "03", 2),
            self.link("salt", "dough", "04", 3),
            self.link("dough", "late", "05", 4),
        ]
        keys = {"flour": 1, "salt": 2, "dough": 3, "early": 4, "late": 5}
        origins = Origins(
            {
                "nodes": [{"key": key, "lot_id": lot_id} for key, lot_id in keys.items()],
                "links": links,
                "bundles": [],
                "events": [],
            }
        )
        self.assertEqual(set(origins.of(4)), {"early", "dough", "flour"})
        self.assertEqual(set(origins.of(5)), {"late", "dough", "flour", "salt"})
        truck = Fact("document", "stock.picking", 1)
        facts = {"dough": {truck: ("2026-01-04", "2026-01-04")}}
        self.assertEqual(lay(origins, facts, [4, 5], []), [])

    @staticmethod
    def link(parent, child, day, document):
        return {
            "parent": parent,
            "child": child,
            "date": f"2026-01-{day}",
            "model": "mrp.production",
            "res_id": document,
            "certainty": "certain",
            "reason": "document",
        }
