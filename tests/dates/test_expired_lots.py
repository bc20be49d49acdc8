"""Expired and short-dated lots meet the policy of the operation type."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...tools.dates import DATES
from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestExpiredLots(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        cls.delivery = cls.warehouse.out_type_id
        cls.warehouse.partner_id.tz = "UTC"
        cls.company.partner_id.tz = "UTC"
        cls.lot = cls.receive(cls.tomato, "DATED", 10)
        cls.lot.expiration_date = "2031-06-10 15:00:00"

    def draft(self, quantity=1, partner=None, operation=None):
        """:return: a delivery of the lot, ready for the clerk to validate"""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": (operation or self.delivery).id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
                "partner_id": (partner or self.customer).id,
            }
        )
        self._add_move(picking, self.tomato, [(self.lot, quantity)])
        picking.action_confirm()
        picking.move_ids.picked = True
        return picking.with_user(self.stock_user)

    def test_defaults_of_each_kind(self):
        self.assertEqual(self.delivery.expired_lots_policy, "block")
        self.assertEqual(self.warehouse.in_type_id.expired_lots_policy, "allow")
        self.assertEqual(self.warehouse.int_type_id.expired_lots_policy, "allow")
        with Form(self.env["stock.picking.type"]) as form:
            form.name = "By hand"
            form.sequence_code = "HAND"
            form.code = "outgoing"
            self.assertEqual(form.expired_lots_policy, "block")

    def test_a_lot_is_good_until_the_end_of_its_day(self):
        with freeze_time("2031-06-10 23:30:00"):
            self.draft().button_validate()
        with (
            freeze_time("2031-06-11 00:30:00"),
            self.refused(UserError, "Tomato, DATED, .*expired on 06/10/2031"),
        ):
            self.draft().button_validate()

    def test_dates_that_are_switched_off_on_the_product_stop_nothing(self):
        self.lot.expiration_date = "2020-01-01 12:00:00"
        expired = [("expiry_state", "=", "expired")]
        quants = self.env["stock.quant"].search([("lot_id", "=", self.lot.id)])
        for on, states in ((True, {"expired"}), (False, {False})):
            self.tomato.use_expiration_date = on
            self.assertEqual({self.lot.expiry_state, *quants.mapped("expiry_state")}, states)
            self.assertEqual(self.lot.product_expiry_alert, on)
            self.assertEqual(self.lot in self.env["stock.lot"].search(expired), on)
            self.assertEqual(bool(quants & self.env["stock.quant"].search(expired)), on)
            [node] = self.lot.get_traceability()["nodes"]
            self.assertEqual(node["state"], "expired" if on else None)
            self.assertEqual(bool(node["expiration_date"]), on)
            self.assertEqual(bool(self.lot.get_paper_dates()["expiration_date"]), on)
        self.assertIs(self.draft().button_validate(), True)
        reserved = self.reserve_delivery(self.tomato, 1)
        self.assertEqual(reserved.move_line_ids.lot_id, self.lot)

    def test_a_lot_is_reserved_until_the_end_of_its_day(self):
        self.lot.write(dict.fromkeys(DATES, "2031-06-10 15:00:00"))
        with freeze_time("2031-06-10 23:30:00"):
            reserved = self.reserve_delivery(self.tomato, 1)
            self.assertEqual(reserved.move_line_ids.lot_id, self.lot)
            reserved.move_ids.picked = True
            self.assertIs(reserved.with_user(self.stock_user).button_validate(), True)

    def test_the_day_ends_where_the_warehouse_is(self):
        self.warehouse.partner_id = self.env["res.partner"].create(
            {"name": "Works", "tz": "Pacific/Auckland"}
        )
        # 15:00 UTC is 03:00 of the 11th in Auckland, whose 11th ends at 12:00 UTC.
        with freeze_time("2031-06-11 11:30:00"):
            self.draft().button_validate()
        with freeze_time("2031-06-11 12:30:00"), self.refused(UserError, "06/11/2031"):
            self.draft().button_validate()

    def test_the_minimum_shelf_life_of_the_operation_type_is_kept(self):
        self.delivery.minimum_shelf_life = 5
        with freeze_time("2031-06-05 12:00:00"):
            self.draft().button_validate()
        with freeze_time("2031-06-06 12:00:00"), self.refused(UserError, "good for 5 more days"):
            self.draft().button_validate()

    def test_a_customer_may_ask_for_more_but_not_for_less(self):
        self.delivery.minimum_shelf_life = 2
        shop = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id, "type": "delivery"}
        )
        self.customer.minimum_shelf_life = 20
        self.other_customer.minimum_shelf_life = 1
        with freeze_time("2031-06-01 12:00:00"):
            with self.refused(UserError, "good for 20 more days"):
                self.draft(partner=shop).button_validate()
            self.draft(partner=self.other_customer).button_validate()
        with freeze_time("2031-06-09 12:00:00"), self.refused(UserError, "good for 2 more days"):
            self.draft(partner=self.other_customer).button_validate()

    def test_all_expired_lots_are_named_at_once(self):
        other = self.receive(self.tomato, "DATED-TOO", 1)
        other.expiration_date = "2031-06-01"
        with freeze_time("2031-07-01"), self.refused(UserError, "DATED(.|\n)*DATED-TOO"):
            picking = self.draft()
            self._add_move(picking.sudo(), self.tomato, [(other, 1)])
            picking.move_ids.picked = True
            picking.button_validate()

    def test_ask_asks_once_and_confirming_ships(self):
        self.delivery.write({"expired_lots_policy": "warn", "minimum_shelf_life": 5})
        with freeze_time("2031-06-08 12:00:00"):
            picking = self.draft()
            action = picking.button_validate()
            self.assertEqual(action["res_model"], "expiry.picking.confirmation")
            self.assertEqual(picking.state, "assigned")
            wizard = self.env[action["res_model"]].with_user(self.stock_user)
            form = Form(wizard.with_context(**action["context"]))
            self.assertRegex(form.description, "Tomato, DATED.*must be good for 5 more days")
            form.save().process()
            self.assertEqual(picking.state, "done")

    def test_allow_asks_nothing(self):
        self.delivery.expired_lots_policy = "allow"
        with freeze_time("2031-07-01"):
            self.assertIs(self.draft().button_validate(), True)

    def test_expired_lots_go_back_to_the_vendor_and_to_scrap(self):
        with freeze_time("2031-07-01"):
            self.move_goods(
                self.delivery,
                self.stock_location,
                self.supplier_location,
                [(self.tomato, self.lot, 1)],
            )
            scrap = self.env["stock.scrap"].create(
                {"product_id": self.tomato.id, "lot_id": self.lot.id, "scrap_qty": 1}
            )
            scrap.location_id = self.stock_location
            scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_an_expired_lot_is_received_and_moved_inside(self):
        self.warehouse.in_type_id.use_existing_lots = True
        with freeze_time("2031-07-01"):
            self.transfer(self.tomato, self.lot, 1)
            self.receive(self.tomato, "DATED", 2)
        places = {quant.location_id: quant.quantity for quant in self.lot.quant_ids}
        self.assertEqual((places[self.shelf], places[self.stock_location]), (1, 11))

    def test_what_a_vendor_sends_meets_the_policy_of_receipts(self):
        receipts = self.warehouse.in_type_id
        receipts.write({"expired_lots_policy": "block", "minimum_shelf_life": 5})
        late, sound = self.expected("LATE", "2031-06-12"), self.expected("SOUND", "2031-07-12")
        with freeze_time("2031-06-10"):
            with self.refused(UserError, "Tomato, LATE.*must be good for 5 more days"):
                late.button_validate()
            sound.button_validate()
            receipts.expired_lots_policy = "warn"
            action = late.button_validate()
            form = Form.from_action(late.env, action)
            self.assertIn("Tomato, LATE", form.description)
            form.save().process()
        self.assertEqual((late.state, sound.state), ("done", "done"))

    def test_what_a_customer_sends_back_is_taken_in_however_old(self):
        delivery = self.deliver(self.tomato, self.lot, 1)
        self.warehouse.in_type_id.expired_lots_policy = "block"
        with freeze_time("2031-07-01"):
            self.assertEqual(self.give_back(delivery).state, "done")

    def test_a_list_for_a_receipt_is_judged_as_the_receipt_will_be(self):
        self.warehouse.in_type_id.expired_lots_policy = "block"
        receipt = self.expected("LATE", "2031-06-12")
        move, assignment = receipt.move_ids, receipt.env["traceability.assignment"]
        text = "Lot;Quantity;Expiration Date\nOLD;1;2031-06-01\nNEW;1;2031-07-01"
        with freeze_time("2031-06-10"):
            checked = assignment.check_rows(move, assignment.parse_text(text, move, move))
        self.assertEqual([row["state"] for row in checked], ["expired", "over_demand"])

    def expected(self, name, date):
        """:return: a receipt of one lot that is yet to be made, ready for the clerk to validate"""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "partner_id": self.vendor.id,
            }
        )
        self._add_move(picking, self.tomato, [(None, 1)])
        picking.action_confirm()
        picking.move_line_ids.write({"lot_name": name, "expiration_date": date})
        picking.move_ids.picked = True
        return picking.with_user(self.stock_user)

    @mute_logger("odoo.sql_db")
    def test_days_are_not_negative(self):
        for record in (self.delivery, self.customer):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                record.minimum_shelf_life = -1
                record.flush_recordset()

    def test_a_product_whose_date_stands_on_its_label_has_no_life_to_compare_with(self):
        product = self.tomato.product_tmpl_id
        product.write({"alert_time": 5, "removal_time": 2})
        product.expiration_time = 0
        lot = self.make_lot(self.tomato, "LABELLED")
        with Form(lot) as form:
            form.expiration_date = "2031-06-10 15:00:00"
        self.assertEqual(str(lot.expiration_date), "2031-06-10 15:00:00")
        self.assertLess(lot.alert_date, lot.removal_date)
        self.assertLess(lot.removal_date, lot.expiration_date)

    def test_dates_of_a_product_make_sense(self):
        product = self.tomato.product_tmpl_id
        for name in ("expiration_time", "use_time", "removal_time", "alert_time"):
            with self.refused(ValidationError, "Tomato(.|\n)*cannot be negative"):
                product[name] = -1
        for name in ("use_time", "removal_time", "alert_time"):
            with self.refused(ValidationError, "31 days before the expiration date .* at most 30"):
                product[name] = 31
            product[name] = 30

    def test_without_strict_traceability_core_asks_as_ever(self):
        self.company.strict_traceability = False
        with freeze_time("2031-07-01"):
            action = self.draft().button_validate()
            self.assertEqual(action["res_model"], "expiry.picking.confirmation")
            self.draft().with_context(skip_expired=True).button_validate()
            late = self.expected("LATE", "2031-06-12")
            form = Form.from_action(late.env, late.button_validate())
            self.assertIn("Tomato, LATE", form.description)
        self.tomato.use_time = 31
