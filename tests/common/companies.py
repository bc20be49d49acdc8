"""Three companies, and a lot that went from one to the next."""

from odoo.fields import Command
from odoo.tests import new_test_user

from .world import TraceabilityCommon


class CompaniesCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls.env["res.company"].create(
            [{"name": "Sister Works"}, {"name": "Third Works"}]
        )
        cls.sister, cls.third = cls.others
        cls.crossing = cls.env.ref("stock.stock_location_inter_company")
        cls.everyone = cls.company | cls.others
        cls.reader = new_test_user(
            cls.env,
            "reader",
            "base.group_user,stock.group_stock_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.everyone.ids)],
        )
        cls.lot = cls.receive(cls.tomato, "T1", 10)
        cls.lot.company_id = False
        cls.sent = cls.move_goods(
            cls.warehouse.out_type_id,
            cls.stock_location,
            cls.crossing,
            [(cls.tomato, cls.lot, 4)],
            cls.sister.partner_id,
        )
        house = cls.env["stock.warehouse"].search([("company_id", "=", cls.sister.id)], limit=1)
        house.in_type_id.use_existing_lots = True
        cls.arrived = cls.move_goods(
            house.in_type_id,
            cls.crossing,
            house.lot_stock_id,
            [(cls.tomato, cls.lot, 4)],
            cls.company.partner_id,
        )

    def seen_by(self, companies):
        self.env.invalidate_all()
        lot = self.lot.with_user(self.reader).with_context(allowed_company_ids=companies.ids)
        return lot.get_traceability()

    def arrive(self, company, name, quantities):
        """Let a company receive a lot of its own from the transit. :return: the lot"""
        lot = self.env["stock.lot"].create(
            {"name": name, "product_id": self.tomato.id, "company_id": company.id}
        )
        house = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        house.in_type_id.use_create_lots = True
        for quantity in quantities:
            goods = [(self.tomato, lot, quantity)]
            self.move_goods(house.in_type_id, self.crossing, house.lot_stock_id, goods)
        return lot
