"""Rule 4: stock changes through movements only."""

from odoo.exceptions import AccessError

from ..common.guard import HistoryCommon

FINAL = "Completed operations cannot be"


class TestQuants(HistoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quant = cls.t1.quant_ids.filtered(lambda quant: quant.location_id == cls.stock_location)

    def test_a_quant_is_not_written(self):
        values = {
            "quantity": 99,
            "lot_id": self.t2.id,
            "location_id": self.shelf.id,
            "owner_id": self.vendor.id,
            "reserved_quantity": 5,
            "in_date": "2001-01-01 00:00:00",
        }
        for field, value in values.items():
            for user in (self.clerk, self.manager):
                with self.subTest(field=field), self.refused("only by movements"):
                    self.rpc(user, "stock.quant", "write", self.quant.ids, {field: value})

    def test_a_count_is_applied_once(self):
        """Odoo would take a second click, on an old list, for a count of nothing."""
        quant = self.count(self.tomato, 7, self.t2)
        with self.refused("applied or cleared(.|\n)*Tomato, T2"):
            self.rpc(self.manager, "stock.quant", "action_apply_inventory", quant.ids)
        self.assertEqual(quant.quantity, 7)

    def test_a_quant_is_not_created_with_stock(self):
        values = {
            "product_id": self.tomato.id,
            "location_id": self.shelf.id,
            "lot_id": self.t1.id,
            "quantity": 5,
        }
        with self.refused("Tomato, T1, TRW/Stock/Shelf"):
            self.rpc(self.clerk, "stock.quant", "create", [values])

    def test_a_quant_is_not_created_reserved_or_of_another_day(self):
        values = {
            "product_id": self.tomato.id,
            "location_id": self.shelf.id,
            "lot_id": self.t1.id,
        }
        for more in ({"reserved_quantity": 5}, {"in_date": "2001-01-01 00:00:00"}):
            name, value = next(iter(more.items()))
            attempts = ((values | more, {}), (values, {f"default_{name}": value}))
            for sent, context in attempts:
                with self.subTest(more, context=context), self.refused("only by movements"):
                    self.rpc(self.clerk, "stock.quant", "create", [sent], context=context)

    def test_a_quant_is_not_deleted_with_its_stock(self):
        with self.refused("only by movements"):
            self.quant.sudo().unlink()

    def test_nobody_else_may_delete_one(self):
        with self.assertRaises(AccessError):
            self.rpc(self.manager, "stock.quant", "unlink", self.quant.ids)

    def test_counting_reserving_and_merging_go_on(self):
        self.count(self.tomato, 5, self.t1)
        self.plan_delivery((self.tomato, self.t1, 2)).do_unreserve()
        self.env["stock.quant"]._quant_tasks()
        self.assertEqual(self.t1.product_qty, 5)

    def test_quants_of_untracked_products_are_as_in_core(self):
        self.env["stock.quant"].with_user(self.manager).create(
            {"product_id": self.screw.id, "location_id": self.shelf.id, "quantity": 5}
        )
        self.assertEqual(self.screw.qty_available, 5)
