"""Many names are looked up by the index of whole names, whatever the planner thinks of them."""

from odoo.tests import tagged
from odoo.tools import SQL

from ...tools.number_text import of_names
from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestLookupPlan(GuardCommon):
    def test_many_names_are_not_looked_up_in_the_index_of_word_parts(self):
        names = [f"N{n}" for n in range(100)]
        asked = self.env["stock.lot"]._search(of_names(names)).select()
        self.env.cr.execute(SQL("SET LOCAL enable_seqscan = off"))
        plan = self.env.execute_query(SQL("EXPLAIN %s", asked))
        self.assertNotIn("name_index", " ".join(line for (line,) in plan))
