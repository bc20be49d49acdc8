"""Stock from before its products were tracked, and the wizard that identifies it."""

from odoo.tests import Form

from .world import TraceabilityCommon


class StockWithoutLots(TraceabilityCommon):
    """Products that were in stock before they were tracked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.package = cls.env["stock.package"].create({"name": "PALLET-1"})
        cls.owner = cls.env["res.partner"].create({"name": "Consignor"})
        cls.clerk = cls.stock_user

    @classmethod
    def untracked(cls, name, tracking, quantity, **place):
        """:return: stock without lots of a product whose tracking was switched on later"""
        product = cls.make_product(name, "none")
        cls.add_stock(product, quantity, **place)
        product.tracking = tracking
        return cls.quants(product)

    @classmethod
    def add_stock(cls, product, quantity, **place):
        quants = cls.env["stock.quant"].with_context(inventory_mode=True)
        place = {"location_id": cls.stock_location.id, **place}
        quants.create(
            {"product_id": product.id, "inventory_quantity": quantity, **place}
        ).action_apply_inventory()

    @classmethod
    def quants(cls, product):
        return (
            cls.env["stock.quant"]
            .search([("product_id", "=", product.id), ("location_id.usage", "=", "internal")])
            .filtered("quantity")
        )

    def wizard(self, quants, user=None, **values):
        """:return: the wizard as the list opens it, filled in by the clerk"""
        action = quants.with_user(user or self.clerk).action_identify()
        model = self.env[action["res_model"]].with_user(user or self.clerk)
        form = Form(model.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def identify(self, quants, user=None, **values):
        self.wizard(quants, user, **values).action_identify()
        return self.quants(quants.product_id)
