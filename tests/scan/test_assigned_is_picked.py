"""What is assigned is picked, whichever way it came, and nobody has to tick it again."""

from odoo.tests import Form

from ..common.scan import ScanCommon


class TestAssignedIsPicked(ScanCommon):
    def states(self, picking):
        """:return: {lot or serial number: whether it is picked}"""
        return {
            line.lot_id.name or line.lot_name: line.picked
            for line in picking.move_line_ids
            if line.lot_id or line.lot_name
        }

    def assign(self, picking, *names):
        move = picking.move_ids
        rows = [{"move_id": move.id, "name": name} for name in names]
        self.env["traceability.assignment"].with_user(self.clerk).assign(move, rows)

    def test_seven_assigned_and_one_scanned_are_received_whole(self):
        receipt = self.plan(self.receipts, (self.motor, 8))
        self.assign(receipt, *(f"S{number}" for number in range(7)))
        self.assertEqual(set(self.states(receipt).values()), {True})
        answer = receipt.scan("S7")
        self.assertEqual(answer["message"], "Motor, S7: 8 of 8 Units")
        # Scanned at last, what was assigned is no second unit.
        self.assertEqual(receipt.scan("S3")["message"], "Motor, S3: 8 of 8 Units")
        self.assertIs(receipt.button_validate(), True)
        self.assertEqual(receipt.state, "done")
        self.assertEqual(len(receipt.move_line_ids.lot_id), 8)
        self.assertFalse(receipt.backorder_ids)

    def test_a_column_detailed_operations_and_an_import_pick(self):
        receipt = self.plan(self.receipts, (self.motor, 4))
        move = receipt.move_ids
        move.with_user(self.clerk).assign_pasted("P1\nP2")
        form = Form(move.with_user(self.clerk), view="stock.view_stock_move_operations")
        with form, form.move_line_ids.new() as line:
            line.lot_name = "D1"
        self.env["stock.move.line"].with_user(self.clerk).load(
            ["move_id/.id", "picking_id/.id", "product_id/.id", "lot_name", "quantity"],
            [[str(move.id), str(receipt.id), str(self.motor.id), "I1", "1"]],
        )
        self.assertEqual(self.states(receipt), {"P1": True, "P2": True, "D1": True, "I1": True})
        self.assertTrue(move.picked)
        line = receipt.move_line_ids.filtered(lambda line: line.lot_name == "D1")
        line.lot_name = False
        self.assertFalse(line.picked, "without lot it is assigned no longer")

    def test_lots_of_the_list_of_operations_and_over_rpc_are_picked(self):
        for name in ("S1", "S2", "S3"):
            self.receive(self.motor, name)
        delivery = self.plan(self.deliveries, (self.motor, 2))
        self.assertEqual(self.states(delivery), {"S1": False, "S2": False}, "only reserved")
        first = delivery.move_line_ids.filtered(lambda line: line.lot_id.name == "S1")
        first.with_user(self.clerk).write({"lot_id": self.make_lot(self.motor, "S3").id})
        self.assertEqual(self.states(delivery), {"S3": True, "S2": False})
        # Nobody has ticked or scanned anything: all of it goes, as in Odoo.
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(set(delivery.move_line_ids.lot_id.mapped("name")), {"S2", "S3"})

    def test_what_has_no_lot_goes_along_unless_a_person_picks(self):
        for scanned in (False, True):
            receipt = self.plan(self.receipts, (self.motor, 1), (self.screw, 100))
            motor = receipt.move_ids.filtered(lambda move: move.product_id == self.motor)
            self.env["traceability.assignment"].assign(
                motor, [{"move_id": motor.id, "name": f"M{scanned}"}]
            )
            if scanned:
                receipt.scan(f"M{scanned}", product_id=self.motor.id)
            asked = receipt.button_validate()
            self.assertEqual(receipt.state, "assigned" if scanned else "done")
            if scanned:
                self.assertEqual(asked["res_model"], "stock.backorder.confirmation")

    def test_what_is_missing_beside_the_assigned_is_reserved_later(self):
        self.receive(self.motor, "S1")
        delivery = self.plan(self.deliveries, (self.motor, 2))
        self.assign(delivery, "S1")
        self.receive(self.motor, "S2")
        delivery.action_assign()
        self.assertEqual(self.states(delivery), {"S1": True, "S2": False})

    def test_an_unknown_serial_is_refused_and_never_another_delivered(self):
        for name in ("S1", "S2"):
            self.receive(self.motor, name)
        delivery = self.plan(self.deliveries, (self.motor, 1))
        line = delivery.move_line_ids.with_user(self.clerk)
        with self.refused("Motor, X9, .*: this lot/serial number does not exist"):
            line.write({"lot_name": "X9"})
        with self.refused("Motor, X9, "):
            line.create(
                {
                    "move_id": delivery.move_ids.id,
                    "picking_id": delivery.id,
                    "product_id": self.motor.id,
                    "lot_name": "X9",
                    "quantity": 1,
                }
            )
        self.assertEqual(self.states(delivery), {"S1": False})
        line.write({"lot_name": "S2", "quant_id": False})
        self.assertEqual(self.states(delivery), {"S2": True})

    def test_where_traceability_is_not_strict_core_picks(self):
        self.company.strict_traceability = False
        receipt = self.plan(self.receipts, (self.motor, 1))
        receipt.move_line_ids.lot_name = "S1"
        self.assertEqual(self.states(receipt), {"S1": False})

    def test_what_a_person_ticked_before_there_was_anything_is_picked_when_it_comes(self):
        self.receive(self.screw, None, 5)
        for strict in (True, False):
            self.company.strict_traceability = strict
            delivery = self.plan(self.deliveries, (self.screw, 5), (self.tomato, 1))
            screws, tomatoes = delivery.move_ids
            screws.move_line_ids.unlink()
            screws.picked = True
            screws.quantity = 2
            self.assertTrue(screws.move_line_ids.picked)
            delivery.action_assign()
            self.assertEqual(screws.quantity, 2, "who ticks a move has decided on it")
            screws.move_line_ids.unlink()
            delivery.action_assign()
            self.assertFalse(tomatoes.picked or screws.quantity)

    def test_what_was_assigned_and_taken_off_again_is_reserved_anew(self):
        self.receive(self.motor, "S1")
        delivery = self.plan(self.deliveries, (self.motor, 1))
        self.assign(delivery, "S1")
        delivery.move_line_ids.unlink()
        delivery.action_assign()
        self.assertEqual(self.states(delivery), {"S1": False})
