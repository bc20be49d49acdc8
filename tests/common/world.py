"""A small warehouse that every test builds its history in, by real transfers."""

from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user


class TraceabilityCommon(TransactionCase):
    """One warehouse, a product by lot and one by serial number, a vendor, customers, two users.

    It needs no app but stock and product_expiry, and no demo data.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].create({"name": "Trace Works", "code": "TRW"})
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.stock_location.id}
        )
        cls.supplier_location = cls.env.ref("stock.stock_location_suppliers")
        cls.customer_location = cls.env.ref("stock.stock_location_customers")
        cls.vendor, cls.other_vendor, cls.customer, cls.other_customer = cls.env[
            "res.partner"
        ].create(
            [
                {"name": "Green Farm"},
                {"name": "Hill Farm"},
                {"name": "Corner Shop"},
                {"name": "Grand Hotel"},
            ]
        )
        cls.tomato = cls.make_product("Tomato", "lot")
        cls.motor = cls.make_product("Motor", "serial")
        cls.screw = cls.make_product("Screw", "none")
        cls.stock_user = new_test_user(
            cls.env, "trace_user", "base.group_user,stock.group_stock_user", tz="Asia/Tokyo"
        )
        cls.stock_manager = new_test_user(
            cls.env, "trace_manager", "base.group_user,stock.group_stock_manager"
        )

    @contextmanager
    def refused(self, error, pattern):
        """Expect an error whose text fits the pattern, and undo what was done before it."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def make_product(cls, name, tracking="lot", **values):
        """:return: a storable product, tracked as said"""
        return cls.env["product.product"].create(
            {"name": name, "type": "consu", "is_storable": True, "tracking": tracking, **values}
        )

    @classmethod
    def make_lot(cls, product, name):
        """:return: the product's lot of that name, made when there is none"""
        lots = cls.env["stock.lot"]
        return lots.search(
            [("product_id", "=", product.id), ("name", "=", name)], limit=1
        ) or lots.create({"product_id": product.id, "name": name})

    @classmethod
    def move_goods(cls, operation_type, source, destination, lines, partner=None):
        """Make one transfer and validate it, as the button does.

        :param list lines: (product, lot name or lot or None, quantity); a missing lot is made
        :return: the done transfer
        """
        picking = cls.plan_goods(operation_type, source, destination, lines, partner)
        picking.button_validate()
        if picking.state != "done":
            raise AssertionError(f"{picking.name} is {picking.state}, not done")
        return picking

    @classmethod
    def plan_goods(cls, operation_type, source, destination, lines, partner=None):
        """:return: the transfer of :meth:`move_goods`, picked but not validated"""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": operation_type.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "partner_id": partner.id if partner else False,
            }
        )
        by_product = {}
        for product, lot, quantity in lines:
            record = cls.make_lot(product, lot) if isinstance(lot, str) else lot
            by_product.setdefault(product, []).append((record, quantity))
        for product, lots in by_product.items():
            cls._add_move(picking, product, lots)
        picking.action_confirm()
        picking.move_ids.picked = True
        return picking

    @classmethod
    def _add_move(cls, picking, product, lots):
        places = {
            "picking_id": picking.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "product_id": product.id,
        }
        values = [
            {
                **places,
                "product_uom_id": product.uom_id.id,
                "lot_id": lot.id if lot else False,
                "quantity": quantity,
            }
            for lot, quantity in lots
        ]
        cls.env["stock.move"].create(
            {
                **places,
                "company_id": picking.company_id.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": sum(quantity for _lot, quantity in lots),
                "move_line_ids": [Command.create(line) for line in values],
            }
        )

    @classmethod
    def receive(cls, product, lot_name, quantity=1, partner=None):
        """Receive a quantity of one lot from a vendor. :return: the lot"""
        cls.move_goods(
            cls.warehouse.in_type_id,
            cls.supplier_location,
            cls.stock_location,
            [(product, lot_name, quantity)],
            partner or cls.vendor,
        )
        return lot_name and cls.make_lot(product, lot_name)

    @classmethod
    def deliver(cls, product, lot, quantity=1, partner=None):
        """Deliver a quantity of one lot to a customer. :return: the done delivery"""
        return cls.move_goods(
            cls.warehouse.out_type_id,
            cls.stock_location,
            cls.customer_location,
            [(product, lot, quantity)],
            partner or cls.customer,
        )

    @classmethod
    def transfer(cls, product, lot, quantity=1, source=None, destination=None):
        """Move a quantity of one lot inside the warehouse. :return: the done transfer"""
        return cls.move_goods(
            cls.warehouse.int_type_id,
            source or cls.stock_location,
            destination or cls.shelf,
            [(product, lot, quantity)],
        )

    def settings(self, **values):
        """Open the settings, change boxes one after the other, save them."""
        form = Form(self.env["res.config.settings"])
        for name, value in values.items():
            setattr(form, name, value)
        form.save().execute()
        self.env.invalidate_all()

    @classmethod
    def reserve_delivery(cls, product, quantity=1, partner=None, user=None):
        """:return: a delivery, reserved by Odoo"""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.warehouse.out_type_id.id,
                "location_id": cls.stock_location.id,
                "location_dest_id": cls.customer_location.id,
                "partner_id": (partner or cls.customer).id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": cls.stock_location.id,
                            "location_dest_id": cls.customer_location.id,
                        }
                    )
                ],
            }
        )
        own = picking.with_user(user or cls.env.user)
        own.action_confirm()
        own.action_assign()
        return picking

    @classmethod
    def plan_return(cls, picking):
        """:return: the return of all of a transfer by the wizard, picked but not validated"""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        returned = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        return returned

    @classmethod
    def give_back(cls, picking):
        """:return: the return of all of a transfer, validated"""
        returned = cls.plan_return(picking)
        returned.button_validate()
        if returned.state != "done":
            raise AssertionError(f"{returned.name} is {returned.state}, not done")
        return returned
