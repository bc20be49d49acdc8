"""Whatever happened to a lot, its case adds up what the movements say; and typed quantities."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.product_traceability.tests.common.random_cases import cases
from odoo.addons.product_traceability.tests.common.random_record import RandomRecordCommon

from ..tools.quantity import read_quantity

KINDS = ("receipt", "delivery", "return", "scrap", "move", "use", "make", "back")
MOVEMENTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 2),  # the lot
        st.integers(1, 400).map(lambda hundredths: hundredths / 100),
        st.integers(0, 30),  # the day
        st.integers(0, 2),  # the customer
    ),
    min_size=1,
    max_size=25,
)


@tagged("post_install", "-at_install")
class TestRandomRecalls(RandomRecordCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create([{"name": f"C{n}"} for n in range(3)])
        loss = cls.env["stock.location"].search([("usage", "=", "inventory")], limit=1)
        stock = cls.stock_location
        cls.ways = {
            "receipt": (cls.supplier_location, stock),
            "delivery": (stock, cls.customer_location),
            "return": (cls.customer_location, stock),
            "scrap": (stock, loss),
            "move": (stock, cls.shelf),
            "use": (stock, cls.production),
            "make": (cls.production, stock),
            "back": (stock, cls.supplier_location),
        }

    @cases(12)
    @given(MOVEMENTS)
    def test_every_quantity_is_the_sum_of_movements(self, movements):
        savepoint = self.env.cr.savepoint()
        for kind, lot, quantity, day, customer in movements:
            named = {"partner_id": self.customers[customer].id}
            self.write_lines(
                [(lot, quantity, day)],
                *self.ways[kind],
                **(named if kind in ("delivery", "return") else {}),
            )
        self.env.invalidate_all()
        recall = self.env["traceability.recall"].create(
            {"reason": "Glass", "lot_ids": [Command.set([lot.id for lot in self.lots[:3]])]}
        )
        recall.action_scope()
        self.compare(recall, movements)
        self.undo(savepoint)

    def compare(self, recall, movements):
        def total(*kinds, **wanted):
            return sum(
                quantity
                for kind, lot, quantity, _day, customer in movements
                if kind in kinds
                and wanted.get("lot", lot) == lot
                and wanted.get("customer", customer) == customer
            )

        for number, lot in enumerate(self.lots[:3]):
            row = recall.affected_ids.filtered(lambda row, lot=lot: row.lot_id == lot)
            self.assertAlmostEqual(
                row.quantity_in, total("receipt", "make", lot=number), msg=str(movements)
            )
            sent = total("delivery", lot=number) - total("return", lot=number)
            self.assertAlmostEqual(row.delivered, sent)
            self.assertAlmostEqual(row.used, total("use", lot=number))
            self.assertAlmostEqual(row.to_vendors, total("back", lot=number))
        for number, customer in enumerate(self.customers):
            sent = total("delivery", customer=number) - total("return", customer=number)
            consignee = recall.consignee_ids.filtered(
                lambda each, customer=customer: each.partner_id == customer
            )
            self.assertAlmostEqual(sum(consignee.delivery_ids.mapped("quantity")), sent)
            self.assertAlmostEqual(sum(consignee.account_ids.mapped("delivered")), sent)
        self.assertAlmostEqual(
            sum(account["delivered"] for account in recall.get_accounts()),
            total("delivery") - total("return"),
        )


class TestReadQuantity(BaseCase):
    def test_numbers_are_read_as_their_language_writes_them(self):
        for text, signs, number in (
            *(("", (), 0), (" 4 ", (), 4), ("20.5", (), 20.5), ("20,5", (), 20.5)),
            *(("1,000", (), 1000), ("1,000.25", (), 1000.25), ("1.000", (), 1)),
            *(("1.000", (",", "."), 1000), ("1.000,5", (",", "."), 1000.5)),
            *(("12.5", (",", "."), 12.5), ("1 000,5", (",", "\u202f"), 1000.5)),
        ):
            with self.subTest(text=text, signs=signs):
                self.assertEqual(read_quantity(text, *signs), number)

    def test_what_is_no_quantity_is_refused(self):
        for text in (
            *("-1", "nan", "inf", "1e400", "1e3", "many", "1,0000,0", "1.2.3", "0x10", "\u0661"),
            *("9" * 400, "1;DROP", "--", "."),
        ):
            with self.subTest(text=text[:10]), self.assertRaises(ValueError):
                read_quantity(text)
