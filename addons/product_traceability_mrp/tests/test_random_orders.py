"""What was put in and taken out again, by the dates: the engine against every way by brute force."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.random_cases import cases
from odoo.addons.product_traceability.tests.common.random_moments import (
    DAYS,
    MOMENTS,
    RandomMoments,
    histories,
)

PRODUCTS = (0, 0, 1, 1, 1, 2, 2, 3, 3)
TRACKINGS = ("lot", "serial", "serial", "lot")
LOTS = range(len(PRODUCTS))


def is_serial(lot):
    return TRACKINGS[0 if lot is None else PRODUCTS[lot]] == "serial"


# Repairs are told of where that app is installed, as unbuilds otherwise.
KINDS = ("order", "order", "order", "rework", "unbuild", "repair")


@tagged("post_install", "-at_install")
class TestRandomOrders(RandomMoments):
    """Orders that use and make serials and lots again, unbuilds and repairs."""

    product_of_lot, trackings = PRODUCTS, TRACKINGS

    @classmethod
    def make_documents(cls):
        product = {"product_id": cls.products[0].id}
        many = range(cls.most_documents)
        orders = cls.env["mrp.production"].create([{**product} for _number in many])
        unbuilds = cls.env["mrp.unbuild"].create([{**product} for _number in many])
        documents = {
            "order": ("raw_material_production_id", "production_id", orders.ids),
            "unbuild": ("unbuild_id", "unbuild_id", unbuilds.ids),
        }
        if "repair_id" in cls.env["stock.move"]._fields:
            repair_type = {"picking_type_id": cls.warehouse.repair_type_id.id}
            repairs = cls.env["repair.order"].create(
                [{**product, **repair_type} for _number in many]
            )
            documents["repair"] = ("repair_id", "repair_id", repairs.ids)
        return documents

    @cases(120)
    @given(
        *(histories(LOTS, is_serial, KINDS), st.sampled_from(LOTS)),
        *(st.sampled_from([None, None, None, 0, 1, 2]), MOMENTS),
        st.one_of(st.none(), st.none(), st.none(), DAYS),
    )
    def test_what_was_taken_out_is_itself_again(self, told, root, max_depth, moment, as_of):
        if "repair" not in self.documents:
            documents, movements = told
            told = [d for d in documents if d.kind != "repair"], movements
        self.check_history(told, root, max_depth, moment, as_of)
