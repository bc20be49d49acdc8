"""The certificate of traceability of a delivery, as its customer reads it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import sql

from ..common.papers import PapersCommon

CERTIFICATE = "product_traceability.action_report_certificate"


@tagged("-at_install", "post_install")
class TestCertificate(PapersCommon):
    def certificate(self, pickings, user=None):
        return self.flat(self.print_text(CERTIFICATE, pickings, user))

    def make(self, product, name, quantity, used):
        """Make a lot as an order does: lines that consume and one that produces, linked.

        :param list used: (product, lot, quantity)
        """
        place = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        taken = self.move_goods(self.warehouse.int_type_id, self.stock_location, place, used)
        made = self.move_goods(
            self.warehouse.int_type_id, place, self.stock_location, [(product, name, quantity)]
        )
        made.move_line_ids.consume_line_ids = taken.move_line_ids
        return made.move_line_ids.lot_id

    def test_it_tells_each_lot_its_dates_and_its_vendor(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        text = self.certificate(delivery)
        for told in (
            f"Certificate of Traceability {delivery.name}",
            "Delivered to Date Corner Shop",
            "Tomato TOM-77 06/02/2031 06/11/2031 3 Units",
            "Vendors: Green Farm",
            "Every movement in this trace has a lot, and every link is certain.",
        ):
            self.assertIn(told, text)
        self.assertRegex(text, "Receipt · 50 Units · TRW/IN/0000[0-9] · .* · Green Farm")

    def test_a_made_lot_leads_to_the_vendors_of_its_components(self):
        sauce = self.make_product("Sauce", "lot")
        self.company.strict_traceability = False  # links without an order
        basil = self.receive(self.tomato, "TOM-88", 5, self.other_vendor)
        lot = self.make(sauce, "SAUCE-1", 8, [(self.tomato, self.lot, 4), (self.tomato, basil, 1)])
        text = self.certificate(self.deliver(sauce, lot, 2))
        self.assertRegex(text, "SAUCE-1 .*Production")
        self.assertRegex(text, "TOM-77 .*4 Units used in")
        self.assertRegex(text, "Vendors: (Green Farm, Hill Farm|Hill Farm, Green Farm)")

    def test_what_cannot_be_proven_is_said(self):
        self.company.strict_traceability = False  # data from before
        lot = self.env["stock.lot"].create({"name": "FOUND-1", "product_id": self.tomato.id})
        types = self.warehouse.out_type_id
        types.write({"use_create_lots": False, "use_existing_lots": False})
        delivery = self.move_goods(
            types,
            self.stock_location,
            self.customer_location,
            [(self.tomato, None, 4), (self.screw, None, 9)],
            self.customer,
        )
        text = self.certificate(delivery)
        self.assertIn("Not proven", text)
        self.assertIn("Moved without a lot", text)
        self.assertIn("because these products are not tracked: Screw", text)
        self.assertIn(
            "No receipt or production recorded", self.certificate(self.deliver(self.tomato, lot, 1))
        )

    def let_a_day_pass(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET date = date - interval '1 day';"
            "UPDATE stock_move SET date = date - interval '1 day';"
            "UPDATE stock_picking SET date_done = date_done - interval '1 day'"
        )
        self.env.invalidate_all()

    def test_what_came_after_the_delivery_is_not_in_it(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        delivery.move_ids.date = delivery.date_done
        self.let_a_day_pass()
        self.warehouse.in_type_id.use_existing_lots = True
        self.receive(self.tomato, "TOM-77", 7, self.other_vendor)
        text = self.certificate(delivery)
        self.assertIn("Green Farm", text)
        self.assertNotIn("Hill Farm", text)

    def test_what_was_added_to_the_lot_after_the_delivery_is_not_in_it(self):
        sauce = self.make_product("Sauce", "lot")
        self.company.strict_traceability = False  # links without an order
        lot = self.make(sauce, "S-1", 10, [(self.tomato, self.lot, 5)])
        morning = self.deliver(sauce, lot, 4)
        self.let_a_day_pass()
        other = self.receive(self.tomato, "TOM-88", 7, self.other_vendor)
        self.make(sauce, "S-1", 10, [(self.tomato, other, 5)])
        text = self.certificate(morning)
        self.assertIn("TOM-77", text)
        self.assertNotIn("TOM-88", text)
        self.assertNotIn("Hill Farm", text)
        afternoon = self.certificate(self.deliver(sauce, lot, 4))
        self.assertIn("TOM-88", afternoon)
        self.assertIn("Hill Farm", afternoon)

    def test_its_heading_says_which_way_the_goods_went(self):
        receipt = self.env["stock.picking"].search(
            [("move_line_ids.lot_id", "=", self.lot.id)], limit=1
        )
        delivery = self.deliver(self.tomato, self.lot, 3)
        moved = self.transfer(self.tomato, self.lot, 2)
        goods, outgoing = [(self.tomato, self.lot, 1)], self.warehouse.out_type_id
        to_vendor = self.move_goods(
            outgoing, self.stock_location, self.supplier_location, goods, self.vendor
        )
        for picking, headings in {
            receipt: ("Received from Date Green Farm", "What was received", "Date Received"),
            self.give_back(delivery): ("Returned by Date Order Corner Shop", "What was returned"),
            to_vendor: ("Returned to Date Green Farm", "What was returned"),
            moved: (f"{moved.name} Date", "What was moved"),
        }.items():
            text = self.certificate(picking)
            for heading in headings:
                self.assertIn(heading, text)
            self.assertNotIn("Delivered to", text)

    def test_goods_that_a_vendor_shipped_to_the_customer_name_both(self):
        self.warehouse.out_type_id.use_create_lots = True
        shipped = self.plan_goods(
            self.warehouse.out_type_id,
            self.supplier_location,
            self.customer_location,
            [(self.tomato, "DROP-1", 5)],
            self.vendor,
        )
        shipped.move_ids.partner_id = self.customer
        shipped.button_validate()
        text = self.certificate(shipped)
        self.assertRegex(text, "Received from Delivered to Date Green Farm Corner Shop")
        self.assertIn("Vendors: Green Farm", text)
        self.assertRegex(text, f"DROP-1 Delivery · 5 Units · {shipped.name} · .* · Green Farm")
        self.assertNotIn("No receipt or production recorded", text)

    def test_two_lots_of_one_number_are_told_apart_and_both_are_said_to_share_it(self):
        twin = self.env["stock.lot"].create(
            {"name": "OLD", "product_id": self.tomato.id, "company_id": self.company.id}
        )
        lots = self.receive(self.tomato, "T1", 5, self.other_vendor) | twin
        self.env.flush_all()
        constraint = self.env.registry["stock.lot"]._traceability_unique_name
        sql.drop_constraint(self.cr, "stock_lot", constraint.full_name(lots))
        # An old duplicate: today nobody can give a lot the number of another.
        self.move_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            *([(self.tomato, twin, 5)], self.vendor),
        )
        self.cr.execute("UPDATE stock_lot SET name = 'T1' WHERE id = %s", [twin.id])
        self.env.invalidate_all()
        alone = self.certificate(self.deliver(self.tomato, twin, 1))
        self.assertIn("Vendors: Green Farm", alone)
        self.assertNotIn("Hill Farm", alone)
        self.assertIn("another with the same product and lot number", alone)
        goods = [(self.tomato, lot, 1) for lot in lots]
        both = self.certificate(
            self.move_goods(
                *(self.warehouse.out_type_id, self.stock_location, self.customer_location),
                *(goods, self.customer),
            )
        )
        self.assertRegex(both, "Tomato T1 [^T]* 1 Units Tomato T1 [^T]* 1 Units")
        for vendor in (self.vendor, self.other_vendor):
            self.assertRegex(both, f"T1 Receipt · 5 Units · [^·]* · [^·]* · {vendor.name}")

    def test_only_what_is_done_is_certified(self):
        planned = self.reserve_delivery(self.tomato, 3)
        with self.refused(UserError, f"Validate these first: {planned.name}"):
            self.certificate(planned)

    def test_two_transfers_have_a_certificate_each(self):
        both = self.deliver(self.tomato, self.lot, 3)
        both += self.deliver(self.tomato, self.lot, 4, self.other_customer)
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        html = reports._render_qweb_html(CERTIFICATE, both.ids)[0]
        first, second = reports._prepare_html(html, "stock.picking")[0]
        self.assertIn("Corner Shop", first)
        self.assertNotIn("Corner Shop", second)
        self.assertIn("Grand Hotel", second)

    def test_300_serial_numbers_over_pages(self):
        names = self.receive_serials(300)
        delivery = self.reserve_delivery(self.motor, 300)
        delivery.button_validate()
        self.company.paperformat_id = self.env.ref("base.paperformat_us")
        pages = self.print_text(CERTIFICATE, delivery)
        text = self.flat(pages)
        self.assertEqual([name for name in names if text.count(name) != 2], [])
        bare = [
            n for n, page in enumerate(pages) if "SN-" in page and "Lot/Serial Number" not in page
        ]
        self.assertEqual(bare, [])

    def test_it_is_written_in_the_language_and_direction_of_the_customer(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.lang = "ar_001"
        delivery = self.deliver(self.tomato, self.lot, 3)
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        html = reports._render_qweb_html(CERTIFICATE, delivery.ids)[0]
        [page] = reports._prepare_html(html, "stock.picking")[0]
        self.assertIn('dir="rtl"', page)
        self.assertIn("02/06/2031", page)
        self.assertIn("TOM-77", self.certificate(delivery))

    def test_nobody_prints_what_he_may_not_read(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.certificate(delivery, stranger)
        sister = self.env["res.company"].create({"name": "Sister Works"})
        clerk = new_test_user(
            self.env,
            "sister_clerk",
            "base.group_user,stock.group_stock_user",
            company_id=sister.id,
            company_ids=[Command.set(sister.ids)],
        )
        with self.assertRaises(AccessError):
            self.certificate(delivery, clerk)
