"""What was put in and taken out again: the engine against every way by brute force."""

from hypothesis import example, given

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.in_time import Document, Movement
from odoo.addons.product_traceability.tests.common.random_cases import cases
from odoo.addons.product_traceability.tests.common.random_moments import (
    AS_OF,
    DEPTHS,
    RandomMoments,
    histories,
    roots_of,
)

PRODUCTS = (0, 0, 1, 1, 1, 2, 2, 3, 3)
TRACKINGS = ("lot", "serial", "serial", "lot")
LOTS = range(len(PRODUCTS))


def is_serial(lot):
    return TRACKINGS[0 if lot is None else PRODUCTS[lot]] == "serial"


# Each of these once told something else. A sauce is taken apart, and used later on.
TAKEN_APART_AND_USED = (
    [
        Document([(2, 1)], [(0, 2)], 1, 1),
        Document([(0, 2)], [], 1, 1, "unbuild", [(2, 1)]),
        Document([(0, 3)], [(2, 1)], 2, 2),
    ],
    [],
)
# A blender (5) gets another motor (3 for 2) in an order that gives the old one back.
REWORKED = (
    [Document([(2, 1)], [(5, 1)], 1, 1), Document([(5, 1), (3, 1)], [(5, 1), (2, 1)], 2, 2)],
    [Movement("receipt", 2, 1, 1), Movement("receipt", 3, 1, 1), Movement("delivery", 5, 1, 3)],
)
# The order that reworks it is dated before and after: what it used, it did not take out.
REWORKED_OUT_OF_ORDER = (
    [
        Document([(1, 3), (5, 1)], [(5, 1)], 2, 1),
        Document([(5, 1), (2, 1)], [(5, 1)], 6, 6),
        Document([(5, 1), (1, 3)], [(5, 1), (1, 3)], 6, 5),
    ],
    [],
)
# It was received long before the motor was put in by a repair, and taken out by another.
REPAIRED = (
    [
        Document([(2, 1)], [(5, 1)], 3, 3, "repair"),
        Document([], [(5, 1)], 5, 5, "repair", [(2, 1)]),
    ],
    [Movement("receipt", 5, 1, 1), Movement("delivery", 5, 1, 6)],
)
# What was put in after a use has no part in it.
PUT_IN_AFTER_IT_WAS_USED = (
    [
        Document([(5, 1)], [(2, 1)], 3, 3),
        Document([(8, 2)], [(5, 1)], 4, 4, "repair", [(2, 1)]),
    ],
    [Movement("receipt", 5, 1, 1)],
)
# It was taken apart before it left; what had left before is not asked about.
TAKEN_APART_BEFORE = (
    [
        Document([(0, 1)], [(5, 1)], 2, 2),
        Document([(5, 1)], [], 2, 2, "unbuild", [(0, 1)]),
        Document([(5, 1)], [(7, 2)], 3, 3),
    ],
    [Movement("receipt", 5, 1, 5)],
)
# A blender (3) is used before it is made; what a repair adds later was not in it.
REPAIRED_AFTER_ITS_USE = (
    [
        Document([(5, 1)], [(3, 1)], 4, 5),
        Document([(5, 1)], [(3, 1)], 6, 6, "repair", [(5, 1)]),
        Document([(3, 1)], [], 5, 5, "unbuild", [(5, 1)]),
        Document([(3, 1)], [(3, 1), (1, 2)], 3, 3),
        Document([(3, 1)], [], 2, 2, "unbuild", [(7, 3)]),
    ],
    [],
)
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
    @example(TAKEN_APART_AND_USED, {2: None}, None, None)
    @example(REWORKED, {2: None}, None, None)
    @example(REWORKED, {5: [3, 3]}, None, None)
    @example(REWORKED_OUT_OF_ORDER, {2: [1, 1]}, None, None)
    @example(REPAIRED, {2: None}, None, None)
    @example(REWORKED, {3: None}, None, None)
    @example(PUT_IN_AFTER_IT_WAS_USED, {2: None}, None, None)
    @example(REPAIRED_AFTER_ITS_USE, {3: None, 5: [1, 1]}, 1, None)
    @example(TAKEN_APART_BEFORE, {5: [3, 7]}, 1, None)
    @given(
        *(histories(LOTS, is_serial, KINDS), roots_of(LOTS), DEPTHS, AS_OF),
    )
    def test_what_was_taken_out_is_itself_again(self, told, roots, max_depth, as_of):
        if "repair" not in self.documents:
            documents, movements = told
            told = [d for d in documents if d.kind != "repair"], movements
        self.check_history(told, roots, max_depth, as_of)
