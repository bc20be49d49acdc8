"""The delivery slip: each lot with its quantity, dates and code, as the settings say."""

from unittest.mock import patch

import lxml.html
from freezegun import freeze_time

from odoo.tests import Form, tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...reports.papers import weasy_renderer
from ..common.papers import GTIN, SLIP, PapersCommon


@tagged("-at_install", "post_install")
class TestDeliverySlip(PapersCommon):
    def slip(self, picking):
        return self.flat(self.print_text(SLIP, picking))

    def test_a_lot_from_two_shelves_is_one_row_with_its_quantity_and_dates(self):
        self.transfer(self.tomato, self.lot, 20)
        delivery = self.reserve_delivery(self.tomato, 40)
        self.assertEqual(len(delivery.move_line_ids), 2)
        delivery.button_validate()
        text = self.slip(delivery)
        self.assertEqual(text.count("TOM-77"), 1)
        self.assertIn("Lot/Serial Number Best Before Date Expiration Date Delivered", text)
        self.assertIn("TOM-77 06/02/2031 06/11/2031 40 Units", text)

    def test_each_setting_takes_its_part_away(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        self.settings(group_expiry_date_on_delivery_slip=False)
        text = self.slip(delivery)
        self.assertIn("TOM-77 3 Units", text)
        self.assertNotIn("2031", text)
        self.settings(group_lot_on_delivery_slip=False)
        text = self.slip(delivery)
        self.assertNotIn("TOM-77", text)
        self.assertIn("3 Units", text)

    def test_without_expiration_dates_no_slip_has_a_date_of_a_lot(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        planned = self.reserve_delivery(self.tomato, 5)
        self.settings(group_expiration_dates=False)
        # as a client might send it, or as it was before
        self.env.ref("base.group_user").implied_ids += self.env.ref(
            "product_expiry.group_expiry_date_on_delivery_slip"
        )
        for picking in delivery, planned:
            text = self.slip(picking)
            self.assertIn("TOM-77", text)
            self.assertNotIn("2031", text)

    def test_before_the_delivery_the_lots_are_marked_as_reserved(self):
        delivery = self.reserve_delivery(self.tomato, 5)
        text = self.slip(delivery)
        self.assertRegex(
            text,
            "Reserved lots and serial numbers .*Other lots may be used.* Reserved"
            " Tomato TOM-77 06/02/2031 06/11/2031 5 Units",
        )
        delivery.button_validate()
        self.assertNotIn("Reserved", self.slip(delivery))
        self.settings(group_lot_on_delivery_slip=False)
        self.assertNotIn("Reserved", self.slip(self.reserve_delivery(self.tomato, 5)))

    def test_a_scanner_reads_product_dates_and_lot_from_the_slip(self):
        delivery = self.reserve_delivery(self.tomato, 5)
        self.assertEqual(self.scan(SLIP, delivery), [])
        self.settings(group_gs1_on_delivery_slip=True)
        code = ("]d2", f"010{GTIN}153106021731061110TOM-77")
        self.assertEqual(self.scan(SLIP, delivery), [code])
        delivery.button_validate()
        self.assertEqual(self.scan(SLIP, delivery), [code])
        read = self.env["traceability.scan"].parse("".join(code))
        self.assertEqual((read["gtin"], read["lot"]), (f"0{GTIN}", "TOM-77"))

    def test_300_serial_numbers_over_pages_each_with_its_head(self):
        names = self.receive_serials(300)
        delivery = self.reserve_delivery(self.motor, 300)
        for paper_format in "base.paperformat_euro", "base.paperformat_us":
            self.company.paperformat_id = self.env.ref(paper_format)
            self.assert_long(self.print_text(SLIP, delivery), names)
        delivery.button_validate()
        self.assert_long(self.print_text(SLIP, delivery), names)

    def test_no_row_is_cut_in_two_so_a_scanner_reads_every_code_of_a_long_slip(self):
        names = self.receive_serials(40)
        self.settings(group_gs1_on_delivery_slip=True)
        delivery = self.reserve_delivery(self.motor, 40)
        codes = [f"21{name}" for name in names]
        self.assertEqual(sorted(code for _id, code in self.scan(SLIP, delivery)), codes)
        delivery.button_validate()
        self.assertEqual(sorted(code for _id, code in self.scan(SLIP, delivery)), codes)

    def assert_long(self, pages, names):
        text = self.flat(pages)
        self.assertEqual([name for name in names if text.count(name) != 1], [])
        self.assert_full_pages(pages, "Lot/Serial Number")

    def test_without_weasyprint_the_head_stands_once_and_no_page_is_half_empty(self):
        names = self.receive_serials(120)
        delivery = self.reserve_delivery(self.motor, 120)
        delivery.button_validate()
        with patch.object(weasy_renderer, "weasyprint", return_value=None):
            pages = self.print_text(SLIP, delivery)
        text = self.flat(pages)
        self.assertEqual([name for name in names if text.count(name) != 1], [])
        if not _wkhtml().is_patched_qt:
            self.assertEqual(text.count("Lot/Serial Number"), 1)
        rows = [page.count("SN-") for page in pages]
        self.assertGreater(min(rows[1:-1]), max(rows) - 3)

    def test_several_slips_are_printed_at_once_each_with_the_companys_header(self):
        self.company.street = "1 Mill Lane"
        self.receive_serials(2)
        slips = self.reserve_delivery(self.motor) + self.reserve_delivery(self.tomato)
        pages = self.print_text(SLIP, slips)
        self.assertEqual(len(pages), 2)
        for page, picking in zip(pages, slips, strict=True):
            self.assertIn(picking.name, page)
            self.assertIn("1 Mill Lane", page)
            self.assertIn("Page 1 / 1", page)

    def test_of_many_papers_stylesheets_are_parsed_once(self):
        renderer = weasy_renderer.weasyprint()
        if not renderer:
            self.skipTest("needs WeasyPrint")
        slip = self.deliver(self.tomato, self.lot, 1)
        weasy_renderer.PARSED.clear()
        counts = []
        for _time in range(2):
            with patch.object(renderer, "CSS", wraps=renderer.CSS) as parse:
                [page] = self.print_text(SLIP, slip)
            self.assertIn(slip.name, page)
            counts.append(parse.call_count)
        self.assertGreater(counts[0], 1)
        self.assertEqual(counts[1], 1, "only the style of its own page")

    def test_a_stylesheet_that_cannot_be_read_is_left_out(self):
        if not weasy_renderer.weasyprint():
            self.skipTest("needs WeasyPrint")
        slip = self.deliver(self.tomato, self.lot, 1)
        weasy_renderer.PARSED.clear()
        self.addCleanup(weasy_renderer.PARSED.clear)
        with (
            patch.object(weasy_renderer, "_stylesheet", side_effect=OSError("gone")),
            self.assertLogs(weasy_renderer._logger, "WARNING") as log,
        ):
            self.assertIn(slip.name, self.flat(self.print_text(SLIP, slip)))
        self.assertIn("gone", log.output[0])

    def test_only_files_of_this_server_are_read(self):
        if not weasy_renderer.weasyprint():
            self.skipTest("needs WeasyPrint")
        fetcher = weasy_renderer._fetcher(self.env)
        base = self.env["ir.actions.report"]._get_report_url()
        self.assertTrue(fetcher.fetch(f"{base}/web/static/img/logo.png"))
        for url in (
            "file:///etc/hostname",
            f"{base}/web/static/../__init__.py",
            "http://elsewhere.example/x.png",
        ):
            try:
                fetcher.fetch(url)
            except (ValueError, OSError):
                continue
            self.fail(f"{url} was read")

    def test_a_customer_who_reads_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.lang = "ar_001"
        delivery = self.deliver(self.tomato, self.lot, 3)
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        html = reports._render_qweb_html(SLIP, delivery.ids)[0]
        [page] = reports._prepare_html(html, "stock.picking")[0]
        self.assertIn('dir="rtl"', page)
        self.assertIn("TOM-77", self.slip(delivery))

    def test_the_companys_own_layout_is_kept(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        for layout in "boxed", "bold", "striped":
            self.company.external_report_layout_id = self.env.ref(f"web.external_layout_{layout}")
            reports = self.env["ir.actions.report"].with_user(self.stock_user)
            html = reports._render_qweb_html(SLIP, delivery.ids)[0].decode()
            told = (f"o_report_layout_{layout}", "TOM-77")
            self.assertEqual([text for text in told if text not in html], [])

    def test_the_days_are_those_of_the_company_that_delivers(self):
        sister = self.env["res.company"].create({"name": "Sister Works"})
        sister.partner_id.tz = "America/New_York"
        self.stock_user.company_ids += sister
        house = self.env["stock.warehouse"].search([("company_id", "=", sister.id)], limit=1)
        shared = self.env["stock.lot"].create(
            {
                "name": "BOTH-1",
                "product_id": self.tomato.id,
                "expiration_date": "2031-06-10 20:00:00",
                "use_date": "2031-06-02 02:00:00",
            }
        )
        delivery = self.plan_goods(
            house.out_type_id,
            house.lot_stock_id,
            self.customer_location,
            [(self.tomato, shared, 1)],
            self.customer,
        )
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        both = reports.with_context(allowed_company_ids=(self.company + sister).ids)
        html = both._render_qweb_html(SLIP, delivery.ids)[0].decode()
        told = ("06/01/2031", "06/10/2031", f"o_company_{sister.id}_layout")
        self.assertEqual([text for text in told if text not in html], [])

    def test_a_customer_downloads_the_paper_that_lay_in_the_parcel(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        portal = self.env["res.users"].create(
            {
                "name": "Shopkeeper",
                "login": "shopkeeper",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        # as core's portal controller prints it; by the link in an e-mail nobody is logged in
        for customer in portal, self.env.ref("base.public_user"):
            reports = self.env["ir.actions.report"].with_user(customer).sudo()
            html = reports._render_qweb_html(SLIP, delivery.ids)[0].decode()
            [table] = lxml.html.fromstring(html).xpath("//table[@name='stock_move_line_table']")
            head, row = (
                [" ".join(cell.text_content().split()) for cell in line.xpath("./th|./td")]
                for line in table.xpath(".//tr")
            )
            self.assertEqual(len(head), len(row))
            self.assertEqual(row[1:4], ["TOM-77", "06/02/2031", "06/11/2031"])

    def test_a_company_without_time_zone_has_one_day_for_all_who_print(self):
        self.company.partner_id.tz = self.warehouse.partner_id.tz = False
        for zone in "Asia/Tokyo", "America/Los_Angeles":
            self.stock_user.tz = zone
            lot = self.lot.with_user(self.stock_user)
            self.assertEqual(lot.get_paper_dates()["expiration_date"], "06/10/2031")
            for moment, state in ("2031-06-10 23:00", "remove"), ("2031-06-11 01:00", "expired"):
                with freeze_time(moment):
                    self.env.invalidate_all()
                    self.assertEqual(lot.expiry_state, state)

    def test_the_settings_stand_together_and_follow_each_other(self):
        form = Form(self.env["res.config.settings"])
        form.group_gs1_on_delivery_slip = True
        form.group_lot_on_delivery_slip = False
        self.assertFalse(form.group_gs1_on_delivery_slip)
        self.assertFalse(form.group_expiry_date_on_delivery_slip)
        settings = self.env["res.config.settings"].create(
            {"group_lot_on_delivery_slip": False, "group_gs1_on_delivery_slip": True}
        )
        settings.execute()
        self.assertFalse(self.env["res.config.settings"].create({}).group_gs1_on_delivery_slip)
