"""Transfers that wait for a scanner, and what it sends."""

from collections import Counter

from .guard import GuardCommon

GTIN = "09501101530003"
OTHER = "09501101530010"
FNC1 = "\x1d"


class ScanCommon(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor.barcode = GTIN[1:]
        cls.tomato.barcode = OTHER[1:]
        cls.dozen = cls.env.ref("uom.product_uom_dozen")

    def plan(self, operation, *lines, confirm=True, **values):
        """:return: a transfer that asks for (product, quantity) or (product, quantity, unit)"""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": operation.default_location_src_id.id or self.supplier_location.id,
                "location_dest_id": operation.default_location_dest_id.id
                or self.customer_location.id,
                **values,
            }
        )
        for product, quantity, *unit in lines:
            self.env["stock.move"].create(
                {
                    "picking_id": picking.id,
                    "company_id": picking.company_id.id,
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "product_uom": unit[0].id if unit else product.uom_id.id,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        if confirm:
            picking.action_confirm()
            picking.action_assign()
        return picking.with_user(self.clerk)

    def scan(self, picking, *texts, **options):
        """:return: the answer to the last of these scans, the product going along as on screen"""
        answer = {}
        for text in texts:
            answer = picking.scan(text, product_id=answer.get("product_id"), **options)
        return answer

    def picked(self, picking):
        """:return: {number: quantity picked}"""
        count = Counter()
        for line in picking.move_line_ids.filtered("picked"):
            number = line.lot_id.name or line.lot_name or line.product_id.name
            count[number] += line.quantity_product_uom
        return dict(count)
