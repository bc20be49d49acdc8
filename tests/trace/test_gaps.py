"""Gaps that a record of old hides: each is named beside its lot, and said in the statement."""

from odoo.tests import tagged
from odoo.tools import sql

from ..common.made import MadeCommon

WHOLE = "Every movement in this trace has a lot"


@tagged("-at_install", "post_install")
class TestHiddenGaps(MadeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False  # data from before

    def gaps(self, answer):
        return [(gap["kind"], gap["quantity"], gap["node"]) for gap in answer["gaps"]]

    def assert_said(self, records, sentence, kind=None):
        """Check that the trace has gaps of a kind only, and says so."""
        answer = records.get_traceability()
        if kind:
            self.assertEqual({gap["kind"] for gap in answer["gaps"]}, {kind})
        self.assertIn(sentence, " ".join(answer["statement"]))
        self.assertNotIn(WHOLE, " ".join(answer["statement"]))
        return answer

    def count(self, lot, place, quantity):
        """Let a count find so much of a lot in a location."""
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quant = quants.create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": place.id,
                "inventory_quantity": quantity,
            }
        )
        quant.action_apply_inventory()

    def move_bare(self, lot, source, target, quantity=1):
        """Move goods as a script may: a move that belongs to no document."""
        move = self.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom": lot.product_id.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "product_id": lot.product_id.id,
                "product_uom_id": lot.product_id.uom_id.id,
                "lot_id": lot.id,
                "quantity": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
        )
        move.picked = True
        move._action_done()
        self.assertEqual(move.state, "done")

    # -- a serial number in several places ----------------------------------------------------
    def test_a_serial_number_received_twice_is_in_two_places(self):
        self.warehouse.in_type_id.use_existing_lots = True
        motor = self.receive(self.motor, "M1")
        self.transfer(self.motor, motor)
        self.assertEqual(motor.get_traceability()["gaps"], [])
        self.move_bare(motor, self.supplier_location, self.stock_location)
        answer = self.assert_said(motor, "One serial number is in several loc", "two_places")
        self.assertEqual(self.gaps(answer), [("two_places", 2, f"lot:{motor.id}")])

    def test_a_serial_number_delivered_from_where_it_is_not_stays_where_it_was(self):
        motor = self.receive(self.motor, "M1")
        self.move_bare(motor, self.shelf, self.customer_location)
        answer = motor.get_traceability()
        self.assertIn(("two_places", 2, f"lot:{motor.id}"), self.gaps(answer))
        self.transfer(self.motor, motor)  # the transfer that was forgotten
        self.assertEqual(motor.get_traceability()["gaps"], [])

    def test_a_serial_number_that_comes_back_from_another_customer_location_is_one_unit(self):
        branch = self.env["stock.location"].create(
            {"name": "Branch", "usage": "customer", "location_id": self.customer_location.id}
        )
        motor = self.receive(self.motor, "M1")
        self.move_bare(motor, self.stock_location, branch)
        self.move_bare(motor, self.customer_location, self.stock_location)
        self.assertEqual(motor.get_traceability()["gaps"], [])

    # -- more back than went ------------------------------------------------------------------
    def test_a_customer_who_gives_back_more_than_ever_left_is_told(self):
        tomato = self.receive(self.tomato, "T1", 10)
        self.deliver(self.tomato, tomato, 3)
        self.move_bare(tomato, self.customer_location, self.stock_location, 3)
        self.assertEqual(tomato.get_traceability()["gaps"], [])
        self.move_bare(tomato, self.customer_location, self.stock_location, 2)
        answer = self.assert_said(tomato, "More of one lot was returned", "more_back")
        self.assertEqual(self.gaps(answer), [("more_back", 2, f"lot:{tomato.id}")])

    def test_more_returned_to_vendors_than_they_ever_sent_is_told_but_own_goods_may_go_there(self):
        tomato = self.receive(self.tomato, "T1", 10)
        self.count(tomato, self.shelf, 5)
        self.move_bare(tomato, self.stock_location, self.supplier_location, 10)
        self.move_bare(tomato, self.shelf, self.supplier_location, 2)
        answer = self.assert_said(tomato, "More of one lot was returned", "more_back")
        self.assertEqual(self.gaps(answer), [("more_back", 2, f"lot:{tomato.id}")])
        meal = self.make_goods(self.meal, "MEAL-1", [(self.screw, None, 4)], 10)
        self.move_bare(meal, self.stock_location, self.supplier_location, 4)
        self.assertEqual(meal.get_traceability()["gaps"], [])

    # -- twins --------------------------------------------------------------------------------
    def test_lots_that_share_product_and_number_are_told_of_both(self):
        self.make_lot(self.tomato, "T1").company_id = self.company
        tomato = self.receive(self.tomato, "T1", 10)
        lots = self.env["stock.lot"]
        constraint = self.env.registry["stock.lot"]._traceability_unique_name
        self.env.flush_all()
        sql.drop_constraint(self.env.cr, "stock_lot", constraint.full_name(lots))
        sister = self.env["res.company"].create({"name": "Sister Works"})
        for product, company, is_twin in (
            (self.tomato, sister, False),
            (self.motor, self.company, False),
            (self.tomato, self.company, True),
        ):
            self.env.cr.execute(
                "INSERT INTO stock_lot (name, product_id, company_id) VALUES ('T1', %s, %s)",
                [product.id, company.id],
            )
            self.env.invalidate_all()
            self.assertEqual(bool(tomato.get_traceability()["gaps"]), is_twin)
        sentence = "another with the same product and lot number"
        answer = self.assert_said(tomato, sentence, "twin_lots")
        self.assertEqual(self.gaps(answer), [("twin_lots", 10, f"lot:{tomato.id}")])

    def test_who_sees_all_learns_of_twins_in_the_companies_of_the_trace(self):
        shared = self.receive(self.tomato, "T1", 10)
        lots = self.env["stock.lot"]
        constraint = self.env.registry["stock.lot"]._traceability_unique_name
        self.env.flush_all()
        sql.drop_constraint(self.env.cr, "stock_lot", constraint.full_name(lots))
        shared.company_id = False
        sister = self.env["res.company"].create({"name": "Sister Works"})
        self.env.user.sudo().company_ids -= sister
        twin, other = lots.sudo().create(
            [
                {"name": name, "product_id": self.tomato.id, "company_id": sister.id}
                for name in ("OTHER-1", "OTHER-2")
            ]
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_lot SET name = 'T1' WHERE id = %s", [twin.id])
        self.env.invalidate_all()
        for records, told in ((shared, set()), (shared + other, {shared.id})):
            gaps = records.sudo().get_traceability()["gaps"]
            self.assertEqual({g["res_id"] for g in gaps if g["kind"] == "twin_lots"}, told)

    # -- without a document -------------------------------------------------------------------
    def test_goods_out_of_production_that_were_made_of_nothing_are_told(self):
        meal = self.make_goods(self.meal, "MEAL-1", [(self.screw, None, 4)], 10)
        self.assertEqual(meal.get_traceability()["gaps"], [])
        by_hand = self.make_lot(self.meal, "MEAL-2")
        self.move_bare(by_hand, self.production, self.stock_location, 3)
        by_transfer = self.move_goods(
            self.warehouse.in_type_id,
            self.production,
            self.stock_location,
            [(self.meal, "MEAL-3", 2)],
        ).move_line_ids.lot_id
        sentence = "2 movements brought goods from production or scrap"
        answer = self.assert_said(by_hand + by_transfer, sentence, "without_document")
        self.assertEqual(
            self.gaps(answer),
            [
                ("without_document", 3, f"lot:{by_hand.id}"),
                ("without_document", 2, f"lot:{by_transfer.id}"),
            ],
        )

    def test_goods_out_of_scrap_by_no_document_are_told_and_those_a_count_found_are_not(self):
        scrap = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        tomato = self.receive(self.tomato, "T1", 10)
        self.count(tomato, self.shelf, 5)
        self.assertEqual(tomato.get_traceability()["gaps"], [])
        self.move_bare(tomato, scrap, self.stock_location, 4)
        sentence = "One movement brought goods from production or scrap"
        answer = self.assert_said(tomato, sentence, "without_document")
        self.assertEqual(self.gaps(answer), [("without_document", 4, f"lot:{tomato.id}")])

    # -- done, and nothing moved --------------------------------------------------------------
    def test_a_done_delivery_that_moved_nothing_is_told_and_one_without_demand_is_not(self):
        tomato = self.receive(self.tomato, "T1", 10)
        delivery = self.reserve_delivery(self.tomato, 4)
        delivery.do_unreserve()
        self.force_done(delivery.move_ids, 0)
        self.assertEqual(tomato.get_traceability()["gaps"], [])
        self.force_done(delivery.move_ids, 4)
        answer = self.assert_said(tomato, "One completed movement of these", "nothing_moved")
        [gap] = answer["gaps"]
        self.assertEqual(
            (gap["quantity"], gap["reference"], gap["model"], gap["res_id"], gap["node"]),
            (4, delivery.name, "stock.picking", delivery.id, None),
        )
        self.assertEqual(tomato.get_traceability(as_of="2020-01-01")["gaps"], [])
        motor = self.receive(self.motor, "M1")
        self.assertEqual(motor.get_traceability()["gaps"], [])

    def test_a_transfer_tells_what_it_did_not_move_though_no_lot_leads_to_it(self):
        salt = self.make_product("Salt", "none")
        receipt = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, "T1", 10), (self.motor, "M1", 1), (salt, self.env["stock.lot"], 1)],
        )
        self.assertEqual(receipt.get_traceability()["gaps"], [])
        self.force_empty(receipt.move_ids.filtered(lambda move: move.product_id != self.tomato))
        answer = self.assert_said(receipt, "One completed movement of these", "nothing_moved")
        [gap] = answer["gaps"]
        self.assertEqual(
            (gap["product_name"], gap["quantity"], gap["reference"], gap["res_id"]),
            (self.motor.display_name, 1, receipt.name, receipt.id),
        )
        self.assertEqual(receipt.get_traceability(as_of="2020-01-01")["gaps"], [])
        # Another lot leads there too: it is told once.
        self.receive(self.motor, "M2")
        again = self.env["stock.move.line"].search([("lot_id.name", "=", "M2")]).picking_id
        [gap] = (receipt + again).get_traceability()["gaps"]
        self.assertEqual(gap["product_name"], self.motor.display_name)

    def force_empty(self, moves):
        """Let done moves have moved nothing, as old data has it."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM stock_move_line WHERE move_id IN %s", [tuple(moves.ids)])
        self.env.cr.execute("UPDATE stock_move SET quantity = 0 WHERE id IN %s", [tuple(moves.ids)])
        self.env.invalidate_all()

    def force_done(self, moves, demand):
        """Write what no form does, as old data and scripts have it."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET state = 'done', product_uom_qty = %s WHERE id IN %s",
            [demand, tuple(moves.ids)],
        )
        self.env.invalidate_all()

    # -- what is said when all is well --------------------------------------------------------
    def test_goods_without_lot_that_lead_nowhere_are_not_called_whole(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10)
        self.assert_said(tomato, "One product made of these lots has no lot itself")
