"""*Assign Serial Numbers* while *Expiration Dates* is off: no date is asked, shown or taken."""

import io

import openpyxl

from odoo.tests import Form, tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignWithoutDates(AssignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sauce = cls.make_product("Sauce", use_expiration_date=True, expiration_time=30)

    def setUp(self):
        super().setUp()
        self.env["res.config.settings"].create({"group_expiration_dates": False}).execute()
        self.receipt = self.order_receipt((self.sauce, 5))
        self.open = self.wizard(self.receipt)

    def test_dates_of_a_list_are_left_out_and_the_wizard_says_so(self):
        rows = self.paste(self.open, "Lot;Quantity;Expiration Date;Best Before\nL1;5;2031-05-20;?")
        self.assertFalse(rows[0].keys() & {"expiration_date", "use_date", "bad"})
        self.assertEqual(rows[0]["state"], "new")
        self.assertIn("switched off", self.open.notice)
        self.open.action_assign()
        self.receipt.button_validate()
        lot = self.receipt.move_line_ids.lot_id
        self.assertEqual((lot.name, lot.expiration_date, lot.use_date), ("L1", False, False))

    def test_without_a_head_the_reference_follows_the_quantity(self):
        rows = self.paste(self.open, "L1\t5\tREF-1")
        self.assertEqual((rows[0]["ref"], rows[0]["state"]), ("REF-1", "new"))
        self.assertFalse(self.open.notice)

    def test_template_and_form_name_no_date(self):
        book = openpyxl.load_workbook(io.BytesIO(self.assignment.write_workbook()))
        heads = [cell.value for cell in book.active[1]]
        self.assertIn("Quantity", heads)
        # When goods were made is told without expiration dates, too.
        self.assertEqual([head for head in heads if "Date" in head], ["Production Date"])
        form = Form(self.open)._view["tree"]
        boxes = form.xpath("//field[@name='text'][not(@invisible='1')]")
        self.assertEqual(len(boxes), 1)
        self.assertNotIn("expiration date", boxes[0].get("placeholder"))
        self.assertNotIn("best before", boxes[0].get("placeholder"))
