"""A history for the trace's page, and the way to it in a browser."""

from odoo.tests import HttpCase

from .made import MadeCommon


class TracePageCommon(MadeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_tracking_lot")
        cls.tomato.barcode = "9501101530003"
        cls.lot = cls.receive(cls.tomato, "TOM-100", 100)
        meals = [
            cls.make_goods(cls.meal, f"MEAL-{number}", [(cls.tomato, cls.lot, 1)])
            for number in range(1, 10)
        ]
        cls.make_goods(cls.paste, None, [(cls.tomato, cls.lot, 1)])
        cls.make_goods(cls.meal, "MEAL-P", [(cls.paste, None, 1)])
        cls.deliver(cls.meal, meals[0]).origin = "ORDER-77"
        cls.deliver(cls.meal, meals[2], partner=cls.other_customer)
        packed = cls.plan_goods(
            cls.warehouse.int_type_id, cls.stock_location, cls.shelf, [(cls.meal, meals[1], 1)]
        )
        package = cls.env["stock.package"].create({"name": "PACK-77"})
        packed.move_line_ids.result_package_id = package
        packed.button_validate()

    def walk(self, tour, address="/odoo/traceability", **options):
        self.start_tour(
            address, f"product_traceability.{tour}", login="trace_user", timeout=120, **options
        )

    def address(self):
        return f"/odoo/traceability?trace_model=stock.lot&trace_ids={self.lot.id}"
