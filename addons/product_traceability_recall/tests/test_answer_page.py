"""A consignee answers by the link in its letter, without a login."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..controllers import recall as controller
from .common import RecallCommon


@tagged("post_install", "-at_install")
class TestAnswerPage(RecallCommon, HttpCase):
    browser_size = "390x844"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recall = cls.scoped(recall_class="2")
        cls.recall.consignee_ids.open_links()
        cls.shop = cls.recall.consignee_ids.filtered(lambda each: each.partner_id == cls.customer)
        cls.url = cls.shop.get_answer_url().removeprefix(cls.shop.get_base_url())

    def setUp(self):
        super().setUp()
        controller._asked.clear()

    def post(self, **values):
        page = self.url_open(self.url).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        names = {f"{part}_{self.tomato.id}": value for part, value in values.items()}
        return self.url_open(self.url, data={"csrf_token": token, "name": "Ann", **names}).text

    def test_the_page_shows_the_consignee_its_own_goods_alone(self):
        page = self.url_open(self.url).text
        self.assertIn("T-BAD", page)
        self.assertIn("30", page)
        self.assertIn("URGENT", page)
        self.assertNotIn("Grand Hotel", page)

    def test_large_quantities_are_written_out(self):
        self.receive(self.tomato, "T-BAD", 1_234_567)
        self.deliver(self.tomato, self.bad, 1_234_567, self.customer)
        self.recall.action_scope()
        self.assertIn("1,234,597", self.url_open(self.url).text)

    def test_the_page_fits_a_phone(self):
        self.browser_js(
            self.url,
            """
            const page = document.documentElement;
            const inputs = [...document.querySelectorAll("form.o_recall_answer input")];
            const fits = inputs.length > 5 && page.scrollWidth <= window.innerWidth;
            console.log(fits ? "test successful" : `too wide: ${page.scrollWidth}`);
            """,
            ready="Boolean(document.querySelector('form.o_recall_answer'))",
        )

    def test_an_answer_counts_and_is_given_once(self):
        self.assertIn("only 30", self.post(on_hand="31"))
        for text in ("many", "nan", "inf", "1e400", "-1", "1.2.3"):
            self.assertIn("as numbers", self.post(on_hand=text), text)
        self.assertFalse(self.shop.answer_ids)
        self.assertIn("Thank you", self.post(on_hand="4", returned="20,5"))
        line = self.shop.answer_ids.line_ids
        self.assertEqual((line.on_hand, line.returned), (4, 20.5))
        page = self.url_open(self.url).text
        self.assertIn("has been received", page)
        self.assertIn("Passed On", page)
        # A table of five columns would be cut at the width of a phone.
        self.assertNotIn("<table", page)
        self.assertNotIn("<form", page)

    def test_forged_and_expired_links_lead_nowhere(self):
        cut = self.url_open(self.url[:-1])
        self.assertEqual(cut.status_code, 404)
        self.assertIn("not complete or not valid", cut.text)
        self.assertEqual(self.url_open(self.url[:-1] + "x").status_code, 404)
        for path in (
            "/recall/answer/99999999999/x",
            "/recall/answer/1/%C3%A9",
            "/recall/answer/0/x",
        ):
            self.assertEqual(self.url_open(path).status_code, 404)
        other = self.recall.consignee_ids - self.shop
        forged = self.url.replace(f"/{self.shop.id}/", f"/{other.id}/")
        self.assertEqual(self.url_open(forged).status_code, 404)
        self.shop.sudo().token_until = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.assertIn("can no longer be used", self.url_open(self.url).text)
        self.shop.sudo().token_until = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.recall.sudo().record(state="closed")
        self.assertIn("can no longer be used", self.url_open(self.url).text)
        self.assertFalse(self.shop.answer_ids)

    def test_who_tries_out_links_is_slowed_down(self):
        with patch.object(controller, "MOST_A_MINUTE", 2):
            codes = [self.url_open(self.url[:-1] + "x").status_code for _turn in range(4)]
        self.assertEqual(codes[-1], 429)

    def test_numbers_are_read_as_the_customer_writes_them(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.shop.partner_id.lang = "de_DE"
        self.post(on_hand="1.000")
        self.assertFalse(self.shop.answer_ids)
        self.post(on_hand="0,5", returned="12,25")
        line = self.shop.answer_ids.line_ids
        self.assertEqual((line.on_hand, line.returned), (0.5, 12.25))
