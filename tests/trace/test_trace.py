"""What a trace says of goods received, moved, shipped and returned."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common.world import TraceabilityCommon


class TestTrace(TraceabilityCommon):
    def kinds(self, answer):
        return [event["kind"] for event in answer["events"]]

    def test_a_lot_received_moved_and_shipped_shows_every_movement_in_order(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.transfer(self.tomato, lot, 4)
        picking = self.deliver(self.tomato, lot, 3)
        answer = lot.get_traceability()
        self.assertEqual(self.kinds(answer), ["receipt", "internal", "delivery"])
        delivery = answer["events"][-1]
        self.assertEqual(delivery["reference"], picking.name)
        self.assertEqual((delivery["model"], delivery["res_id"]), ("stock.picking", picking.id))
        self.assertEqual(delivery["partner_name"], "Corner Shop")
        self.assertEqual(delivery["location_from"], self.stock_location.complete_name)
        self.assertEqual(delivery["quantity"], 3)
        [node] = answer["nodes"]
        self.assertEqual((node["lot_name"], node["depth"]), ("T1", 0))
        self.assertEqual(node["quantity_on_hand"], 7)

    def test_a_lot_from_two_vendors_names_both(self):
        self.warehouse.in_type_id.use_existing_lots = True
        lot = self.receive(self.tomato, "T1", 10)
        self.receive(self.tomato, "T1", 5, self.other_vendor)
        partners = [event["partner_name"] for event in lot.get_traceability()["events"]]
        self.assertEqual(partners, ["Green Farm", "Hill Farm"])

    def test_a_return_and_the_return_of_that_return_are_told_apart(self):
        lot = self.receive(self.tomato, "T1", 10)
        delivery = self.deliver(self.tomato, lot, 3)
        returned = self.give_back(delivery)
        self.give_back(returned)
        self.assertEqual(
            self.kinds(lot.get_traceability()), ["receipt", "delivery", "return", "delivery"]
        )

    def test_scrap_and_inventory_adjustment_are_told_apart(self):
        lot = self.receive(self.tomato, "T1", 10)
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.tomato.id,
                "lot_id": lot.id,
                "scrap_qty": 2,
                "location_id": self.stock_location.id,
            }
        )
        scrap.do_scrap()
        quant = lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        quant.with_context(inventory_mode=True).inventory_quantity = 5
        quant.action_apply_inventory()
        answer = lot.get_traceability()
        self.assertEqual(self.kinds(answer), ["receipt", "scrap", "adjustment"])
        self.assertEqual(answer["events"][1]["model"], "stock.scrap")
        self.assertEqual(answer["events"][1]["reference"], scrap.name)

    def test_a_count_that_finds_nothing_where_nothing_was_is_no_movement(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.deliver(self.tomato, lot, 10)
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": self.tomato.id,
                    "lot_id": lot.id,
                    "location_id": self.stock_location.id,
                    "inventory_quantity": 0,
                }
            )
        )
        quant.action_apply_inventory()
        lines = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        self.assertIn(0, lines.mapped("quantity"))
        self.assertEqual(self.kinds(lot.get_traceability()), ["receipt", "delivery"])

    def test_quantities_are_in_the_unit_of_the_product(self):
        lot = self.make_lot(self.tomato, "T1")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
            }
        )
        dozen = self.env.ref("uom.product_uom_dozen")
        self._add_move(picking, self.tomato, [(lot, 2)])
        picking.move_ids.product_uom = dozen
        picking.move_line_ids.product_uom_id = dozen
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        [event] = lot.get_traceability()["events"]
        self.assertEqual((event["quantity"], event["uom"]), (24, self.tomato.uom_id.name))

    def test_a_transfer_is_traced_by_the_lots_it_moved(self):
        first = self.receive(self.tomato, "T1", 10)
        second = self.receive(self.motor, "M1")
        picking = self.move_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(self.tomato, first, 1), (self.motor, second, 1)],
            self.customer,
        )
        answer = picking.get_traceability()
        self.assertEqual(set(answer["roots"]), {first.id, second.id})
        self.assertEqual(self.kinds(answer).count("receipt"), 2)

    def test_goods_moved_without_lot_are_a_gap_of_their_transfer(self):
        self.company.strict_traceability = False  # data from before
        self.warehouse.in_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        picking = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, None, 5)],
            self.vendor,
        )
        answer = picking.get_traceability()
        self.assertEqual(answer["nodes"], [])
        [gap] = answer["gaps"]
        self.assertEqual((gap["kind"], gap["product_name"]), ("moved_without_lot", "Tomato"))
        self.assertEqual((gap["quantity"], gap["reference"]), (5, picking.name))
        self.assertIs(gap["waived"], False)

    def test_as_of_an_earlier_day_shows_the_record_and_stock_of_then(self):
        lot = self.receive(self.tomato, "T1", 10)
        delivery = self.deliver(self.tomato, lot, 3)
        lot.env["stock.move.line"].search([("lot_id", "=", lot.id)]).date = "2026-03-01 10:00:00"
        delivery.move_line_ids.date = "2026-03-02 10:00:00"
        answer = lot.get_traceability(as_of="2026-03-01")
        self.assertEqual(self.kinds(answer), ["receipt"])
        self.assertEqual(answer["nodes"][0]["quantity_on_hand"], 10)
        self.assertEqual(lot.get_traceability(as_of="2026-02-28")["events"], [])

    def test_a_day_ends_where_the_user_is(self):
        lot = self.receive(self.tomato, "T1", 10)
        line = lot.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        line.date = "2026-03-01 14:30:00"  # half an hour before midnight in Tokyo
        in_tokyo = lot.with_user(self.stock_user)
        self.assertEqual(self.kinds(in_tokyo.get_traceability(as_of="2026-03-01")), ["receipt"])
        line.date = "2026-03-01 15:30:00"
        self.assertEqual(self.kinds(in_tokyo.get_traceability(as_of="2026-03-01")), [])
        moment = "2026-03-01 15:30:00"
        self.assertEqual(self.kinds(in_tokyo.get_traceability(as_of=moment)), ["receipt"])

    def test_movements_without_lot_that_may_have_been_of_the_lot_are_told(self):
        self.company.strict_traceability = False  # data from before
        operation = self.warehouse.out_type_id
        operation.write({"use_create_lots": False, "use_existing_lots": False})
        lot = self.receive(self.tomato, "T1", 10)
        whole = lot.get_traceability()["statement"]
        self.assertIn("Every movement in this trace has a lot", " ".join(whole))
        self.deliver(self.tomato, None, 2)
        [sentence] = lot.get_traceability()["statement"]
        self.assertIn("At least one other movement of these products has no lot", sentence)
        self.assertEqual(lot.get_traceability(as_of="2026-01-01")["events"], [])

    def test_an_answer_that_was_kept_is_said_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.company.strict_traceability = False  # data from before
        operation = self.warehouse.out_type_id
        operation.write({"use_create_lots": False, "use_existing_lots": False})
        lot = self.receive(self.tomato, "T1", 10)
        graph = self.env["traceability.graph"].with_context(lang="de_DE")
        for quantity in (0, 2):
            if quantity:
                self.deliver(self.tomato, None, quantity)
            kept = json.loads(json.dumps(lot.get_traceability()))
            german = lot.with_context(lang="de_DE").get_traceability()["statement"]
            self.assertNotEqual(kept["statement"], german)
            self.assertEqual(graph.say_statement(kept), german)
        del kept["unproven"]  # of an earlier version
        self.assertEqual(graph.say_statement(kept), kept["statement"])

    def test_a_question_that_makes_no_sense_is_refused_with_words(self):
        lot = self.receive(self.tomato, "T1", 10)
        with self.assertRaisesRegex(UserError, "sideways"):
            lot.get_traceability(direction="sideways")
        with self.assertRaisesRegex(UserError, "yesterday"):
            lot.get_traceability(as_of="yesterday")
        for depth in (-1, "2", 1.5):
            with self.assertRaisesRegex(UserError, "whole number"):
                lot.get_traceability(max_depth=depth)

    def test_no_lots_give_an_empty_answer(self):
        answer = self.env["stock.lot"].get_traceability()
        self.assertEqual((answer["roots"], answer["nodes"], answer["events"]), ([], [], []))


class TestTraceAccess(TraceabilityCommon):
    def test_an_auditor_reads_the_trace_and_changes_nothing(self):
        lot = self.receive(self.tomato, "T1", 10)
        auditor = new_test_user(
            self.env, "auditor", "base.group_user,product_traceability.group_auditor"
        )
        lot.invalidate_recordset()
        answer = lot.with_user(auditor).get_traceability()
        self.assertEqual(answer["events"][0]["kind"], "receipt")
        with self.assertRaises(AccessError):
            lot.with_user(auditor).name = "other"

    def test_a_user_without_inventory_rights_is_refused(self):
        lot = self.receive(self.tomato, "T1", 10)
        plain = new_test_user(self.env, "plain", "base.group_user")
        with self.assertRaises(AccessError):
            lot.with_user(plain).get_traceability()

    def test_movements_of_another_company_stay_hidden(self):
        """A lot shared by two companies: each sees its own half of the story."""
        other = self.env["res.company"].create({"name": "Other Works"})
        self.stock_user.company_ids = [Command.link(other.id)]
        lot = self.receive(self.tomato, "T1", 10)
        lot.company_id = False
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        warehouse.in_type_id.use_existing_lots = True
        self.move_goods(
            warehouse.in_type_id,
            self.supplier_location,
            warehouse.lot_stock_id,
            [(self.tomato, lot, 7)],
        )
        seen = {}
        for companies in (self.company, other, self.company + other):
            reader = lot.with_user(self.stock_user).with_context(allowed_company_ids=companies.ids)
            answer = reader.get_traceability()
            seen[companies] = (
                len(answer["events"]),
                answer["nodes"][0]["quantity_on_hand"],
            )
        self.assertEqual(list(seen.values()), [(1, 10), (1, 7), (2, 17)])
