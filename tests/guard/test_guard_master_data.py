"""Rule 4 for what history names: places of locations, names of packages, units, contacts."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.guard import GuardCommon

STAYS = "stay in their warehouse"


@tagged("post_install", "-at_install")
class TestLocationsStay(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "T1", 10)
        cls.rack = cls.env["stock.location"].create(
            {"name": "Rack", "location_id": cls.shelf.id, "usage": "internal"}
        )
        cls.transfer(cls.tomato, cls.lot, 4, destination=cls.rack)
        cls.transfer(cls.tomato, cls.lot, 4, cls.rack, cls.stock_location)
        cls.other = cls.env["stock.warehouse"].create({"name": "Other Works", "code": "OTW"})

    def write(self, location, **values):
        return self.rpc(self.manager, "stock.location", "write", location.ids, values)

    def test_a_location_that_lots_were_in_lies_in_its_warehouse_for_good(self):
        # The rack is empty by now, and moves with the shelf that it is in.
        for parent in (self.customer_location, self.other.lot_stock_id):
            for location in (self.rack, self.shelf):
                with (
                    self.subTest(location=location.name, parent=parent.display_name),
                    self.refused(f"{STAYS}(.|\n)*{location.name}"),
                ):
                    self.write(location, location_id=parent.id)
        with self.refused(STAYS):
            self.write(self.rack, location_id=False)
        with self.refused(STAYS):
            self.write(self.rack, warehouse_id=self.other.id)
        with self.refused(STAYS):
            self.write(self.warehouse.view_location_id, location_id=self.customer_location.id)
        self.deliver(self.tomato, self.lot)
        with self.refused(STAYS):
            self.write(self.customer_location, location_id=self.supplier_location.id)

    def test_a_warehouse_takes_no_locations_of_another(self):
        view = self.warehouse.view_location_id.id
        with self.refused(STAYS):
            self.rpc(
                *(self.manager, "stock.warehouse", "write", self.other.ids),
                {"view_location_id": view},
            )

    def test_shelves_are_put_in_order_within_a_warehouse_and_empty_ones_anywhere(self):
        aisle = self.env["stock.location"].create(
            {"name": "Aisle", "location_id": self.stock_location.id}
        )
        self.write(self.rack, location_id=aisle.id, name="Rack 2")
        self.write(aisle, location_id=self.warehouse.view_location_id.id)
        self.assertEqual(self.rack.warehouse_id, self.warehouse)
        new = aisle.copy({"name": "New", "location_id": self.stock_location.id})
        self.write(new, location_id=self.other.lot_stock_id.id)
        self.assertEqual(new.warehouse_id, self.other)

    def test_who_may_not_write_locations_is_told_that(self):
        with self.refused("allowed", AccessError):
            self.rpc(
                *(self.clerk, "stock.location", "write", self.rack.ids),
                {"location_id": self.customer_location.id},
            )


@tagged("post_install", "-at_install")
class TestPackagesKeepTheirNames(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box, cls.pallet = cls.env["stock.package"].create([{"name": "BOX"}, {"name": "PAL"}])
        receipt = cls.plan_goods(
            cls.receipts, cls.supplier_location, cls.stock_location, [(cls.tomato, "T1", 5)]
        )
        receipt.move_line_ids.result_package_id = cls.box
        cls.box.package_dest_id = cls.pallet
        receipt.button_validate()
        cls.receipt = receipt

    def test_a_package_that_lots_were_moved_in_keeps_its_name(self):
        for package in (self.box, self.pallet):
            for values in ({"name": "X"}, {"name": False}, {"complete_name": "X"}):
                with (
                    self.subTest(package=package.name, **values),
                    self.refused(f"cannot be renamed(.|\n)*{package.name}"),
                ):
                    self.rpc(self.clerk, "stock.package", "write", package.ids, values)
        values = {"name": "BOX", "shipping_weight": 3.0}
        self.rpc(self.clerk, "stock.package", "write", self.box.ids, values)
        new = self.env["stock.package"].create({"name": "NEW"})
        self.rpc(self.clerk, "stock.package", "write", new.ids, {"name": "NEW-2"})
        self.assertEqual(new.name, "NEW-2")

    def put(self, box, container):
        values = {"parent_package_id": container and container.id}
        self.rpc(self.clerk, "stock.package", "write", box.ids, values)

    def test_it_is_put_by_hand_into_what_stands_beside_it_alone(self):
        far, new = self.env["stock.package"].create([{"name": "FAR"}, {"name": "NEW"}])
        elsewhere = self.plan_goods(
            *(self.receipts, self.supplier_location, self.shelf, [(self.tomato, "T2", 5)])
        )
        elsewhere.move_line_ids.result_package_id = far
        elsewhere.button_validate()
        self.commit()
        with self.refused("same location of your stock(.|\n)*BOX"):
            self.put(self.box, far)
        with self.refused("same location of your stock(.|\n)*BOX"):
            commands = [Command.link(self.box.id)]
            self.rpc(
                *(self.clerk, "stock.package", "write", far.ids, {"child_package_ids": commands})
            )
        for container in (new, False, self.pallet):
            self.put(self.box, container)
            self.assertEqual(self.box.parent_package_id.id, container and container.id)

    def test_a_package_that_left_is_in_what_it_left_in(self):
        delivery = self.env["stock.picking"].create(
            {
                "picking_type_id": self.deliveries.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
            }
        )
        delivery.action_add_entire_packs(self.pallet.ids)
        delivery.with_user(self.clerk).button_validate()
        self.assertEqual((delivery.state, self.box.parent_package_id), ("done", self.pallet))
        self.commit()
        new = self.env["stock.package"].create({"name": "NEW"})
        with self.refused("same location of your stock(.|\n)*BOX"):
            self.put(self.box, new)
        self.rpc(self.clerk, "stock.package", "unpack", self.pallet.ids)
        self.assertFalse(self.box.parent_package_id)
        self.assertEqual(delivery.package_history_ids.outermost_dest_id, self.pallet)

    def test_nor_is_it_deleted_once_it_is_empty(self):
        self.rpc(self.clerk, "stock.package", "unpack", self.pallet.ids)
        with self.refused("cannot be deleted(.|\n)*PAL"):
            self.rpc(self.clerk, "stock.package", "unlink", self.pallet.ids)

    def test_the_history_of_packages_is_written_by_moving_alone(self):
        history = self.receipt.package_history_ids
        self.commit()
        self.assertEqual(set(history.mapped("package_name")), {"BOX", "PAL"})
        words = "recorded when they are moved"
        for one in history:
            with self.subTest(one.package_name), self.refused(f"{words}(.|\n)*{one.package_name}"):
                values = {"package_name": "X"}
                self.rpc(self.clerk, "stock.package.history", "write", one.ids, values)
        forged = {
            "package_id": self.box.id,
            "package_name": "FORGED",
            "picking_ids": [Command.link(self.receipt.id)],
        }
        with self.refused(words):
            self.rpc(self.clerk, "stock.package.history", "create", [forged])


@tagged("post_install", "-at_install")
class TestWhatOperationsSay(GuardCommon):
    def test_an_operation_type_that_moved_lots_stays_of_its_kind(self):
        new = self.receipts.copy({"name": "Docks", "sequence_code": "DOCK"})
        self.plan_receipt((self.tomato, "T1", 5)).button_validate()
        self.commit()
        for code in ("outgoing", "internal"):
            with (
                self.subTest(code),
                self.refused("Type of Operation cannot be changed(.|\n)*Receipts"),
            ):
                args = ("stock.picking.type", "write", self.receipts.ids, {"code": code})
                self.rpc(self.manager, *args)
        self.rpc(
            *(self.manager, "stock.picking.type", "write", self.receipts.ids),
            {"code": "incoming", "name": "Goods In"},
        )
        self.rpc(self.manager, "stock.picking.type", "write", new.ids, {"code": "internal"})
        self.assertEqual(new.code, "internal")

    def test_a_reason_for_which_lots_were_scrapped_is_not_deleted(self):
        lot = self.receive(self.tomato, "T1", 5)
        mould, unused = self.env["stock.scrap.reason.tag"].create(
            [{"name": "Mould"}, {"name": "Never Seen"}]
        )
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.tomato.id,
                "lot_id": lot.id,
                "scrap_qty": 1,
                "scrap_reason_tag_ids": [Command.set(mould.ids)],
            }
        )
        scrap.do_scrap()
        self.commit()
        with self.refused("were scrapped for these reasons(.|\n)*Mould"):
            self.rpc(self.manager, "stock.scrap.reason.tag", "unlink", mould.ids)
        self.rpc(self.manager, "stock.scrap.reason.tag", "unlink", unused.ids)
        self.assertEqual(scrap.scrap_reason_tag_ids, mould)


@tagged("post_install", "-at_install")
class TestUnitsKeepTheirRatio(GuardCommon):
    def test_a_unit_that_lots_were_moved_in_keeps_its_ratio(self):
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        pack, single = self.env["uom.uom"].create(
            [
                {
                    "name": name,
                    "relative_factor": 6,
                    "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
                }
                for name in ("Pack", "Other Pack")
            ]
        )
        crate = self.env["uom.uom"].create(
            {"name": "Crate", "relative_factor": 4, "relative_uom_id": pack.id}
        )
        receipt = self.plan_receipt((self.tomato, "T1", 2))
        receipt.move_line_ids.product_uom_id = crate
        receipt.button_validate()
        for unit in (crate, pack):  # a crate is so many packs
            with self.subTest(unit=unit.name), self.refused(f"their ratio stays(.|\n)*{unit.name}"):
                self.rpc(self.manager, "uom.uom", "write", unit.ids, {"relative_factor": 5})
        self.rpc(self.manager, "uom.uom", "write", crate.ids, {"name": "Box", "relative_factor": 4})
        self.rpc(self.manager, "uom.uom", "write", single.ids, {"relative_factor": 5})


@tagged("post_install", "-at_install")
class TestMergedContacts(GuardCommon):
    def test_a_merge_keeps_the_party_under_one_record_and_every_proof_of_it(self):
        """Odoo writes the contact of what is done by SQL; the chain of corrections names none."""
        lot, other = self.receive(self.tomato, "T1", 10), self.receive(self.tomato, "T2", 10)
        first, second = (
            self.deliver(self.tomato, lot, 2, partner) for partner in (self.customer, self.vendor)
        )
        lines = self.env["stock.move.line"].with_user(self.manager)
        lines.correct_lots(
            {lines.browse(first.move_line_ids.id): other.with_env(lines.env)},
            "Read from the label",
        )
        twin, kept = self.customer, self.other_customer
        self.commit()
        self.env["base.partner.merge.automatic.wizard"]._merge((twin | kept).ids, kept)
        self.assertFalse(twin.exists())
        self.assertEqual((first.partner_id, second.partner_id), (kept, self.vendor))
        customers = other.get_trace_tables()["customers"]
        self.assertEqual([row["customer"] for row in customers], [kept.name])
        self.assertIsNone(self.env["traceability.correction"].find_broken_entry()[0])
        with self.refused("cannot be deleted"):
            kept.unlink()
