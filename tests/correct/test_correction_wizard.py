"""The wizard: what it is opened on, what it shows, and what it hands over."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionWizard(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.m1, self.m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))
        with self.on_day(2):
            self.delivery = self.deliver(self.motor, self.m1)

    def test_the_manager_corrects_a_delivery_in_the_form(self):
        action = self.delivery.with_user(self.stock_manager).action_correct()
        model = self.env[action["res_model"]].with_user(self.stock_manager)
        form = Form(model.with_context(**action["context"]))
        form.reason = "Read from the label"
        with form.line_ids.edit(0) as row:
            self.assertEqual(row.lot_id, self.m1)
            row.new_lot_id = self.m2
        self.assertTrue(form.can_apply)
        for text in (self.delivery.name, "M-1", "M-2", "Stock"):
            self.assertIn(text, form.preview)
        form.save().action_apply()
        self.assertEqual(self.line(self.delivery).lot_id, self.m2)
        self.assert_stock_is_sum_of_lines()

    def test_the_preview_writes_nothing_and_shows_the_movements_that_follow(self):
        with self.on_day(3):
            back = self.move_goods(
                self.warehouse.in_type_id,
                self.customer_location,
                self.stock_location,
                [(self.motor, self.m1, 1)],
            )
        wizard = self.wizard(self.delivery)
        wizard.line_ids.new_lot_id = self.m2
        self.assertIn(back.name, wizard.preview)
        self.assertTrue(wizard.can_apply)
        wizard.follow = False
        self.assertFalse(wizard.can_apply)
        self.assertIn("no longer be in", wizard.preview)
        self.assertEqual((self.delivery | back).move_line_ids.lot_id, self.m1)

    def test_names_in_the_preview_are_text_and_not_markup(self):
        self.motor.name = "<b>Motor</b>"
        wizard = self.wizard(self.delivery)
        wizard.line_ids.new_lot_id = self.m2
        self.assertIn("&lt;b&gt;Motor", wizard.preview)
        self.assertNotIn("<b>Motor", wizard.preview)

    def test_a_lot_opens_on_its_movements_and_can_be_renamed(self):
        wizard = self.wizard(self.m1, kind="name", new_name="M-01")
        self.assertEqual(wizard.lot_id, self.m1)
        self.assertEqual(len(wizard.line_ids), 2)
        self.assertTrue(wizard.can_apply)
        self.assertIn("M-01", wizard.preview)
        wizard.action_apply()
        self.assertEqual(self.m1.name, "M-01")

    def test_two_deliveries_together_swap_their_units(self):
        with self.on_day(3):
            other = self.deliver(self.motor, self.m2, partner=self.other_customer)
        wizard = self.wizard(
            self.delivery | other, kind="swap", lot_id=self.m1.id, other_lot_id=self.m2.id
        )
        wizard.action_apply()
        self.assertEqual(self.line(self.delivery).lot_id, self.m2)
        self.assertEqual(self.line(other).lot_id, self.m1)
        self.assert_stock_is_sum_of_lines()

    def test_it_opens_only_on_what_is_done_and_can_be_corrected(self):
        draft = self.env["stock.picking"].create({"picking_type_id": self.warehouse.out_type_id.id})
        requests = self.env["traceability.correction.request"].with_user(self.stock_manager)
        for context in (
            {"active_model": "stock.picking", "active_ids": draft.ids},
            {"active_model": "res.partner", "active_ids": self.customer.ids},
            {"active_model": "no.model", "active_ids": [1]},
            {},
        ):
            with self.subTest(context=context), self.assertRaises(UserError):
                requests.with_context(**context).create({"reason": "Why not"})

    def test_clerks_cannot_open_it_on_what_others_recorded_nor_apply_a_managers_request(self):
        wizard = self.wizard(self.delivery)
        wizard.line_ids.new_lot_id = self.m2
        requests = self.env["traceability.correction.request"]
        employee = new_test_user(self.env, "correct_employee", "base.group_user")
        for user in (self.stock_user, employee):
            as_user = requests.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    call_kw(as_user, "action_apply", [wizard.ids], {})
                with self.assertRaises(UserError):
                    call_kw(
                        as_user.with_context(
                            active_model="stock.picking", active_ids=self.delivery.ids
                        ),
                        "create",
                        [[{"reason": "Mine"}]],
                        {},
                    )
        self.assertEqual(self.line(self.delivery).lot_id, self.m1)

    def test_no_rpc_goes_around_the_wizard(self):
        lines, lots = self.env["stock.move.line"], self.env["stock.lot"]
        pickings = self.env["stock.picking"]
        for model, method in (
            (lines, "correct_lots"),
            (lines, "correct_quantities"),
            (lots, "correct_name"),
            (pickings, "correct_date"),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(model.with_user(self.stock_manager), method, [[]], {})


@tagged("post_install", "-at_install")
class TestCorrectionsInTwoCompanies(CorrectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.other_warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.elsewhere.id)], limit=1
        ) or cls.env["stock.warehouse"].create(
            {"name": "Elsewhere", "code": "ELS", "company_id": cls.elsewhere.id}
        )
        cls.other_manager = new_test_user(
            cls.env,
            "elsewhere_manager",
            "base.group_user,stock.group_stock_manager",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )

    def receive_elsewhere(self, name):
        self.move_goods(
            self.other_warehouse.in_type_id,
            self.supplier_location,
            self.other_warehouse.lot_stock_id,
            [(self.motor, name, 1)],
        )
        return self.make_lot(self.motor, name)

    def test_a_manager_corrects_in_his_own_company_only(self):
        m1, m2 = self.receive(self.motor, "M-1"), self.receive(self.motor, "M-2")
        line = self.line(self.deliver(self.motor, m1))
        self.assert_nothing_corrected("", lambda: self.correct({line: m2}, user=self.other_manager))
        self.assertEqual(self.correct({line: m2}).company_id, self.company)

    def test_what_lies_in_the_other_company_cannot_have_been_picked_here(self):
        m1, far = self.receive(self.motor, "M-1"), self.receive_elsewhere("M-9")
        line = self.line(self.deliver(self.motor, m1))
        self.assert_nothing_corrected("M-9", lambda: self.correct({line: far}))

    def test_a_number_of_the_other_company_is_refused(self):
        m1 = self.receive(self.motor, "M-1")
        line = self.line(self.deliver(self.motor, m1))
        far = self.env["stock.lot"].create(
            {"name": "M-9", "product_id": self.motor.id, "company_id": self.elsewhere.id}
        )
        self.stock_manager.company_ids |= self.elsewhere
        manager = self.stock_manager
        both = (
            self.env["stock.move.line"]
            .with_user(manager)
            .with_context(allowed_company_ids=(self.company | self.elsewhere).ids)
        )
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            both.correct_lots(
                {line.with_env(both.env): far.with_env(both.env)}, "Read from the label"
            )

    def test_goods_that_moved_on_in_the_other_company_are_corrected_by_who_may_do_both(self):
        transit = self.env["stock.location"].create(
            {"name": "Between", "usage": "transit", "company_id": False}
        )
        with self.on_day(1):
            m1, m2 = self.receive(self.motor, "M-1"), self.receive(self.motor, "M-2")
        with self.on_day(2):
            out = self.move_goods(
                self.warehouse.out_type_id, self.stock_location, transit, [(self.motor, m1, 1)]
            )
        with self.on_day(3):
            there = self.move_goods(
                self.other_warehouse.in_type_id,
                transit,
                self.other_warehouse.lot_stock_id,
                [(self.motor, m1, 1)],
            )
        self.assert_nothing_corrected("another company", lambda: self.correct({self.line(out): m2}))
        self.stock_manager.company_ids |= self.elsewhere
        both = (
            self.env["stock.move.line"]
            .with_user(self.stock_manager)
            .with_context(allowed_company_ids=(self.company | self.elsewhere).ids)
        )
        logs = both.correct_lots(
            {self.line(out).with_env(both.env): m2.with_env(both.env)}, "Read from the label"
        )
        self.assertEqual(self.line(there).lot_id, m2)
        self.assertEqual(logs.company_id, self.company | self.elsewhere)
        self.assert_stock_is_sum_of_lines()
