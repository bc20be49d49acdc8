"""A component's lot number and expiration date pass on to the finished lot."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestPassOn(FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sauce.write({"use_expiration_date": True, "expiration_time": 100})
        cls.pulp.write({"use_expiration_date": True, "finished_lot_takes": "both"})
        cls.pulp_1 = cls.receive(cls.pulp, "P1", 20)
        cls.pulp_2 = cls.receive(cls.pulp, "P2", 20)
        cls.pulp_1.expiration_date = "2031-03-01 10:00:00"
        cls.pulp_2.expiration_date = "2031-02-01 10:00:00"
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.sauce.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [Command.create({"product_id": cls.pulp.id, "product_qty": 1})],
            }
        )

    def plan(self, *lots, quantity=2):
        """:return: an order that takes this much of each of these lots"""
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": quantity * len(lots),
                "bom_id": self.bom.id,
                "picking_type_id": self.warehouse.manu_type_id.id,
            }
        )
        order.action_confirm()
        self._pick(order.move_raw_ids, [(lot, quantity) for lot in lots])
        return order

    def produce(self, order):
        order.qty_producing = order.product_qty
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        return order.lot_producing_ids

    def test_one_lot_used_gives_number_and_date(self):
        order = self.plan(self.pulp_1)
        [move] = order.move_finished_ids
        self.assertEqual(self.env["traceability.assignment"].propose_first(move), "P1")
        order.action_generate_serial()
        lot = self.produce(order)
        self.assertEqual(lot.name, "P1")
        self.assertEqual(lot.product_id, self.sauce)
        self.assertEqual(str(lot.expiration_date), "2031-03-01 10:00:00")
        again = self.plan(self.pulp_1)
        again.action_generate_serial()
        self.assertNotEqual(again.lot_producing_ids.name, "P1", "taken: the sequence goes on")

    def test_several_lots_give_the_earliest_date_and_no_number(self):
        order = self.plan(self.pulp_1, self.pulp_2)
        order.action_generate_serial()
        lot = self.produce(order)
        self.assertNotIn(lot.name, ("P1", "P2"))
        self.assertEqual(str(lot.expiration_date), "2031-02-01 10:00:00")

    def test_bill_of_materials_says_otherwise_than_the_product(self):
        self.bom.bom_line_ids.finished_lot_takes = "none"
        order = self.plan(self.pulp_1)
        order.action_generate_serial()
        lot = self.produce(order)
        self.assertNotEqual(lot.name, "P1")
        self.assertNotEqual(str(lot.expiration_date), "2031-03-01 10:00:00")

    def test_new_lots_of_an_order_start_on_hold(self):
        self.sauce.categ_id = self.env["product.category"].create(
            {"name": "Sauces", "new_lots": "hold"}
        )
        order = self.plan(self.pulp_1)
        order.action_generate_serial()
        lot = self.produce(order)
        self.assertTrue(lot.is_on_hold)
        self.assertFalse(self.pulp_1.is_on_hold)
