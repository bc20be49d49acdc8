"""Numbers are chosen from what is in stock: deliveries and internal transfers."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignFromStock(AssignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move_goods(
            cls.warehouse.in_type_id,
            cls.supplier_location,
            cls.stock_location,
            [(cls.motor, f"SN{number:03}", 1) for number in range(1, 13)],
        )
        cls.sauce = cls.make_product("Sauce", use_expiration_date=True, expiration_time=30)
        cls.sauce.categ_id = cls.sauce.categ_id.create(
            {"name": "Sauces", "removal_strategy_id": cls.env.ref("product_expiry.removal_fefo").id}
        )
        for name, date in (("LATE", "2099-03-01"), ("SOON", "2099-01-01"), ("MID", "2099-02-01")):
            lot = cls.make_lot(cls.sauce, name)
            lot.expiration_date = date
            cls.receive(cls.sauce, name, 10)
            lot.removal_date = date

    def chosen(self, wizard):
        return [(row["name"], row["quantity"]) for row in wizard.rows]

    def test_what_is_proposed_is_what_would_be_reserved(self):
        self.make_lot(self.sauce, "LATE").reserve_first = True
        delivery = self.order_delivery((self.sauce, 14))
        self.assertEqual(sorted(self.numbers(delivery)), ["LATE", "SOON"])
        wizard = self.wizard(delivery)
        self.assertEqual(self.chosen(wizard), [("LATE", 10), ("SOON", 4)])
        self.assertEqual(
            [lot["name"] for lot in wizard.get_stock()["lots"]], ["LATE", "SOON", "MID"]
        )
        wizard.action_clear()
        wizard.action_propose_stock()
        self.assertEqual(self.chosen(wizard), [("LATE", 10), ("SOON", 4)])
        self.sauce.categ_id.removal_strategy_id = self.env.ref("stock.removal_fifo")
        self.make_lot(self.sauce, "LATE").reserve_first = False
        wizard = self.wizard(delivery)
        wizard.action_clear()
        wizard.action_propose_stock()
        self.assertEqual(self.chosen(wizard), [("LATE", 10), ("SOON", 4)])

    def test_what_expires_first_is_proposed(self):
        wizard = self.wizard(self.order_delivery((self.sauce, 14)))
        self.assertEqual((wizard.source, wizard.missing), ("stock", 0))
        wizard.action_clear()
        self.assertEqual(wizard.missing, 14)
        wizard.action_propose_stock()
        self.assertEqual(self.chosen(wizard), [("SOON", 10), ("MID", 4)])
        wizard.action_assign()
        lines = wizard.move_ids.move_line_ids
        self.assertEqual(
            sorted(zip(lines.lot_id.mapped("name"), lines.mapped("quantity"), strict=True)),
            [("MID", 4), ("SOON", 10)],
        )

    def test_a_lot_in_two_places_is_taken_from_both_and_twice_is_once(self):
        self.transfer(self.sauce, self.make_lot(self.sauce, "SOON"), 4)
        wizard = self.wizard(self.order_delivery((self.sauce, 10)))
        self.paste(wizard, "SOON")
        self.assertEqual(self.chosen(wizard), [("SOON", 10)])
        wizard.action_assign()
        lines = wizard.move_ids.move_line_ids
        self.assertEqual(sorted(lines.mapped("quantity")), [4, 6])
        wizard.action_assign()
        self.assertEqual(wizard.move_ids.move_line_ids, lines)

    def judged(self, order, text):
        """:return: [(state, severity)] of a pasted list"""
        wizard = self.wizard(order)
        self.paste(wizard, text)
        return [(row["state"], row["severity"]) for row in wizard.rows]

    def test_lots_too_old_meet_the_policy_of_the_operation(self):
        self.make_lot(self.sauce, "SOON").expiration_date = "2020-01-01"
        self.make_lot(self.sauce, "MID").expiration_date = fields.Datetime.now() + timedelta(days=9)
        self.make_lot(self.sauce, "MID").removal_date = "2020-01-02"
        delivery = self.order_delivery((self.sauce, 12))
        text = "SOON\t3\nMID\t4\nLATE\t5"
        fresh, old = ("existing", "ok"), "expired"
        self.assertEqual(self.judged(delivery, text), [(old, "error"), fresh, fresh])
        self.customer.minimum_shelf_life = 30
        delivery.partner_id = self.customer
        self.assertEqual(self.judged(delivery, text), [(old, "error"), (old, "error"), fresh])
        proposed = self.wizard(delivery)
        proposed.action_clear()
        proposed.action_propose_stock()
        self.assertEqual(self.chosen(proposed), [("LATE", 10)])
        operation = delivery.picking_type_id
        operation.expired_lots_policy = "warn"
        self.assertEqual(self.judged(delivery, text), [(old, "warning")] * 2 + [fresh])
        operation.expired_lots_policy = "allow"
        self.assertEqual(self.judged(delivery, text), [fresh] * 3)

    def test_an_expired_lot_is_taken_where_it_is_asked_about_and_meant(self):
        self.make_lot(self.sauce, "SOON").expiration_date = "2020-01-01"
        moved = self.order(
            self.warehouse.int_type_id, self.stock_location, self.shelf, (self.sauce, 3)
        )
        moved.picking_type_id.expired_lots_policy = "warn"
        wizard = self.wizard(moved)
        self.paste(wizard, "SOON\t3")
        with self.refused(UserError, "Sauce, SOON: .*expired on 01/01/2020"):
            wizard.action_assign()
        wizard.accept_warnings = True
        wizard.action_assign()
        self.assertEqual(self.numbers(moved), ["SOON"])

    def test_a_lot_on_hold_may_be_chosen_for_quarantine(self):
        self.make_lot(self.sauce, "MID").hold("glass found")
        cage = self.shelf.copy({"name": "Cage", "is_quarantine": True})
        operation = self.warehouse.int_type_id
        moved = self.order(operation, self.stock_location, cage, (self.sauce, 3))
        self.assertEqual(self.judged(moved, "MID\t3"), [("existing", "ok")])
        lots = self.wizard(moved).get_stock()["lots"]
        self.assertEqual([lot["name"] for lot in lots if lot["problem"] == "On hold"], ["MID"])
        moved = self.order(operation, self.stock_location, self.shelf, (self.sauce, 3))
        self.assertEqual(self.judged(moved, "MID\t3"), [("on_hold", "error")])

    def test_what_others_reserved_and_what_is_on_hold_is_not_proposed(self):
        other = self.wizard(self.order_delivery((self.sauce, 6)))
        self.paste(other, "SOON\t6")
        other.action_assign()
        self.make_lot(self.sauce, "MID").hold("glass found")
        wizard = self.wizard(self.order_delivery((self.sauce, 9)))
        wizard.action_clear()
        wizard.action_propose_stock()
        self.assertEqual(self.chosen(wizard), [("SOON", 4), ("LATE", 5)])

    def test_the_reservation_follows_the_numbers_that_are_chosen(self):
        delivery = self.order_delivery((self.motor, 3))
        self.assertEqual(sorted(self.numbers(delivery)), ["SN001", "SN002", "SN003"])
        wizard = self.wizard(delivery)
        self.paste(wizard, "SN010\nSN011")
        self.assertEqual(self.states(wizard), ["existing"] * 2)
        wizard.action_assign()
        self.assertEqual(sorted(self.numbers(delivery)), ["SN001", "SN010", "SN011"])
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.motor.id), ("reserved_quantity", ">", 0)]
        )
        self.assertEqual(sorted(quants.lot_id.mapped("name")), sorted(self.numbers(delivery)))
        wizard.action_assign()
        self.assertEqual(sorted(self.numbers(delivery)), ["SN001", "SN010", "SN011"])
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_a_range_takes_what_is_on_hand_between_its_ends(self):
        self.deliver(self.motor, self.make_lot(self.motor, "SN004"))
        for text in ("SN003-SN006", "SN003 - SN006", "SN003..006", "SN003\u2013SN006"):
            with self.subTest(text):
                wizard = self.wizard(self.order_delivery((self.motor, 5)))
                self.paste(wizard, text)
                self.assertEqual(
                    [name for name, _share in self.chosen(wizard)], ["SN003", "SN005", "SN006"]
                )
                self.assertIn("One lot/serial number of the ranges", wizard.notice)

    def test_of_a_range_one_row_is_taken_out(self):
        wizard = self.wizard(self.order_delivery((self.motor, 3)))
        self.paste(wizard, "SN001-SN003")
        wizard.remove_rows(wizard.get_rows(limit=1)["rows"])
        self.assertEqual(self.chosen(wizard), [("SN002", 1), ("SN003", 1)])

    def test_a_number_that_looks_like_a_range_is_itself(self):
        self.receive(self.motor, "7-9")
        wizard = self.wizard(self.order_delivery((self.motor, 5)))
        self.paste(wizard, "7-9\nSN100-SN200")
        self.assertEqual(self.states(wizard), ["existing", "not_in_stock"])
        with self.refused(UserError, "too long"):
            self.paste(wizard, "SN000001-SN999999")

    def test_numbers_that_cannot_be_taken(self):
        self.receive(self.tomato, "TOM1", 5)
        self.deliver(self.motor, self.make_lot(self.motor, "SN001"))
        self.make_lot(self.motor, "NEVER")
        self.make_lot(self.motor, "SN002").hold("dropped")
        wizard = self.wizard(self.order_delivery((self.motor, 5)))
        rows = self.paste(wizard, "SN001\nNEVER\nUNKNOWN\nTOM1\nSN002")
        self.assertEqual(
            self.states(wizard),
            ["not_in_stock", "not_in_stock", "not_in_stock", "wrong_product", "on_hold"],
        )
        self.assertEqual({row["severity"] for row in rows}, {"error"})
        self.assertIn("Customers", rows[0]["message"])
        self.assertIn("Tomato", rows[3]["message"])

    def test_more_of_a_lot_than_is_there(self):
        wizard = self.wizard(self.order_delivery((self.sauce, 30)))
        self.paste(wizard, "SOON\t11")
        self.assertEqual(self.states(wizard), ["not_in_stock"])
        self.assertIn("only 10 Units of it", wizard.rows[0]["message"])

    def test_what_is_reserved_for_another_transfer_is_asked_about(self):
        other = self.order_delivery((self.motor, 2))
        wizard = self.wizard(self.order_delivery((self.motor, 1)))
        self.paste(wizard, "SN001")
        self.assertEqual(self.states(wizard), ["reserved"])
        wizard.accept_warnings = True
        wizard.action_assign()
        wizard.move_ids.picking_id.button_validate()
        self.assertEqual(wizard.move_ids.state, "done")
        self.assertNotIn("SN001", self.numbers(other))

    def test_picked_numbers_stay_and_count(self):
        delivery = self.order_delivery((self.motor, 3))
        delivery.move_line_ids[:1].picked = True
        wizard = self.wizard(delivery)
        self.assertEqual((wizard.row_count, wizard.missing), (2, 0))
        self.paste(wizard, "SN010\nSN011\nSN012")
        self.assertEqual(self.states(wizard), ["existing", "existing", "over_demand"])

    def test_an_internal_transfer_puts_numbers_on_their_shelf(self):
        transfer = self.order(
            self.warehouse.int_type_id, self.stock_location, self.stock_location, (self.motor, 2)
        )
        wizard = self.wizard(transfer)
        self.paste(wizard, "SN;To\nSN007;Shelf\nSN008;Shelf")
        wizard.action_assign()
        transfer.button_validate()
        lot = self.make_lot(self.motor, "SN007")
        self.assertEqual(lot.location_id, self.shelf)

    def test_no_new_numbers_are_generated_for_a_delivery(self):
        wizard = self.wizard(self.order_delivery((self.motor, 1)))
        wizard.write({"first_number": "NEW1", "count": 1})
        wizard.action_generate()
        self.assertEqual(self.states(wizard), ["not_in_stock"])
