"""Assign Serial Numbers in a warehouse: steps, units, backorders, returns, companies, rights."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignFlows(AssignCommon):
    def assign(self, moves, text):
        """Paste a list and assign it."""
        wizard = self.wizard(moves)
        self.paste(wizard, text)
        wizard.action_assign()
        return wizard

    def rpc(self, user, model, method, *args, **kwargs):
        return call_kw(self.env(user=user)[model], method, list(args), kwargs)

    def test_a_dozen_is_twelve_serials(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        receipt = self.order_receipt((self.motor, 2, dozen))
        wizard = self.wizard(receipt)
        self.assertEqual((wizard.demand, wizard.count), (24, 24))
        wizard.write({"first_number": "D01"})
        wizard.action_generate()
        wizard.action_assign()
        self.assertEqual(len(receipt.move_line_ids), 24)
        self.assertEqual(receipt.move_ids.quantity, 2)
        receipt.button_validate()
        self.assertEqual((receipt.state, self.motor.qty_available), ("done", 24))

    def test_a_receipt_in_two_steps_takes_in_the_second_what_came_in_the_first(self):
        self.warehouse.reception_steps = "two_steps"
        receipt = self.order(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.warehouse.wh_input_stock_loc_id,
            (self.motor, 2),
        )
        self.assign(receipt, "A1\nA2")
        receipt.button_validate()
        storage = receipt.move_ids.move_dest_ids.picking_id
        storage.move_line_ids.unlink()
        wizard = self.wizard(storage)
        self.assertTrue(wizard.takes_stock)
        self.paste(wizard, "A1\nA2\nA3")
        self.assertEqual(self.states(wizard), ["existing", "existing", "not_in_stock"])
        wizard.action_remove_errors()
        wizard.action_assign()
        storage.button_validate()
        self.assertEqual(self.make_lot(self.motor, "A1").location_id, self.stock_location)

    def test_a_backorder_waits_for_the_rest(self):
        receipt = self.order_receipt((self.motor, 5))
        self.assign(receipt, "A1\nA2")
        Form.from_action(self.env, receipt.button_validate()).save().process()
        backorder = receipt.backorder_ids
        self.assertEqual(receipt.state, "done")
        wizard = self.wizard(backorder)
        self.assertEqual(wizard.missing, 3)
        self.paste(wizard, "A2\nA3")
        self.assertEqual(self.states(wizard), ["taken", "new"])

    def test_a_return_brings_back_what_was_delivered(self):
        for name in ("A1", "A2", "A3"):
            self.receive(self.motor, name)
        delivery = self.order_delivery((self.motor, 2))
        self.assign(delivery, "A1\nA2")
        delivery.button_validate()
        returned = self.plan_return(delivery)
        returned.move_line_ids.unlink()
        wizard = self.wizard(returned)
        self.paste(wizard, "A1\nA3")
        self.assertEqual(self.states(wizard), ["existing", "taken"])
        wizard.action_remove_errors()
        wizard.action_assign()
        returned.move_ids.picked = True
        Form.from_action(self.env, returned.button_validate()).save().process()
        self.assertEqual(self.make_lot(self.motor, "A1").location_id, self.stock_location)

    def test_all_lines_of_a_transfer_at_once(self):
        receipt = self.order_receipt((self.motor, 2), (self.tomato, 9), (self.screw, 4))
        wizard = self.wizard(receipt)
        self.assertEqual(len(wizard.move_ids), 2)
        self.paste(wizard, "Product;SN;Quantity\nMotor;A1;\nMotor;A2;\nTomato;L1;9")
        wizard.action_assign()
        self.assertEqual(sorted(filter(None, self.numbers(receipt))), ["A1", "A2", "L1"])
        page = wizard.get_rows(offset=1, limit=1)
        self.assertEqual((page["total"], page["rows"][0]["name"]), (2, "A2"))
        self.assertIn("The list also has rows for Tomato.", wizard.notice)

    def test_dates_reference_place_and_package_come_with_the_number(self):
        self.warehouse.partner_id.tz = "UTC"
        sauce = self.make_product("Sauce", use_expiration_date=True, expiration_time=30)
        receipt = self.order_receipt((sauce, 5))
        self.assign(receipt, "L1\t5\t2027-01-31 10:00\t2027-01-01\tREF-7\tShelf\tPACK-1")
        receipt.button_validate()
        lot = self.make_lot(sauce, "L1")
        self.assertEqual(str(lot.expiration_date), "2027-01-31 01:00:00")  # the user is in Tokyo
        self.assertEqual(str(lot.use_date), "2027-01-01 23:59:59")
        self.assertEqual(lot.ref, "REF-7")
        self.assertEqual(lot.quant_ids.filtered("package_id").package_id.name, "PACK-1")
        self.assertEqual(lot.location_id, self.shelf)

    def test_applying_again_changes_what_is_said_of_a_number_and_nothing_else(self):
        self.warehouse.partner_id.tz = "UTC"
        sauce = self.make_product("Sauce", use_expiration_date=True, expiration_time=30)
        for existing in (False, True):
            self.warehouse.in_type_id.use_existing_lots = existing
            receipt = self.order_receipt((sauce, 7))
            name = f"L{existing:d}"
            self.assign(receipt, f"{name}\t5\t2027-01-31\t\tREF-{name}")
            lines = receipt.move_line_ids
            self.assign(receipt, f"{name}\t5\t2028-02-29\t\tNEW-{name}\tShelf\tBOX-{name}")
            self.assertEqual(receipt.move_line_ids, lines)
            receipt.picking_type_id.create_backorder = "never"
            receipt.button_validate()
            lot = self.make_lot(sauce, name)
            self.assertEqual(str(lot.expiration_date.date()), "2028-02-29")
            self.assertEqual((lot.ref, lot.location_id), (f"NEW-{name}", self.shelf))
            self.assertEqual(lot.quant_ids.package_id.name, f"BOX-{name}")

    def test_a_lot_that_was_here_before_keeps_what_is_known_and_says_so(self):
        self.warehouse.in_type_id.use_existing_lots = True
        self.receive(self.tomato, "T1", 3).ref = "OLD"
        wizard = self.wizard(self.order_receipt((self.tomato, 5)))
        self.paste(wizard, "T1\t5\t\t\tNEW")
        self.assertEqual((wizard.rows[0]["state"], wizard.warning_count), ("existing", 1))
        self.assertIn("keeps its values: Internal Reference OLD", wizard.rows[0]["message"])
        wizard.accept_warnings = True
        wizard.action_assign()
        self.assertEqual(self.make_lot(self.tomato, "T1").ref, "OLD")
        wizard = self.wizard(wizard.move_ids)
        self.paste(wizard, "T1\t5\t\t\tOLD")
        self.assertEqual(self.states(wizard), ["assigned"])

    def test_a_date_for_a_product_without_dates_is_left_out(self):
        receipt = self.order_receipt((self.motor, 1))
        wizard = self.assign(receipt, "A1\t1\t2027-01-31")
        self.assertIn("left out", wizard.rows[0]["message"])
        receipt.button_validate()
        self.assertFalse(self.make_lot(self.motor, "A1").expiration_date)

    def test_labels_are_printed_for_what_was_assigned(self):
        receipt = self.order_receipt((self.motor, 3))
        wizard = self.wizard(receipt)
        self.paste(wizard, "A1\nA2")
        action = wizard.action_assign_and_print()
        layout = Form.from_action(self.env, action).save()
        self.assertEqual(layout.move_line_ids.lot_id.mapped("name"), ["A1", "A2"])
        report = layout.process()
        lots = self.env["stock.lot"].browse(report["context"]["active_ids"])
        self.assertEqual(lots.mapped("name"), ["A1", "A2"])
        again = wizard.action_assign_and_print()
        self.assertEqual(again["context"], action["context"])
        receipt.move_ids.picked = True
        Form.from_action(self.env, receipt.button_validate()).save().process()
        self.assertEqual(receipt.move_line_ids.lot_id, lots)

    def test_done_draft_and_untracked_transfers_open_no_wizard(self):
        receipt = self.order_receipt((self.screw, 4))
        self.assertFalse(receipt.has_moves_to_number)
        with self.refused(UserError, "Nothing to assign"):
            receipt.action_assign_serials()
        done = self.deliver(self.motor, self.receive(self.motor, "A1"))
        with self.refused(UserError, "Nothing to assign"):
            done.action_assign_serials()

    def test_another_company_s_transfer_is_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Other Works"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        receipt = self.order(
            warehouse.in_type_id, self.supplier_location, warehouse.lot_stock_id, (self.motor, 1)
        )
        with self.assertRaises(AccessError):
            self.rpc(self.stock_user, "stock.picking", "action_assign_serials", receipt.ids)
        with self.assertRaises(AccessError):
            self.rpc(
                self.stock_user,
                "stock.lot.assign",
                "create",
                [{"move_ids": [(6, 0, receipt.move_ids.ids)]}],
            )
        self.assertFalse([name for name in self.numbers(receipt) if name])

    def test_rows_that_a_client_forges_are_checked_again(self):
        self.receive(self.motor, "A1")
        wizard = self.wizard(self.order_receipt((self.motor, 1)))
        forged = {"row": 1, "move_id": wizard.move_ids.id, "name": "A1", "quantity": 1}
        forged |= {"severity": "ok", "state": "new", "assigned": True, "lot_id": 1}
        wizard.rows = [forged]
        with self.refused(UserError, "A1: it is already in TRW/Stock"):
            wizard.action_assign()
        for rows in ([1], {"a": 1}, [{"move_id": "x"}], [{"move_id": 10**12, "name": "A9"}]):
            wizard.rows = rows
            with self.subTest(rows), self.refused(UserError, "."):
                wizard.action_assign()

    def test_who_may_not_write_transfers_assigns_nothing(self):
        receipt = self.order_receipt((self.motor, 1))
        with self.assertRaises(AccessError):
            self.rpc(
                self.reader(),
                "stock.lot.assign",
                "create",
                [{"move_ids": [(6, 0, receipt.move_ids.ids)]}],
            )

    def reader(self):
        return self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "assign_reader",
                "group_ids": [
                    (4, self.env.ref("base.group_user").id),
                    (4, self.env.ref("product_traceability.group_auditor").id),
                ],
            }
        )

    def test_a_list_pasted_into_detailed_operations_makes_the_lines(self):
        receipt = self.order_receipt((self.motor, 3))
        self.assertFalse(
            self.rpc(self.stock_user, "stock.move", "assign_pasted", receipt.move_ids.ids, "A1\nA2")
        )
        self.assertEqual(sorted(filter(None, self.numbers(receipt))), ["A1", "A2"])

    def test_a_pasted_list_with_a_problem_opens_in_the_wizard_and_writes_nothing(self):
        receipt = self.order_receipt((self.motor, 3))
        action = receipt.move_ids.assign_pasted("A1\nA1")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(self.states(wizard), ["new", "duplicate"])
        self.assertFalse([name for name in self.numbers(receipt) if name])

    def test_a_company_that_is_not_strict_uses_the_wizard_too(self):
        self.company.strict_traceability = False
        self.motor.lot_name_pattern = "SN-####"
        receipt = self.order_receipt((self.motor, 2))
        self.assign(receipt, "A1\nA2")
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
