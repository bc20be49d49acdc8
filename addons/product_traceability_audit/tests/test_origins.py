"""What one trace of many lots tells of each, against the trace of each alone."""

from hypothesis import given

from odoo.addons.product_traceability.tests.common.random_cases import cases
from odoo.addons.product_traceability.tests.common.random_moments import RandomMoments, histories
from odoo.addons.product_traceability_audit.tools.origins import Origins

LOTS = range(7)


class TestOrigins(RandomMoments):
    @cases(15)
    @given(histories(LOTS, lambda lot: False))
    def test_one_trace_tells_of_each_lot_what_its_own_trace_tells(self, told):
        with self.env.cr.savepoint() as savepoint:
            self.tell(*told)
            self.env.invalidate_all()
            lots = self.env["stock.lot"].union(*self.lots)
            origins = Origins(lots.get_traceability("upstream"))
            for lot in lots:
                nodes = lot.get_traceability("upstream")["nodes"]
                own = {node["key"]: node["certainty"] == "certain" for node in nodes}
                found = {key: sure is not None for key, (_at, sure) in origins.of(lot.id).items()}
                self.assertEqual(found, own)
            self.undo(savepoint)
