"""Invoices and refunds tell the units that they bill, each once, whatever went out and came back.

Every row and sentence that stands on the printed paper is compared, so that one too many fails too.
"""

from odoo.fields import Command
from odoo.tests import tagged

from .common import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoiceInTime(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls.env.ref("uom.product_uom_dozen")
        cls.camera = cls.make_product("Camera", "serial", invoice_policy="delivery")
        for name in ("C1", "C2", "C3"):
            cls.receive(cls.camera, name)
        cls.oil = cls.make_product("Oil", "lot", invoice_policy="delivery")
        for name in ("O1", "O2"):
            cls.receive(cls.oil, name, 20)
        cls.env["res.config.settings"].create(
            {"group_lot_on_invoice": True, "group_uom": False}
        ).execute()

    def ship(self, order, *names, quantity=1):
        """Deliver these lots of what is planned, no more. :return: the transfer"""
        picking = self.transfers(order).filtered(lambda one: one.state not in ("done", "cancel"))
        picking = picking.filtered(lambda one: one.picking_type_code != "incoming")
        return self.move(picking[-1:], *names, quantity=quantity)

    def move(self, picking, *names, quantity=1):
        move = picking.move_ids
        move.move_line_ids.unlink()
        for name in names:
            lot = self.make_lot(move.product_id, name)
            move.move_line_ids += self.env["stock.move.line"].create(
                {
                    **move._prepare_move_line_vals(),
                    "lot_id": lot.id,
                    "quantity": quantity,
                }
            )
        move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def bring_back(self, picking, *names, quantity=1):
        returned = self.plan_return(picking)
        alone = returned.with_context(picking_ids_not_to_backorder=returned.ids)
        return self.move(alone, *names, quantity=quantity)

    def exchange(self, order, picking, name, other):
        """Return one unit *for exchange* and deliver another one in its place."""
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(wizard.action_create_exchanges()["res_id"])
        self.move(returned, name)
        self.ship(order, other)

    def reverse(self, invoice, quantity=None):
        """:return: the posted credit note of an invoice, or of a part of it"""
        refund = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        if quantity:
            refund.invoice_line_ids.filtered("product_id").quantity = quantity
        refund.action_post()
        return refund

    def refund(self, order):
        """:return: the posted refund that the order itself proposes"""
        refund = order.sudo()._create_invoices(final=True)
        refund.action_post()
        self.assertEqual(refund.move_type, "out_refund")
        return refund

    def cameras(self, *names):
        return [f"Camera 1.00 {name}" for name in names]

    def test_refund_return_and_second_delivery(self):
        order = self.sell((self.camera, 3))
        delivery = self.ship(order, "C1", "C2", "C3")
        first = self.invoice(order)
        self.assertEqual(self.rows(first), self.cameras("C1", "C2", "C3"))
        returned = self.bring_back(delivery, "C1", "C3")
        back = "Returned since: Camera (C1, C3)"
        self.assertEqual(self.rows(first), [*self.cameras("C2"), back])
        refund = self.refund(order)
        self.assertEqual(self.rows(refund), self.cameras("C1", "C3"))
        self.bring_back(returned, "C1")
        second = self.invoice(order)
        self.assertEqual(self.rows(second), self.cameras("C1"))
        self.assertEqual(self.rows(first), [*self.cameras("C2"), back])
        self.assertEqual(self.rows(refund), self.cameras("C1", "C3"))

    def test_exchanged_without_and_with_another_order_line(self):
        order = self.sell((self.camera, 1))
        delivery = self.ship(order, "C1")
        invoice = self.invoice(order)
        self.exchange(order, delivery, "C1", "C2")
        self.assertEqual(self.rows(invoice), self.cameras("C2"))
        order.sudo().order_line = [
            Command.create({"product_id": self.camera.id, "product_uom_qty": 1})
        ]
        self.ship(order, "C3")
        self.assertEqual(self.rows(self.invoice(order)), self.cameras("C3"))
        self.assertEqual(self.rows(invoice), self.cameras("C2"))

    def test_exchanged_with_a_refund_after_the_second_delivery(self):
        order = self.sell((self.camera, 1))
        delivery = self.ship(order, "C1")
        first = self.invoice(order)
        self.exchange(order, delivery, "C1", "C2")
        refund = self.reverse(first)
        self.assertEqual(self.rows(refund), self.cameras("C1"))
        self.assertEqual(self.rows(first), ["Returned since: Camera (C1)"])
        self.assertEqual(self.rows(self.invoice(order)), self.cameras("C2"))

    def test_credited_and_billed_again_while_the_customer_keeps_the_goods(self):
        order = self.sell((self.camera, 2))
        delivery = self.ship(order, "C1", "C2")
        first = self.invoice(order)
        part = self.reverse(first, 1)
        self.assertIn("Credited without a return", self.rows(part)[0])
        self.assertIn("Camera (1.00 Units)", self.rows(part)[0])
        rest = self.reverse(first, 1)
        second = self.invoice(order)
        self.bring_back(delivery, "C2")
        self.assertEqual(self.rows(part), self.cameras("C2"))
        self.assertEqual(self.rows(rest), self.cameras("C1"))
        self.assertEqual(len(self.rows(first)), 2)
        self.assertEqual(self.rows(second)[:1], self.cameras("C1"))

    def test_a_whole_credit_note_its_taking_back_and_the_return_after_it(self):
        order = self.sell((self.camera, 2))
        delivery = self.ship(order, "C1", "C2")
        first = self.invoice(order)
        refund = self.reverse(first)
        self.assertEqual(self.rows(refund), self.cameras("C1", "C2"))
        again = self.reverse(refund)
        self.assertEqual(again.move_type, "out_invoice")
        self.assertEqual(self.rows(again), self.cameras("C1", "C2"))
        self.bring_back(delivery, "C2")
        still = [*self.cameras("C1"), "Returned since: Camera (C2)"]
        self.assertEqual(self.rows(first), still)
        self.assertEqual(self.rows(again), still)

    def test_invoiced_before_several_deliveries_with_a_down_payment_and_a_free_line(self):
        self.camera.invoice_policy = "order"
        order = self.sell((self.camera, 3))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 50}).create_invoices()
        advance = order.sudo().invoice_ids
        advance.action_post()
        self.assertEqual(self.rows(advance), [])
        invoice = self.draft_invoice(order)
        invoice.invoice_line_ids = [
            Command.create({"product_id": self.camera.id, "quantity": 1, "sequence": 0})
        ]
        invoice.action_post()
        self.assertEqual(self.rows(invoice), ["Not delivered yet: Camera (3.00 Units)"])
        self.ship(order, "C2")
        self.assertEqual(
            self.rows(invoice), [*self.cameras("C2"), "Not delivered yet: Camera (2.00 Units)"]
        )
        self.ship(order, "C1", "C3")
        self.assertEqual(self.rows(invoice), self.cameras("C1", "C2", "C3"))

    def test_lots_split_over_two_invoices_in_dozens(self):
        order = self.sell((self.oil, 2), product_uom=self.box)
        delivery = self.ship(order, "O1", quantity=14)
        first = self.draft_invoice(order)
        first.invoice_line_ids.quantity = 1
        first.action_post()
        self.ship(order, "O2", quantity=10)
        second = self.invoice(order)
        self.assertEqual(self.rows(first), ["Oil 12.00 O1"])
        self.assertEqual(self.rows(second), ["Oil 10.00 O2", "Oil 2.00 O1"])
        self.bring_back(delivery, "O1", quantity=12)
        self.assertEqual(self.rows(self.refund(order)), ["Oil 12.00 O1"])
        told = [self.rows(one) for one in (first, second)]
        self.assertEqual(
            told,
            [
                ["Oil 2.00 O1", "Returned since: Oil (O1: 10.00 Units)"],
                ["Oil 10.00 O2", "Returned since: Oil (O1: 2.00 Units)"],
            ],
        )

    def test_what_came_back_before_the_invoice_is_not_on_it(self):
        order = self.sell((self.camera, 3))
        delivery = self.ship(order, "C1", "C2", "C3")
        self.bring_back(delivery, "C1")
        invoice = self.invoice(order)
        # In a test all is made within one second.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET date = date - interval '2 hours' WHERE product_id = %s",
            [self.camera.id],
        )
        # An hour ago, but today: where the company is, midnight is at 15:00 of UTC.
        self.env.cr.execute(
            """
            UPDATE account_move
               SET create_date = greatest(
                       create_date - interval '1 hour',
                       date_trunc('day', create_date + interval '9 hours') - interval '9 hours')
             WHERE id = %s
            """,
            [invoice.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.rows(invoice), self.cameras("C2", "C3"))
        self.bring_back(delivery, "C2")
        self.assertEqual(self.rows(self.refund(order)), self.cameras("C2"))
        back = "Returned since: Camera (C2)"
        self.assertEqual(self.rows(invoice), [*self.cameras("C3"), back])

    def test_one_paper_bills_and_credits(self):
        order = self.sell((self.camera, 2))
        delivery = self.ship(order, "C1", "C2")
        self.invoice(order)
        self.bring_back(delivery, "C1")
        order.sudo().order_line = [
            Command.create({"product_id": self.oil.id, "product_uom_qty": 20, "price_unit": 90})
        ]
        self.ship(order, "O1", quantity=20)
        both = order.sudo()._create_invoices(final=True)
        both.action_post()
        self.assertEqual(both.move_type, "out_invoice")
        self.assertEqual(self.rows(both), ["Camera -1.00 C1", "Oil 20.00 O1"])

    def test_sent_to_another_of_our_companies_and_back(self):
        transit = self.env.ref("stock.stock_location_inter_company")
        order = self.sell((self.camera, 2))
        planned = self.transfers(order)
        planned.do_unreserve()
        for record in planned, planned.move_ids:
            record.location_dest_id = transit
        delivery = self.ship(order, "C1", "C2")
        invoice = self.invoice(order)
        self.assertEqual(self.rows(invoice), self.cameras("C1", "C2"))
        returned = self.plan_return(delivery)
        for record in returned, returned.move_ids:
            record.write({"location_id": transit.id, "location_dest_id": self.stock_location.id})
        self.move(returned, "C2")
        self.assertEqual(self.rows(self.reverse(invoice, 1)), self.cameras("C2"))
        back = "Returned since: Camera (C2)"
        self.assertEqual(self.rows(invoice), [*self.cameras("C1"), back])

    def test_kits_in_kits_once_delivered_in_parts_and_refunded(self):
        self.receive(self.oil, "O3", 10)
        inner = self.make_product("Set", "none", is_storable=False)
        outer = self.make_product("Case", "none", is_storable=False, invoice_policy="delivery")
        for kit, parts in ((inner, [(self.oil, 2)]), (outer, [(inner, 1), (self.camera, 1)])):
            self.env["mrp.bom"].create(
                {
                    "product_tmpl_id": kit.product_tmpl_id.id,
                    "type": "phantom",
                    "bom_line_ids": [
                        Command.create({"product_id": part.id, "product_qty": quantity})
                        for part, quantity in parts
                    ],
                }
            )
        order = self.sell((outer, 2))
        self.deliver_order(order)
        first = self.draft_invoice(order)
        first.invoice_line_ids.quantity = 1
        first.action_post()
        second = self.invoice(order)
        oil, camera = "Oil (in Case) 2.00 O1", "Camera (in Case) 1.00 C"
        self.assertEqual(self.rows(first), [camera + "1", oil])
        self.assertEqual(self.rows(second), [camera + "2", oil])
        # The kits are made of other things by now.
        self.env["mrp.bom"].search([("type", "=", "phantom")]).active = False
        refund = self.reverse(second)
        self.assertEqual(self.rows(first), [camera + "1", oil])
        self.assertEqual(self.rows(refund), [camera + "2", oil])
