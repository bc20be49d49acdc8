from odoo.fields import Command
from odoo.tests import tagged

from .common import AuditOfOrdersCommon

MANY = 50


@tagged("post_install", "-at_install")
class TestFindingsOfOrders(AuditOfOrdersCommon):
    """Each fault of an order is found once, alone, and gone when it is mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.make_sauces("S-1", "S-2")
        cls.order = cls.orders[0]

    def assert_found(self, kind, records, beside=()):
        """Find a fault once and nothing else.

        :param beside: kinds of the stock that is without lots by it
        :return: the result of the kind, of who mends
        """
        audit = self.audit(self.auditor)
        self.assertEqual(self.kinds_found(audit), {kind, *beside})
        found = audit.finding_ids.filtered(lambda finding: finding.kind == kind)
        self.assertEqual(sum(found.mapped("count")), len(records))
        self.assertEqual(self.found(kind, audit), records)
        return audit.with_user(self.stock_manager).result_ids.filtered(
            lambda result: result.kind == kind
        )

    def assert_mended(self, *told):
        """Find nothing any more, but what tells of the mending itself."""
        self.assertEqual(self.kinds_found(), {*told})

    def correct(self, action, line, lot):
        """Answer the wizard of corrections with the right lot."""
        wizards = self.env[action["res_model"]].with_user(self.stock_manager)
        wizard = wizards.with_context(**action["context"]).create({"reason": "Read from the paper"})
        row = wizard.line_ids.filtered(lambda row: row.move_line_id == line)
        row.new_lot_id = lot
        wizard.action_apply()

    def test_orders_whose_record_is_whole_have_no_finding(self):
        self.assert_mended()

    def test_a_kit_of_a_tracked_category_needs_no_tracking(self):
        category = self.env["product.category"].create({"name": "Gifts", "lot_tracking": "lot"})
        kit, loose = (
            self.make_product(name, "none", categ_id=category.id) for name in ("Box", "Paper")
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.salt.id, "product_qty": 2})],
            }
        )
        self.assert_found("untracked_product", loose)

    def test_a_planned_component_that_was_not_consumed(self):
        self.plant_unused(self.order)
        result = self.assert_found("component_not_used", self.order)
        action = result.action_mend()
        self.assertEqual((action["res_model"], action["res_id"]), (self.order._name, self.order.id))

        salt = self.order.move_raw_ids.filtered(lambda move: move.product_id == self.salt)
        salt.with_user(self.stock_manager).move_line_ids = [
            Command.create(
                {
                    "product_id": self.salt.id,
                    "lot_id": self.salt_lot.id,
                    "quantity": 1,
                    "location_id": salt.location_id.id,
                    "location_dest_id": salt.location_dest_id.id,
                }
            )
        ]
        # Consumed now, it is told as used after it was built in, once the second has passed.
        self.assertLessEqual(self.kinds_found(), {"used_too_early"})

    def test_a_component_that_was_deleted_with_its_move(self):
        self.plant_unused(self.order)
        self.order.move_raw_ids.flush_recordset()
        self.env.cr.execute(
            "DELETE FROM stock_move WHERE raw_material_production_id = %s AND product_id = %s",
            (self.order.id, self.salt.id),
        )
        self.env.invalidate_all()
        self.assert_found("component_not_used", self.order)

    def test_a_component_consumed_without_lot(self):
        line = self.of_component(self.order)
        self.forget_lots(line)
        result = self.assert_found("consumed_without_lot", line, beside=["negative_stock"])
        self.correct(result.action_mend(), line, self.lot)
        self.assert_mended("corrected")

    def test_a_product_made_without_lot(self):
        line = self.order.move_finished_ids.move_line_ids
        lot = line.lot_id
        self.forget_lots(line)
        result = self.assert_found("made_without_lot", line, beside=["stock_without_lot"])
        self.correct(result.action_mend(), line, lot)
        self.assert_mended("corrected")

    def test_several_serial_numbers_that_are_not_paired(self):
        order = self.plan_blenders()
        self.pair(order, B1="M1", B2="M2", B3="M3")
        order.button_mark_done()
        self.assert_mended()
        self.env.cr.execute("DELETE FROM mrp_production_pairing")
        self.env.invalidate_all()
        action = self.assert_found("not_paired", order).action_mend()
        wizard = self.env[action["res_model"]].with_user(self.stock_manager)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"pairs": "B1 M1\nB2 M2\nB3 M3"}).action_pair()
        self.assert_mended()

    def test_many_faults_are_all_found_and_nothing_else(self):
        orders = self.make_sauces(*(f"MANY-{index}" for index in range(MANY)))
        consumed = self.of_component(orders)
        produced = orders.move_finished_ids.move_line_ids
        self.plant_unused(orders)
        self.forget_lots(consumed | produced)
        audit = self.audit(self.auditor)
        planted = {
            "component_not_used": orders,
            "consumed_without_lot": consumed,
            "made_without_lot": produced,
        }
        self.assertEqual(self.kinds_found(audit), {*planted, "stock_without_lot", "negative_stock"})
        for kind, records in planted.items():
            self.assertEqual(self.found(kind, audit), records, kind)

    def test_many_orders_that_are_not_paired_are_all_found_and_nothing_else(self):
        order = self.plan_blenders()
        self.pair(order, B1="M1", B2="M2", B3="M3")
        order.button_mark_done()
        paired, orders = order, self.copy_order(order, MANY)
        action = self.assert_found("not_paired", orders).action_mend()
        self.assertNotIn(paired, orders)
        # Listed with the button that opens the wizard, be the company strict or not.
        listed = self.env[action["res_model"]].with_user(self.stock_manager)
        self.assertEqual(listed.search(action["domain"]), orders.sorted("id", reverse=True))
        [view, *_others] = action["views"]
        self.assertIn('name="action_paste_pairs"', listed.get_view(*view)["arch"])
