"""What the guard's tests share: who tries, through which door, and what must not have happened."""

from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from .world import TraceabilityCommon


class GuardCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.manager = cls.stock_user, cls.stock_manager
        cls.employee = new_test_user(cls.env, "trace_employee", "base.group_user")
        cls.inventory_loss = cls.motor.property_stock_inventory
        cls.receipts = cls.warehouse.in_type_id
        cls.deliveries = cls.warehouse.out_type_id

    @contextmanager
    def refused(self, words, error=UserError):
        """Expect an error that says these words, and undo what the block did before it."""
        with self.assertRaises(error) as caught:
            yield caught
        self.assertRegex(str(caught.exception), words)

    def rpc(self, user, model, method, *args, context=None, **kwargs):
        """Call a method as a client does: by its name, with JSON only, as this user."""
        if context:
            kwargs["context"] = context
        return call_kw(self.env(user=user)[model], method, list(args), kwargs)

    def plan_receipt(self, *lines, operation=None):
        """:return: a receipt of (product, lot, quantity) ready to be validated"""
        return self.plan_goods(
            operation or self.receipts, self.supplier_location, self.stock_location, lines
        )

    def plan_delivery(self, *lines, source=None):
        """:return: a delivery of (product, lot, quantity) ready to be validated"""
        return self.plan_goods(
            self.deliveries, source or self.stock_location, self.customer_location, lines
        )

    def scrap(self, product, lot, quantity=1):
        """:return: a done scrap of some of a lot in stock"""
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "location_id": self.stock_location.id,
            }
        )
        scrap.do_scrap()
        return scrap

    def receive_without_lot(self, product, quantity=1):
        """Stock from before the company was strict. :return: the done receipt"""
        self.company.strict_traceability = False
        boxes = ["use_create_lots", "use_existing_lots"]
        [old] = self.receipts.read(boxes)
        self.receipts.write(dict.fromkeys(boxes, False))
        picking = self.plan_receipt((product, None, quantity))
        picking.button_validate()
        self.receipts.write({box: old[box] for box in boxes})
        self.company.strict_traceability = True
        return picking

    def commit(self):
        """What is done becomes history when its transaction ends; a test's never does."""
        self.env.flush_all()
        self.env.cr.postcommit.data.clear()

    def count(self, product, quantity, lot=None, place=None):
        """Count stock by hand and apply it, as the inventory list does. :return: the quant"""
        quant = (
            self.env["stock.quant"]
            .with_user(self.manager)
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": product.id,
                    "location_id": (place or self.stock_location).id,
                    "lot_id": lot.id if lot else False,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()
        return quant

    def on_hand(self, lot):
        """:return: {place: quantity} where the lot is, with us or with a customer"""
        quants = lot.sudo().quant_ids.filtered(
            lambda quant: (
                quant.location_id.usage in ("internal", "transit", "customer") and quant.quantity
            )
        )
        return {quant.location_id: quant.quantity for quant in quants}


class HistoryCommon(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.t1 = cls.receive(cls.tomato, "T1", 10)
        cls.t2 = cls.receive(cls.tomato, "T2", 10)
        cls.delivery = cls.deliver(cls.tomato, cls.t1, 4)
        cls.line = cls.delivery.move_line_ids
        cls.move = cls.delivery.move_ids

    def setUp(self):
        super().setUp()
        self.commit()

    def draft_line(self):
        """:return: the line of a delivery that is not validated"""
        return self.plan_delivery((self.tomato, self.t2, 1)).move_line_ids
