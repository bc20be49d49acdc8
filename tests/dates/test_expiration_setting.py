"""*Expiration Dates* is switched off and on again: nothing shows, nothing acts, nothing is lost."""

from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.base.models.ir_module import IrModuleModule

from ..common.dates import DatesCommon

DATES = {"expiration_date", "use_date", "removal_date", "alert_date", "product_expiry_alert"}
SLIP = ("group_expiry_date_on_delivery_slip", "group_gs1_on_delivery_slip")
DAYS = {"expiration_time", "use_time", "removal_time", "alert_time", "use_expiration_date"}
SHOWING = {
    "stock.lot": DATES,
    "stock.move.line": DATES,
    "stock.quant": DATES,
    "product.template": DAYS,
    "product.product": DAYS,
}


@tagged("post_install", "-at_install")
class TestExpirationSetting(DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "OLD", 10)
        cls.lot.write(
            {
                "expiration_date": "2020-06-10 12:00:00",
                "use_date": "2020-06-01 12:00:00",
                "removal_date": "2020-06-05 12:00:00",
                "alert_date": "2020-05-29 12:00:00",
            }
        )
        cls.dates = cls.lot.read(["expiration_date", "use_date", "removal_date", "alert_date"])

    def shown(self):
        """:return: (view, field) of every date that an administrator sees in a view"""
        models = self.env["ir.model.fields"].search(
            [("relation", "in", list(SHOWING)), ("ttype", "in", ("one2many", "many2many"))]
        )
        views = self.env["ir.ui.view"].search(
            [("model", "in", [*SHOWING, *models.mapped("model")]), ("mode", "=", "primary")]
        )
        return {
            (view.xml_id or view.name, field)
            for view in views.filtered(lambda view: view.model in self.env)
            for field in self._shown_in(view)
        }

    def _shown_in(self, view):
        model = self.env[view.model].with_user(self.env.ref("base.user_admin"))
        kinds = ("form", "list", "kanban", "search", "pivot", "graph")
        if view.type not in kinds or not model.has_access("read"):
            return set()
        arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
        return {
            node.get("name")
            for node in arch.iter("field")
            if node.get("name") in SHOWING.get(self._model_of(node, view.model), ())
            and not self._is_hidden(node)
        }

    def _model_of(self, node, model):
        path = [above.get("name") for above in node.iterancestors("field") if above.get("name")]
        for name in reversed(path):
            field = self.env[model]._fields.get(name) if model in self.env else None
            model = field.comodel_name if field is not None else None
        return model

    @staticmethod
    def _is_hidden(node):
        """A group of dates is hidden by the product's box as well, which then says no."""
        hiding = ("1", "True")
        chain = [node, *node.iterancestors()]
        return any(
            above.get("invisible") in hiding
            or above.get("column_invisible") in hiding
            or "not parent.use_expiration_date" in (above.get("column_invisible") or "")
            for above in chain
        )

    def test_it_stands_where_cores_box_was_and_its_label_is_the_same(self):
        arch = etree.fromstring(self.env["res.config.settings"].get_view()["arch"])
        [setting] = arch.xpath(
            "//block[@id='production_lot_info']/setting[@id='expiration_dates_serial_numbers']"
        )
        [shown, core] = setting.xpath("field")
        self.assertEqual(shown.get("name"), "group_expiration_dates")
        self.assertEqual(core.get("invisible"), "1")
        field = self.env["res.config.settings"]._fields["group_expiration_dates"]
        self.assertEqual(field.string, "Expiration Dates")
        self.assertTrue(Form(self.env["res.config.settings"]).group_expiration_dates)

    def test_off_then_on_again_all_dates_are_still_there_and_nothing_is_uninstalled(self):
        with patch.object(IrModuleModule, "button_immediate_uninstall") as uninstall:
            self.settings(group_expiration_dates=False)
            self.env["res.config.settings"].create({"module_product_expiry": False}).execute()
            self.assertFalse(self.env["res.config.settings"].create({}).group_expiration_dates)
            self.settings(group_expiration_dates=True)
        uninstall.assert_not_called()
        self.assertEqual(self.lot.read(list(self.dates[0])), self.dates)
        self.assertTrue(self.lot.product_expiry_alert)
        self.assertEqual(self.tomato.expiration_time, 30)

    def test_off_stays_off_when_the_settings_are_opened_and_saved_for_something_else(self):
        self.settings(group_expiration_dates=False)
        self.assertFalse(Form(self.env["res.config.settings"]).group_expiration_dates)
        self.settings(trace_internal_moves=False)
        self.assertFalse(Form(self.env["res.config.settings"]).group_expiration_dates)

    def papers(self):
        """:return: the boxes of the delivery slip that are on"""
        slip = ("group_lot_on_delivery_slip", *SLIP)
        on = self.env["res.config.settings"].create({})
        return {name for name in slip if on[name]}

    def test_the_delivery_slip_shows_again_what_it_showed_before(self):
        self.settings(**dict.fromkeys(["group_lot_on_delivery_slip", *SLIP], True))
        self.settings(group_expiration_dates=False)
        self.assertEqual(self.papers(), {"group_lot_on_delivery_slip", SLIP[1]})
        self.settings(group_lot_on_delivery_slip=False)
        self.assertFalse(self.papers())
        self.settings(group_expiration_dates=True)
        self.assertFalse(self.papers(), "it waits for the lots on the slip")
        self.settings(group_lot_on_delivery_slip=True)
        self.assertEqual(self.papers(), {"group_lot_on_delivery_slip", *SLIP})

    def test_the_form_switches_on_again_what_was_on_and_what_is_then_unticked_stays_off(self):
        self.settings(**dict.fromkeys(["group_lot_on_delivery_slip", *SLIP], True))
        for switched_on in (False, True):
            with Form(self.env["res.config.settings"]) as form:
                form.group_lot_on_delivery_slip = switched_on
                self.assertEqual([form[name] for name in SLIP], [switched_on] * 2)
                if switched_on:
                    form[SLIP[1]] = False
            form.record.execute()
        self.assertEqual(self.papers(), {"group_lot_on_delivery_slip", SLIP[0]})
        self.settings(group_lot_on_delivery_slip=False)
        self.settings(group_lot_on_delivery_slip=True)
        self.assertEqual(self.papers(), {"group_lot_on_delivery_slip", SLIP[0]})

    def test_no_view_shows_a_date_while_it_is_off(self):
        everywhere = self.shown()
        self.assertIn(("stock.view_production_lot_form", "expiration_date"), everywhere)
        self.assertIn(("stock.view_stock_quant_tree_editable", "removal_date"), everywhere)
        self.assertIn(("product.product_template_only_form_view", "alert_time"), everywhere)
        self.settings(group_expiration_dates=False)
        self.assertFalse(self.shown())

    def test_off_no_date_is_offered_for_filters_groups_and_exports(self):
        self.assertTrue(self.lot.fields_get(["alert_date"])["alert_date"]["searchable"])
        self.settings(group_expiration_dates=False)
        for model, names in SHOWING.items():
            described = self.env[model].fields_get(list(names))
            for name, field in described.items():
                for use in ("searchable", "groupable", "sortable", "exportable"):
                    self.assertFalse(field.get(use), f"{model}.{name} is {use}")

    def deliver_old(self):
        picking = self.plan_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(self.tomato, self.lot, 1)],
        )
        return picking, picking.button_validate()

    def test_off_no_policy_acts(self):
        with self.refused(UserError, "expired"):
            self.deliver_old()
        self.settings(group_expiration_dates=False)
        picking, answer = self.deliver_old()
        self.assertIs(answer, True, "it asks nothing")
        self.assertEqual(picking.state, "done")
        self.company.strict_traceability = False
        self.assertIs(self.deliver_old()[1], True, "nor does core")

    def test_off_expired_stock_is_stock(self):
        self.assertEqual(self.tomato.free_qty, 0)
        self.settings(group_expiration_dates=False)
        self.assertEqual(self.tomato.free_qty, 10)
        self.assertEqual(self.tomato.virtual_available, 10)
        [quant] = self.lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(quant.available_quantity, 10)
        header = self.env["stock.forecasted_product_product"]._get_report_header(
            False, self.tomato.ids, self.stock_location.ids
        )
        self.assertFalse(header["use_expiration_date"])
        self.settings(group_expiration_dates=True)
        self.assertEqual(self.tomato.free_qty, 0)

    def test_off_an_expired_lot_is_reserved_first_in_first_out(self):
        self.tomato.categ_id.removal_strategy_id = self.env.ref("product_expiry.removal_fefo")
        young = self.receive(self.tomato, "NEW", 10)
        self.assertEqual(self.reserved(), young)
        self.settings(group_expiration_dates=False)
        self.assertEqual(self.reserved(), self.lot)

    def reserved(self):
        """:return: the lot that a new delivery reserves"""
        picking = self.reserve_delivery(self.tomato)
        lots = picking.move_line_ids.lot_id
        picking.action_cancel()
        return lots

    def test_off_new_lots_get_no_date_and_old_ones_keep_theirs(self):
        self.settings(group_expiration_dates=False)
        self.assertFalse(self.receive(self.tomato, "BLANK").expiration_date)
        lines = self.env["stock.move"].action_generate_lot_line_vals(
            {
                "default_product_id": self.tomato.id,
                "default_location_dest_id": self.stock_location.id,
                "default_tracking": "lot",
                "default_quantity": 2,
            },
            "import",
            "",
            0,
            "A1\nA2",
        )
        self.assertFalse([line for line in lines if line.get("expiration_date")])
        self.transfer(self.tomato, self.lot)
        self.assertEqual(self.lot.read(list(self.dates[0])), self.dates)

    def test_off_no_alert_is_raised_and_on_again_it_is(self):
        self.settings(group_expiration_dates=False)
        self.env["stock.lot"]._alert_date_exceeded()
        self.assertFalse(self.lot.product_expiry_reminded)
        self.settings(group_expiration_dates=True)
        self.env["stock.lot"]._alert_date_exceeded()
        self.assertTrue(self.lot.product_expiry_reminded)

    def test_off_traces_and_slips_are_silent(self):
        self.settings(group_lot_on_delivery_slip=True, group_expiry_date_on_delivery_slip=True)
        with freeze_time("2020-01-01"):
            picking = self.deliver(self.tomato, self.lot)
        slip = self.env["ir.actions.report"].with_user(self.stock_user)
        html, _kind = slip._render_qweb_html("stock.action_report_delivery", picking.ids)
        self.assertIn(b"Expiration Date", html)
        group = self.env.ref("product_expiry.group_expiry_date_on_delivery_slip")
        self.settings(group_expiration_dates=False)
        self.env.ref("base.group_user").implied_ids += group
        html, _kind = slip._render_qweb_html("stock.action_report_delivery", picking.ids)
        self.assertNotIn(b"Expiration Date", html)
        [node] = self.lot.get_traceability()["nodes"][:1]
        self.assertEqual((node["expiration_date"], node["state"]), (None, None))


@tagged("post_install", "-at_install")
class TestTraceabilityBoxes(DatesCommon):
    """Boxes of the settings that depend on another, and on what is tracked."""

    def test_boxes_fall_with_those_they_depend_on(self):
        self.env["product.product"].search([("tracking", "!=", "none")]).tracking = "none"
        form = Form(self.env["res.config.settings"])
        form.group_lot_on_delivery_slip = True
        form.group_expiry_date_on_delivery_slip = True
        form.group_expiration_dates = False
        self.assertFalse(form.group_expiry_date_on_delivery_slip)
        form.group_stock_production_lot = False
        self.assertFalse(form.group_lot_on_delivery_slip)
        self.assertFalse(form.group_expiration_dates)

    def test_a_client_cannot_save_boxes_without_those_they_depend_on(self):
        self.settings(group_lot_on_delivery_slip=True)
        self.env["res.config.settings"].create(
            {"group_expiration_dates": False, "group_expiry_date_on_delivery_slip": True}
        ).execute()
        group = self.env.ref("product_expiry.group_expiry_date_on_delivery_slip")
        self.assertNotIn(group, self.env.ref("base.group_user").all_implied_ids)

    def test_lots_stay_on_while_a_product_is_tracked_archived_ones_too(self):
        tracked = self.env["product.product"].search([("tracking", "!=", "none")])
        (tracked - self.motor).tracking = "none"
        self.motor.active = False
        with self.refused(UserError, "Motor .archived."):
            self.settings(group_stock_production_lot=False)
        self.motor.tracking = "none"
        self.settings(group_stock_production_lot=False)
        lots = self.env.ref("stock.group_production_lot")
        self.assertNotIn(lots, self.env.ref("base.group_user").all_implied_ids)
