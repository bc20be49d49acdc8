"""A till that sells from the small warehouse."""

from uuid import uuid4

from odoo.fields import Command, Datetime
from odoo.tests import new_test_user

from odoo.addons.product_traceability.tests.common.guard import GuardCommon


class PointOfSaleCommon(GuardCommon):
    """Orders come as the till sends them. Core lets nobody sell by lot who may not read lots, so
    the cashier is an Inventory user, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env, "trace_cashier", "point_of_sale.group_pos_user,stock.group_stock_user"
        )
        cls.operation = cls.warehouse.pos_type_id
        cash = cls.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash"},
        )
        cls.cash = cls.env["pos.payment.method"].create({"name": "Till", "journal_id": cash.id})
        cls.shop = cls.env["pos.config"].create(
            {
                "name": "Corner",
                "picking_type_id": cls.operation.id,
                "payment_method_ids": [Command.set(cls.cash.ids)],
            }
        )
        cls.shop.with_user(cls.cashier).open_ui()
        cls.session = cls.shop.current_session_id
        cls.session.with_user(cls.cashier).set_opening_control(0, None)
        (cls.tomato + cls.motor).write({"available_in_pos": True, "taxes_id": [Command.clear()]})
        cls.responsible = new_test_user(
            cls.env, "trace_responsible", "base.group_user,stock.group_stock_user"
        )
        (cls.tomato + cls.motor).responsible_id = cls.responsible

    def sell(self, *lines, **values):
        """Sell (product, lot name or None, quantity) at the till. :return: the order"""
        price = 10.0
        total = price * sum(quantity for _product, _name, quantity in lines)
        payment = {
            "amount": total,
            "name": Datetime.now(),
            "payment_method_id": self.cash.id,
        }
        order = {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": Datetime.to_string(Datetime.now()),
            "lines": [self._sold(price, *line) for line in lines],
            "partner_id": self.customer.id,
            "payment_ids": [Command.create(payment)],
            "session_id": self.session.id,
            "state": "paid",
            "to_invoice": False,
            "user_id": self.cashier.id,
            "uuid": str(uuid4()),
            **values,
        }
        answer = self.env(user=self.cashier)["pos.order"].sync_from_ui([order])
        return self.env["pos.order"].browse(answer["pos.order"][0]["id"])

    def _sold(self, price, product, name, quantity):
        return Command.create(
            {
                "pack_lot_ids": [Command.create({"lot_name": name})] if name else [],
                "price_subtotal": price * quantity,
                "price_subtotal_incl": price * quantity,
                "price_unit": price,
                "product_id": product.id,
                "qty": quantity,
                "tax_ids": [],
                "uuid": str(uuid4()),
            }
        )

    def offered(self, product):
        """:return: names of the lots that the till lets the cashier choose from"""
        lines = self.env(user=self.cashier)["pos.order.line"]
        offered = lines.get_existing_lots(self.company.id, self.shop.id, product.id)
        return {lot["name"] for lot in offered}
