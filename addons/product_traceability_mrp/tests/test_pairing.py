"""Which motor went into which blender, when one order makes several."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from odoo.addons.product_traceability.tests.common.correction import Corrections

from .common import PairingCommon


class TestPairing(PairingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = new_test_user(
            cls.env, "pairing_worker", "base.group_user,mrp.group_mrp_user,stock.group_stock_user"
        )

    def test_a_paired_blender_and_its_motor_are_certain(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2", B2="M3", B3="M1")
        order.button_mark_done()
        self.assertEqual(
            self.all_parents(order),
            {"B1": {("M2", "certain")}, "B2": {("M3", "certain")}, "B3": {("M1", "certain")}},
        )
        self.assertEqual(
            self.families(self.motors[1].get_traceability("downstream")), {("M2", "B1", "certain")}
        )

    def test_what_was_not_paired_stays_possible_beside_what_was(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2")
        order.button_mark_done()
        possible = {("M1", "possible"), ("M3", "possible")}
        self.assertEqual(
            self.all_parents(order), {"B1": {("M2", "certain")}, "B2": possible, "B3": possible}
        )

    def test_without_pairs_every_motor_is_possible(self):
        order = self.plan_blenders()
        order.button_mark_done()
        possible = {(motor.name, "possible") for motor in self.motors}
        self.assertEqual(self.all_parents(order), dict.fromkeys(("B1", "B2", "B3"), possible))

    def test_units_are_paired_after_completion_until_they_have_moved_on(self):
        order = self.plan_blenders().with_user(self.worker)
        order.button_mark_done()
        self.pair(order, B1="M2")
        possible = {("M1", "possible"), ("M3", "possible")}
        self.assertEqual(
            self.all_parents(order), {"B1": {("M2", "certain")}, "B2": possible, "B3": possible}
        )
        self.assertIn("M2 → B1", order.sudo().message_ids[0].body)
        order.pairing_ids.component_lot_id = self.motors[2]
        self.assertEqual(self.all_parents(order)["B1"], {("M3", "certain")})
        order.pairing_ids.unlink()
        note = order.message_ids[0]
        self.assertRegex(note.body, "No longer paired:.*M3 → B1")
        for change in (lambda: note.write({"body": "x"}), note.unlink):
            with self.refused(UserError, f"cannot be changed or deleted.*\n.*{order.name}"):
                change()
        self.pair(order, B2="M1")
        b1 = order.lot_producing_ids.sorted("name")[0]
        self.deliver(self.blender, b1)
        self.assertTrue(order.can_change_pairs)
        with self.refused(UserError, f"moved on is final.*\n.*{order.name}: Blender, B1"):
            self.pair(order, B1="M2")
        with self.refused(UserError, "M1: paired 2 times"):
            self.pair(order, B3="M1")
        with self.refused(UserError, "moved on is final"):
            order.action_pair_in_sequence()
        self.pair(order, B3="M3")
        # No other motor is left for it.
        self.assertEqual(self.all_parents(order)["B1"], {("M2", "certain")})

    def test_pairs_of_a_done_order_are_changed_by_who_entered_them_or_a_manager(self):
        order = self.plan_blenders()
        self.pair(order.with_user(self.worker), B1="M1")
        order.with_user(self.worker).button_mark_done()
        other = new_test_user(self.env, "trace_other_worker", "base.group_user,mrp.group_mrp_user")
        pairs = order.pairing_ids.with_user(other)
        for change in (
            lambda: pairs.with_context(_force_unlink=True).unlink(),
            lambda: pairs.write({"component_lot_id": self.motors[1].id}),
        ):
            with self.refused(AccessError, f"entered yourself(.|\n)*{order.name}: M1 → B1"):
                change()
        self.pair(order.with_user(other), B2="M2")
        manager = new_test_user(
            *(self.env, "trace_foreman", "mrp.group_mrp_user,stock.group_stock_manager")
        )
        pairs.with_user(manager).component_lot_id = self.motors[2]
        self.assertEqual(self.pairs(order), {("B1", "M3"), ("B2", "M2")})

    def test_a_spare_motor_may_have_gone_into_any_blender(self):
        order = self.plan_blenders("B1", "B2")
        self.pair(order, B1="M1", B2="M2")
        order.button_mark_done()
        spare = {("M3", "possible")}
        self.assertEqual(
            self.all_parents(order),
            {"B1": {("M1", "certain")} | spare, "B2": {("M2", "certain")} | spare},
        )

    def test_lots_and_untracked_components_stay_with_every_blender(self):
        paint = self.receive(self.tomato, "T1", 10)
        self.receive(self.screw, None, 12)
        parts = [(motor, 1) for motor in self.motors] + [(paint, 3), (self.screw, 12)]
        order = self.plan_blenders(parts=parts)
        self.pair(order, B1="M1", B2="M2", B3="M3")
        order.button_mark_done()
        for number, lot in enumerate(order.lot_producing_ids.sorted("name"), 1):
            self.assertEqual(
                self.parents(lot), {(f"M{number}", "certain"), ("T1", "certain")}, lot.name
            )
            line = order.move_finished_ids.move_line_ids.filtered(
                lambda line, lot=lot: line.lot_id == lot
            )
            self.assertIn(self.screw, line.consume_line_ids.product_id)

    def test_a_by_product_still_comes_from_all_components(self):
        order = self.plan_order(
            self.blender,
            ["B1", "B2", "B3"],
            [(motor, 1) for motor in self.motors],
            by_products=[(self.pulp, "P1", 1)],
        )
        self.pair(order, B1="M1", B2="M2", B3="M3")
        order.button_mark_done()
        pulp = order.move_byproduct_ids.move_line_ids
        self.assertEqual(pulp.consume_line_ids.lot_id, self.motors)

    def test_where_traceability_is_not_strict_core_links_as_ever(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2", B2="M3", B3="M1")
        self.assertTrue(order.can_pair)
        self.company.strict_traceability = False
        self.assertFalse(order.can_pair)
        order.button_mark_done()
        for line in order.move_finished_ids.move_line_ids:
            self.assertEqual(line.consume_line_ids.lot_id, self.motors)


class TestPairingInSequence(PairingCommon):
    def test_the_button_gives_each_blender_the_next_motor(self):
        order = self.plan_blenders()
        order.action_pair_in_sequence()
        self.assertEqual(self.pairs(order), {("B1", "M1"), ("B2", "M2"), ("B3", "M3")})
        order.button_mark_done()
        self.assertEqual(self.all_parents(order)["B3"], {("M3", "certain")})

    def test_each_takes_as_many_as_the_bill_of_materials_says(self):
        self.motors |= self.receive_serials(self.motor, "M4")
        lids = self.receive_serials(self.make_product("Lid", "serial"), "L1", "L2")
        parts = [(lot, 1) for lot in [*self.motors, *lids]]
        order = self.plan_blenders("B1", "B2", parts=parts)
        order.action_pair_in_sequence()
        first = {("B1", name) for name in ("M1", "M2", "L1")}
        self.assertEqual(self.pairs(order), first | {("B2", name) for name in ("M3", "M4", "L2")})
        order.button_mark_done()
        self.assertEqual(
            self.all_parents(order)["B1"], {(name, "certain") for name in ("M1", "M2", "L1")}
        )

    def test_pairs_that_are_there_stay_and_the_others_are_filled_in(self):
        order = self.plan_blenders()
        self.pair(order, B2="M1")
        order.action_pair_in_sequence()
        self.assertEqual(self.pairs(order), {("B2", "M1"), ("B1", "M2"), ("B3", "M3")})

    def test_pairs_are_entered_in_the_tab_of_the_form(self):
        order = self.plan_blenders()
        with Form(order) as form:
            for blender, motor in zip(order.lot_producing_ids, self.motors, strict=True):
                with form.pairing_ids.new() as row:
                    row.lot_id, row.component_lot_id = blender, motor
        self.assertEqual(len(order.pairing_ids), 3)
        order.button_mark_done()
        self.assertEqual(self.parents(order.lot_producing_ids[0]), {("M1", "certain")})

    def test_the_tab_is_for_orders_of_several_serials_with_serial_components(self):
        several = self.plan_blenders()
        form = Form(several)
        tab = form._view["tree"].xpath("//page[@name='pairing']")
        self.assertTrue(tab)
        self.assertTrue(form.can_pair)
        self.assertEqual(several.pairable_lot_ids, self.motors)
        one = self.plan_order(self.blender, "B9", [(self.motors[0], 1)])
        self.assertFalse(one.can_pair)
        paint = self.receive(self.tomato, "T1", 10)
        self.assertFalse(self.plan_blenders("B7", "B8", parts=[(paint, 2)]).can_pair)


class TestPairingLater(Corrections, PairingCommon):
    def test_pairs_of_blenders_made_later_go_with_the_backorder(self):
        order = self.plan_blenders()
        order.action_pair_in_sequence()
        later = self.named(order.lot_producing_ids, "B3")
        order.lot_producing_ids -= later
        order.qty_producing = 2
        order.move_raw_ids.move_line_ids.filtered(lambda ml: ml.lot_id == self.motors[2]).unlink()
        order.with_context(skip_backorder=True, mo_ids_to_backorder=order.ids).button_mark_done()
        rest = order.production_group_id.production_ids - order
        self.assertEqual(order.state, "done")
        self.assertEqual(self.pairs(order), {("B1", "M1"), ("B2", "M2")})
        self.assertEqual(self.pairs(rest), {("B3", "M3")})
        rest.lot_producing_ids = later
        rest.qty_producing = 1
        rest.set_qty_producing()
        self._pick(rest.move_raw_ids, [(self.motors[2], 1)])
        rest.button_mark_done()
        self.assertEqual(rest.state, "done")
        self.assertEqual(self.all_parents(order)["B2"], {("M2", "certain")})
        self.assertEqual(self.parents(later), {("M3", "certain")})

    def test_unbuilding_a_blender_gives_back_its_own_motor(self):
        order = self.plan_blenders()
        self.pair(order, B1="M2", B2="M3", B3="M1")
        order.button_mark_done()
        for blender, motor in (("B2", "M3"), ("B3", "M1"), ("B1", "M2")):
            back = self.named(self.motors, motor)
            self.assertEqual(back.product_qty, 0)
            self.unbuild(order, self.named(order.lot_producing_ids, blender))
            self.assertEqual(back.product_qty, 1, f"{blender} holds {motor}")

    def test_a_correction_of_a_motor_corrects_its_pair(self):
        with self.on_day(1):
            other = self.receive(self.motor, "M9")
        with self.on_day(2):
            order = self.plan_blenders()
            self.pair(order, B1="M2", B2="M3", B3="M1")
            order.button_mark_done()
        used = order.move_raw_ids.move_line_ids
        self.correct({self.line_of(used, "M2"): other})
        self.assertEqual(self.pairs(order), {("B1", "M9"), ("B2", "M3"), ("B3", "M1")})
        self.correct({self.line_of(used, "M9"): self.motors[2], self.line_of(used, "M3"): other})
        self.assertEqual(self.pairs(order), {("B1", "M3"), ("B2", "M9"), ("B3", "M1")})
        self.assertEqual(self.all_parents(order)["B1"], {("M3", "certain")})

    @staticmethod
    def line_of(lines, name):
        return lines.filtered(lambda line: line.lot_id.name == name)
