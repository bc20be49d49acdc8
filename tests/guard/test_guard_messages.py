"""What the guard says is short: a line for each offender, of many a count."""

from odoo.exceptions import ValidationError

from ..common.guard import GuardCommon


class TestMessages(GuardCommon):
    def test_many_units_without_serial_number_are_one_line(self):
        lines = [(self.motor, None, 1)] * 12 + [(self.tomato, None, 2.5)]
        picking = self.plan_receipt(*lines)
        picking.move_ids.picked = True
        with self.refused("Every unit") as caught:
            picking._action_done()  # of lines that are there, core's button speaks first
        told = str(caught.exception).splitlines()
        self.assertEqual(len(told), 3, told)
        self.assertIn(f"Motor, {picking.name}: 12 Units have no lot/serial number", told[1])
        self.assertIn(f"Tomato, {picking.name}: enter the lot/serial number", told[2])

    def test_ten_offenders_are_named_and_the_others_counted(self):
        for count, last in ((10, "- Tomato, ·9: "), (11, "and one more"), (50, "and 40 more")):
            names = [f"\a{index}" for index in range(count)]
            with self.subTest(count=count), self.refused("·0", ValidationError) as caught:
                self.env["stock.lot"].create(
                    [{"name": name, "product_id": self.tomato.id} for name in names]
                )
            told = str(caught.exception).splitlines()
            self.assertEqual(len(told), 1 + min(count, 11), told)
            self.assertTrue(told[-1].startswith(last), told[-1])

    def test_a_serial_number_entered_twice_is_not_looked_for_elsewhere(self):
        m1 = self.receive(self.motor, "M1")
        picking = self.plan_delivery((self.motor, m1, 1), (self.motor, m1, 1))
        with self.refused("Motor, M1, .*: entered twice"):
            picking.button_validate()

    def test_a_quantity_is_written_as_the_reader_does_and_with_its_unit(self):
        guard = self.env["traceability.guard"]
        kilograms = self.env.ref("uom.product_uom_kgm")
        self.assertEqual(guard.format_quantity(2000, kilograms), "2,000 kg")
        self.assertEqual(guard.format_quantity(2.5, kilograms), "2.50 kg")
