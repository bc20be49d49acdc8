"""The warranty of a serial number: started by its delivery, ended by its return."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Date
from odoo.tests import tagged

from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestWarranty(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor.warranty_months = 24
        cls.m1, cls.m2 = cls.receive(cls.motor, "M1"), cls.receive(cls.motor, "M2")
        cls.end = Date.today() + relativedelta(months=24)

    def test_counted_from_the_delivery_and_cleared_by_the_return(self):
        self.assertFalse(self.m1.warranty_end)
        picking = self.plan_delivery((self.motor, self.m1, 1)).with_user(self.clerk)
        picking.button_validate()
        self.assertEqual(self.m1.warranty_end, self.end)
        self.assertEqual(self.m1.warranty_state, "under")
        lots = self.env["stock.lot"]
        self.assertEqual(lots.search([("warranty_state", "=", "under")]), self.m1)
        self.give_back(picking.sudo())
        self.assertFalse(self.m1.warranty_end)
        self.assertFalse(self.m1.warranty_state)

    def test_category_is_the_default_and_lots_have_none(self):
        parent = self.env["product.category"].create({"name": "Machines", "warranty_months": 6})
        self.motor.write({"warranty_months": 0, "categ_id": parent.id})
        self.tomato.categ_id = parent
        t1 = self.receive(self.tomato, "T1", 5)
        self.deliver(self.motor, self.m1)
        self.deliver(self.tomato, t1, 5)
        self.assertEqual(self.m1.warranty_end, Date.today() + relativedelta(months=6))
        self.assertFalse(t1.warranty_end)
        with self.refused("Machines: enter the warranty in months, from 0 to 1200"):
            parent.warranty_months = -1

    def test_follows_a_correction_of_what_was_delivered(self):
        delivery = self.deliver(self.motor, self.m1)
        self.commit()
        [line] = delivery.move_line_ids
        line.with_user(self.manager).correct_lots({line: self.m2}, "Wrong unit scanned")
        self.assertEqual((self.m1.warranty_end, self.m2.warranty_end), (False, self.end))
