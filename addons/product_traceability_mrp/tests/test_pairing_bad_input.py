"""Pairs typed or pasted, and pairs that cannot be."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import PairingCommon, ProductionGuardCommon


class TestPairingPasted(PairingCommon):
    def paste(self, order, text):
        action = order.action_paste_pairs()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard.create({"pairs": text}).action_pair()

    def test_two_columns_of_a_spreadsheet_are_pasted(self):
        order = self.plan_blenders()
        self.paste(order, "B1\tM2\r\nB2\tM3\r\n\r\n B3 \t M1 \r\n")
        self.assertEqual(self.pairs(order), {("B1", "M2"), ("B2", "M3"), ("B3", "M1")})
        order.button_mark_done()
        self.assertEqual(self.all_parents(order)["B1"], {("M2", "certain")})

    def test_typed_pairs_and_several_components_in_a_row(self):
        self.motors |= self.receive_serials(self.motor, "M4")
        order = self.plan_blenders()
        self.paste(order, "B1;M2\nB2,M1,M3\nB3 M4")
        self.assertEqual(
            self.pairs(order), {("B1", "M2"), ("B2", "M1"), ("B2", "M3"), ("B3", "M4")}
        )

    def test_pasting_the_sheet_again_adds_only_what_is_new(self):
        order = self.plan_blenders()
        self.paste(order, "B1\tM2")
        self.paste(order, "B1\tM2\nB2\tM3")
        self.assertEqual(len(order.pairing_ids), 2)

    def test_every_wrong_row_is_named_and_nothing_is_paired(self):
        order = self.plan_blenders()
        with self.assertRaises(UserError) as caught:
            self.paste(order, "B1\tM1\nB9\tM2\nB2\tM1\nB3\tX\nB3\nB9 M3\n\tM2")
        words = str(caught.exception)
        for row in (
            "row 2, Blender, B9: it is not a serial number that this order makes",
            "row 3, Motor, M1: it is paired with B1 already",
            "row 4, X: no component",
            "row 5, Blender, B3: no component follows",
            "row 6, Blender, B9: it is not",
            "row 7, Blender, : it is not",
        ):
            self.assertIn(row, words)
        self.assertNotIn("row 1,", words)
        self.assertFalse(order.pairing_ids)

    def test_a_number_that_two_components_have_is_paired_in_the_table(self):
        lid = self.receive(self.make_product("Lid", "serial"), "M1")
        order = self.plan_blenders(parts=[(lot, 1) for lot in [*self.motors, lid]])
        with self.refused(UserError, "row 1, M1: Motor, Lid have that serial number"):
            self.paste(order, "B1\tM1")


class TestPairingRefused(PairingCommon, ProductionGuardCommon):
    def vals(self, order, blender, component):
        return {
            "production_id": order.id,
            "lot_id": self.make_lot(self.blender, blender).id,
            "component_lot_id": component.id,
        }

    def create_pairs(self, order, *pairs):
        rows = [self.vals(order, *pair) for pair in pairs]
        return self.rpc(self.producer, "mrp.production.pairing", "create", rows)

    def test_pairs_that_do_not_fit_stop_the_order_and_are_all_named(self):
        stranger = self.receive(self.motor, "M9")
        m1, m2, _m3 = self.motors
        order = self.plan_blenders()
        self.create_pairs(order, ("B1", m1), ("B2", m1), ("B3", stranger), ("B8", m2))
        with self.refused("does not fit what it makes and uses") as caught:
            self.rpc(self.producer, "mrp.production", "button_mark_done", order.ids)
        for words in (
            "Motor, M1: paired 2 times",
            "Motor, M9: not consumed in this order",
            "Blender, B8: not made in this order",
        ):
            self.assertIn(words, str(caught.exception))
        self.assertNotEqual(order.state, "done")
        self.assertEqual(m1.product_qty, 1)

    def test_the_tab_does_not_take_a_motor_twice(self):
        order = self.plan_blenders()
        with self.refused("Motor, M1: paired 2 times"):
            self.pair(order, B1="M1", B2="M1")
        self.pair(order, B1="M1", B2="M2")
        first, second = order.pairing_ids
        order.pairing_ids = [  # swapped in one go, as the form saves it
            Command.update(first.id, {"component_lot_id": second.component_lot_id.id}),
            Command.update(second.id, {"component_lot_id": first.component_lot_id.id}),
        ]
        self.assertEqual(self.pairs(order), {("B1", "M2"), ("B2", "M1")})

    def test_only_serials_of_the_order_s_product_and_components_are_paired(self):
        order = self.plan_blenders()
        lid = self.receive(self.make_product("Lid", "serial"), "L1")
        with self.refused("- Lid, L1", ValidationError):
            self.create_pairs(order, ("B1", lid))
        values = {**self.vals(order, "B1", self.motors[0]), "lot_id": lid.id}
        with self.refused("- Lid, L1", ValidationError):
            self.rpc(self.producer, "mrp.production.pairing", "create", [values])

    def test_pairs_of_units_that_moved_on_stay_even_for_calls_from_outside(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2")
        order.button_mark_done()
        for unit in order.lot_producing_ids:
            self.deliver(self.blender, unit)
        self.assertFalse(order.can_change_pairs)
        pair = order.pairing_ids
        done = "pairing of units that have moved on is final"
        forged = {"traceability_writer": True}
        with self.refused(done):
            self.create_pairs(order, ("B2", self.motors[0]))
        for method, values in (("write", [{"component_lot_id": 1}]), ("unlink", [])):
            for context in (None, forged):
                with self.refused(done):
                    self.rpc(
                        self.producer,
                        "mrp.production.pairing",
                        method,
                        pair.ids,
                        *values,
                        context=context,
                    )
        with self.refused(done):
            order.pairing_ids = [Command.clear()]
        for action in ("action_pair_in_sequence",):
            with self.refused(done):
                self.rpc(self.producer, "mrp.production", action, order.ids)
        other = self.plan_order(self.blender, ["B7", "B8"], [(self.receive(self.motor, "M7"), 1)])
        self.create_pairs(other, ("B7", self.make_lot(self.motor, "M7")))
        with self.refused("B7: not made in this order"):
            other.pairing_ids.production_id = order
        self.assertEqual(self.pairs(order), {("B1", "M2")})

    def test_nothing_to_pair_is_said(self):
        order = self.plan_blenders()
        order.action_pair_in_sequence()
        with self.refused("nothing left to pair"):
            order.action_pair_in_sequence()

    def test_an_employee_of_the_stock_reads_pairs_and_writes_none(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2")
        [row] = self.rpc(
            self.clerk, "mrp.production.pairing", "read", order.pairing_ids.ids, ["product_id"]
        )
        self.assertEqual(row["product_id"][0], self.motor.id)
        with self.refused("not allowed", AccessError):
            self.rpc(self.clerk, "mrp.production.pairing", "unlink", order.pairing_ids.ids)
