"""Assign Serial Numbers goes through the products of a document, one after the other."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignWalk(AssignCommon):
    def overview(self, wizard):
        """:return: [(product, quantity in the list, missing, errors)]"""
        return [
            (step["product"], step["listed"], step["missing"], step["errors"])
            for step in wizard.overview
        ]

    def test_one_product_after_the_other_and_a_summary(self):
        receipt = self.order_receipt((self.motor, 2), (self.screw, 4), (self.tomato, 9))
        wizard = self.wizard(receipt)
        self.assertEqual((wizard.product_id, wizard.source), (self.motor, "generate"))
        wizard.first_number = "A1"
        wizard.action_generate()
        wizard.action_next()
        self.assertEqual((wizard.product_id, wizard.row_count), (self.tomato, 0))
        # What was typed is checked by going on, and keeps whom it is wrong for.
        wizard.write({"source": "paste", "text": "L1\tmany"})
        wizard.action_next()
        self.assertEqual((wizard.product_id, wizard.error_count), (self.tomato, 1))
        wizard.action_clear()
        wizard.write({"source": "paste", "text": "L1\t4"})
        wizard.action_next()
        self.assertTrue(wizard.is_summary)
        self.assertEqual(self.overview(wizard), [("Motor", 2, 0, 0), ("Tomato", 4, 5, 0)])
        wizard.action_back()
        self.assertEqual((wizard.is_summary, wizard.product_id), (False, self.tomato))
        wizard.action_back()
        self.assertEqual((wizard.product_id, wizard.row_count), (self.motor, 2))
        action = wizard.action_assign()
        self.assertEqual(
            action["params"]["message"], "Motor: 2 serial numbers, Tomato: one lot (4 Units)"
        )
        self.assertEqual(sorted(filter(None, self.numbers(receipt))), ["A1", "A2", "L1"])

    def test_errors_of_another_product_are_not_taken_out(self):
        wizard = self.wizard(self.order_receipt((self.motor, 2), (self.tomato, 9)))
        self.paste(wizard, "Product;SN;Quantity\nMotor;A1;\nMotor;A1;\nTomato;L1;many")
        self.assertEqual((wizard.error_count, wizard.total_errors), (1, 2))
        wizard.action_remove_errors()
        self.assertEqual((wizard.error_count, wizard.total_errors), (0, 1))
        wizard.action_next()
        self.assertEqual([row["name"] for row in wizard.get_rows()["rows"]], ["L1"])
        with self.refused(UserError, "Tomato, L1: many is not a quantity"):
            wizard.action_assign()

    def test_lots_in_stock_are_ticked(self):
        lots = {name: self.receive(self.tomato, name, 5) for name in ("T1", "T2", "T3")}
        delivery = self.order_delivery((self.tomato, 8))
        self.transfer(self.tomato, lots["T3"], 2)
        wizard = self.wizard(delivery)

        def told():
            return [
                (lot["name"], lot["free"], lot["row"] and lot["row"]["quantity"])
                for lot in wizard.get_stock()["lots"]
            ]

        self.assertEqual(told(), [("T1", 5, 5), ("T2", 5, 3), ("T3", 5, None)])
        self.assertIn("Shelf", wizard.get_stock(search="3")["lots"][0]["locations"])
        wizard.tick_lot(lots["T1"].id, 0)
        wizard.tick_lot(lots["T3"].id)
        self.assertEqual(told(), [("T1", 5, None), ("T2", 5, 3), ("T3", 5, 5)])
        wizard.tick_lot(lots["T3"].id, 6)
        self.assertEqual(wizard.error_count, 1)
        wizard.tick_lot(lots["T3"].id, 4)
        wizard.tick_lot(lots["T2"].id, 4)
        wizard.action_assign()
        lines = delivery.move_line_ids
        self.assertEqual(lines.lot_id, lots["T2"] | lots["T3"])
        self.assertEqual(sum(lines.mapped("quantity")), 8)
        # What was assigned can still be changed; what somebody picked by hand or by scan stays.
        self.assertTrue(all(lines.mapped("picked")))
        lines.filtered(lambda line: line.lot_id == lots["T3"]).is_assigned = False
        wizard = self.wizard(delivery)
        self.assertEqual(told(), [("T1", 5, None), ("T2", 5, 4), ("T3", 1, None)])
        self.assertEqual([lot["picked"] for lot in wizard.get_stock()["lots"]], [0, 0, 4])
        self.assertEqual(wizard.missing, 0)
        with self.refused(UserError, "Tomato: this lot/serial number is not in"):
            wizard.tick_lot(self.make_lot(self.motor, "M1").id)

    def test_what_was_chosen_takes_the_place_of_what_is_ticked_as_reserved(self):
        for name in ("S1", "S2", "S3"):
            self.receive(self.motor, name)
        delivery = self.order_delivery((self.motor, 2))
        wizard = self.wizard(delivery)
        self.assertEqual(self.states(wizard), ["assigned"] * 2)
        wizard.scan("S3")
        self.assertEqual([row["name"] for row in wizard.rows], ["S3"])
        self.assertEqual(wizard.missing, 1)
        wizard.action_assign()
        self.assertEqual(self.numbers(delivery), ["S1", "S3"])

    def test_a_reserved_lot_that_there_is_something_to_say_of_is_not_ticked(self):
        self.sauce = self.make_product("Sauce", use_expiration_date=True, expiration_time=30)
        for name in ("OLD", "NEW"):
            self.receive(self.sauce, name, 5)
        delivery = self.order_delivery((self.sauce, 8))
        delivery.picking_type_id.expired_lots_policy = "warn"
        self.make_lot(self.sauce, "OLD").expiration_date = "2020-01-01"
        wizard = self.wizard(delivery)
        self.assertEqual([row["name"] for row in wizard.rows], ["NEW"])
        old = next(lot for lot in wizard.get_stock()["lots"] if lot["name"] == "OLD")
        self.assertEqual((old["date"], old["row"]), ("2020-01-01", None))
        self.assertIn("expired", old["problem"])
        wizard.action_clear()
        wizard.action_propose_stock()
        self.assertEqual([(row["name"], row["severity"]) for row in wizard.rows], [("NEW", "ok")])

    # -- what may happen meanwhile ----------------------------------------------------------------
    def test_a_document_validated_meanwhile_is_named_and_stays_as_it_is(self):
        receipt = self.order_receipt((self.motor, 1), (self.tomato, 3))
        late = self.wizard(receipt)
        self.paste(late, "Product;SN;Quantity\nMotor;B1;\nTomato;L2;3")
        first = self.wizard(receipt)
        self.paste(first, "Product;SN;Quantity\nMotor;A1;\nTomato;L1;3")
        first.action_assign()
        receipt.button_validate()
        with self.refused(UserError, f"(?s)done or cancelled. Nothing was changed.*{receipt.name}"):
            late.action_assign()
        cancelled = self.order_receipt((self.motor, 1))
        late = self.wizard(cancelled)
        self.paste(late, "B1")
        cancelled.action_cancel()
        with self.refused(UserError, f"(?s)done or cancelled.*{cancelled.name}, Motor"):
            late.action_assign()

    def test_two_clerks_on_one_receipt_never_give_more_than_there_is_to_receive(self):
        receipt = self.order_receipt((self.motor, 2))
        wizards = [self.wizard(receipt), self.wizard(receipt)]
        self.paste(wizards[0], "A1\nA2")
        self.paste(wizards[1], "B1\nB2")
        wizards[0].action_assign()
        with self.refused(UserError, "row 1, Motor, B1: demand is 2 Units, all of it"):
            wizards[1].action_assign()
        self.assertEqual(self.numbers(receipt), ["A1", "A2"])
        self.assertEqual(self.wizard(receipt).count, 0)

    def test_nothing_is_demanded(self):
        receipt = self.order_receipt((self.motor, 0), (self.tomato, 0))
        wizard = self.wizard(receipt)
        self.assertEqual((wizard.count, wizard.missing), (0, 0))
        with self.refused(UserError, "Motor, enter how many to generate"):
            wizard.action_generate()
        self.paste(wizard, "A1\nA2")
        wizard.action_next()
        self.paste(wizard, "L1\t3")
        wizard.action_assign()
        self.assertEqual(sorted(self.numbers(receipt)), ["A1", "A2", "L1"])

    # -- core's buttons ---------------------------------------------------------------------------
    def test_a_setting_brings_the_buttons_of_core_back(self):
        move = self.order_receipt((self.motor, 1)).move_ids
        view = self.env.ref("stock.view_stock_move_operations")

        def buttons():
            user = self.env["res.users"].browse(self.stock_user.id)
            arch = move.with_user(user).get_view(view.id)["arch"]
            return [name for name in ("generate_serials", "import_lots") if f'"{name}"' in arch]

        self.assertEqual(buttons(), [])
        self.assertIn("action_assign_serials", move.get_view(view.id)["arch"])
        for is_on, shown in ((True, ["generate_serials", "import_lots"]), (False, [])):
            with Form(self.env["res.config.settings"]) as settings:
                settings.group_core_assignment = is_on
            settings.record.execute()
            self.assertEqual(buttons(), shown)
        self.assertTrue(move.display_assign_serial)

    def test_a_list_fills_all_lines_of_its_product(self):
        receipt = self.order_receipt((self.motor, 2), (self.tomato, 1))
        receipt.move_ids = [
            Command.create(
                {
                    "product_id": self.motor.id,
                    "product_uom_qty": 3,
                    "price_unit": 7,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
        ]
        receipt.action_confirm()
        wizard = self.wizard(receipt)
        self.assertEqual([step["demand"] for step in wizard.overview], [2, 1, 3])
        self.paste(wizard, "A1\nA2\nA3\nA4\nA5")
        self.assertEqual(wizard.total_errors, 0)
        self.assertEqual([step["missing"] for step in wizard.overview], [0, 1, 0])
        wizard.action_assign()
        self.paste(self.wizard(receipt), "A5\nA4\nA3\nA2\nA1")
        self.assertEqual([len(move.move_line_ids) for move in receipt.move_ids], [2, 1, 3])
