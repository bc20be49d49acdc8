"""The auditor opens whatever a trace links to, and changes none of it."""

from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from ..common.auditor import AuditorCommon

# Under Inventory.
MENUS = {
    *("Operations", "Operations/Transfers"),
    *("Operations/Transfers/Receipts", "Operations/Transfers/Deliveries"),
    "Operations/Transfers/Internal",  # where there are several locations
    *("Products", "Products/Products", "Products/Lots / Serial Numbers"),
    *("Traceability", "Traceability/Trace", "Traceability/Lots / Serial Numbers"),
    *("Traceability/Expiry Board", "Traceability/Corrections", "Traceability/Printed Traces"),
    "Traceability/Lot Documents",
}
# Where an app is installed, told by its model.
MENUS_OF = {
    "mrp.production": {"Operations/Transfers/Manufacturings"},
    "traceability.recall": {"Traceability/Recalls", "Traceability/Drill Calendar"},
    "traceability.audit": {
        "Traceability/Audit",
        "Traceability/Common Cause",
        "Traceability/Traceability Score",
    },
}


@tagged("post_install", "-at_install")
class TestAuditor(AuditorCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")
        cls.lot = cls.receive(cls.tomato, "AUDIT-1", 10)
        cls.shipped = cls.deliver(cls.tomato, cls.lot, 3)
        cls.reserve_delivery(cls.tomato, 2)
        tag = cls.env["stock.scrap.reason.tag"].create({"name": "Broken"})
        scrap = cls.env["stock.scrap"].create(
            {
                "product_id": cls.tomato.id,
                "lot_id": cls.lot.id,
                "scrap_qty": 1,
                "location_id": cls.stock_location.id,
                "scrap_reason_tag_ids": [Command.set(tag.ids)],
            }
        )
        scrap.do_scrap()

    def test_each_link_of_a_trace_opens_and_nothing_is_written(self):
        linked = self.linked(self.lot)
        self.assertLessEqual(
            {"stock.lot", "stock.picking", "stock.scrap", "res.partner", "product.product"},
            set(linked),
        )
        for records in linked.values():
            self.assert_read_only(records)

    def test_what_an_app_that_knows_no_auditor_adds_is_left_out_of_views(self):
        self.env.ref("product_traceability.access_stock_lot_document_auditor").active = False
        self.env["ir.ui.view"].create(
            {
                "name": "lots with documents",
                "model": "stock.lot",
                "inherit_id": self.env.ref("stock.view_production_lot_tree").id,
                "arch": """
                    <field name="name" position="after"><field name="document_ids"/></field>
                """,
            }
        )
        lots = self.env["stock.lot"]
        for user, is_shown in ((self.auditor, False), (self.stock_user, True)):
            for view_type in ("form", "list"):
                with self.subTest(user=user.name, view_type=view_type):
                    arch = lots.with_user(user).get_view(view_type=view_type)["arch"]
                    self.assertEqual("document_ids" in arch, is_shown)
            self.env.invalidate_all()
            Form(self.lot.with_user(user))

    def test_the_menu_has_transfers_but_neither_overview_nor_scrap_nor_counts(self):
        self.auditor.group_ids += self.env.ref("stock.group_stock_multi_locations")
        menus = self.env["ir.ui.menu"].with_user(self.auditor).load_web_menus(False)
        [top] = [menu for menu in menus.values() if menu.get("xmlid") == "stock.menu_stock_root"]

        def names(menu, path=""):
            for child in map(menus.get, menu["children"]):
                yield path + child["name"]
                yield from names(child, f"{path}{child['name']}/")

        wanted = MENUS.union(*(added for model, added in MENUS_OF.items() if model in self.env))
        self.assertEqual(sorted(names(top)), sorted(wanted))

    def test_an_auditor_opens_what_the_page_links_to(self):
        self.start_tour(
            f"/odoo/traceability?trace_model=stock.lot&trace_ids={self.lot.id}",
            "product_traceability.trace_as_auditor",
            login="auditor14",
        )
