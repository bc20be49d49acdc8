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

    def test_many_lots_with_one_problem_are_one_line_in_the_plural(self):
        motors = self.env["stock.lot"].create(
            [{"name": f"M{index:02}", "product_id": self.motor.id} for index in range(1, 13)]
        )
        new = self.plan_delivery(*((self.motor, motor, 1) for motor in motors))
        with self.refused("have been in stock") as caught:
            new.move_ids._action_done()
        names = ", ".join(motors[:10].mapped("name"))
        line = f"- Motor, 12 lots/serial numbers ({names} and 2 more), {new.name}: "
        self.assertEqual(len(str(caught.exception).splitlines()), 2)
        self.assertIn(f"{line}were never in stock. Receive them first", str(caught.exception))
        t1, t2 = (self.receive(self.tomato, name, 5) for name in ("T1", "T2"))
        t1.hold("Laboratory")
        t2.hold("Customs")
        picking = self.plan_delivery((self.tomato, t1, 1), (self.tomato, t2, 1))
        with self.refused("on hold") as caught:
            picking.move_ids._action_done()
        told = str(caught.exception)
        for lot, reason in (("T1", "Laboratory"), ("T2", "Customs")):
            self.assertIn(f"- Tomato, {lot}, {picking.name}: on hold ({reason}). Select", told)

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
        self.assertEqual(guard.format_quantity(2.5, kilograms), "2.5 kg")
