"""A box or a pallet is traced by what was in it while it was in it."""

from odoo.tests import tagged

from ..common.auditor import AuditorCommon


@tagged("-at_install", "post_install")
class TestTracePackages(AuditorCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user.group_ids += cls.env.ref("stock.group_tracking_lot")
        cls.box, cls.other_box, cls.pallet = cls.env["stock.package"].create(
            [{"name": name} for name in ("BOX-1", "BOX-2", "PALLET-7")]
        )
        cls.first, cls.second, cls.third = (
            cls.receive(cls.tomato, name, 10) for name in ("T1", "T2", "T3")
        )

    def pack(self, lot, box, quantity=5):
        """Put goods of a lot into a box, as a clerk does."""
        packing = self.plan_goods(
            *(self.warehouse.int_type_id, self.stock_location, self.stock_location),
            [(self.tomato, lot, quantity)],
        )
        packing.move_line_ids.result_package_id = box
        packing.with_user(self.stock_user).button_validate()

    def send(self, packages, operation, target, pallet=None, partner=None):
        """Move whole packages, onto a pallet if one is given. :return: the done transfer"""
        source = packages.location_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": partner and partner.id,
            }
        )
        own = picking.with_user(self.stock_user)
        own.action_add_entire_packs(packages.ids)
        if pallet:
            packages.with_user(self.stock_user).action_put_in_pack(package_id=pallet.id)
        own.action_confirm()
        own.move_ids.picked = True
        own.button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def stack(self, boxes):
        self.send(boxes, self.warehouse.int_type_id, self.stock_location, self.pallet)
        self.assertEqual(boxes.parent_package_id, self.pallet)

    def lots_of(self, package):
        answer = package.with_user(self.auditor).get_traceability()
        return {node["lot_name"] for node in answer["nodes"]}

    def test_a_pallet_that_was_delivered_tells_what_stood_on_it_though_its_boxes_went_on_alone(
        self,
    ):
        self.pack(self.first, self.box)
        self.pack(self.second, self.other_box)
        boxes = self.box | self.other_box
        self.stack(boxes)
        out, customers = self.warehouse.out_type_id, self.customer_location
        delivery = self.send(self.pallet, out, customers, partner=self.customer)
        self.assertEqual(self.lots_of(self.pallet), {"T1", "T2"})
        rows = delivery.with_user(self.stock_user)._lot_rows(contents=True)
        self.assertCountEqual(
            [(row["lot"], row["inside"]) for row in rows],
            [("T1", "PALLET-7 > BOX-1"), ("T2", "PALLET-7 > BOX-2")],
        )
        # The customer gives one box back, and the other stays where the pallet is taken apart.
        back = self.send(self.box, self.warehouse.in_type_id, self.stock_location)
        self.pallet.unpack()
        self.assertFalse(boxes.parent_package_id)
        self.assertEqual(self.lots_of(self.pallet), {"T1", "T2"})
        self.assertEqual(self.lots_of(self.box), {"T1"})
        answer = self.pallet.get_traceability("downstream")
        told = {(event["kind"], event["reference"]) for event in answer["events"]}
        self.assertLessEqual({("delivery", delivery.name), ("return", back.name)}, told)

    def test_what_a_box_held_before_it_came_onto_a_pallet_is_not_the_pallets(self):
        self.pack(self.first, self.box)
        self.box.unpack()
        self.pack(self.second, self.box)
        self.stack(self.box)
        self.assertEqual(self.lots_of(self.pallet), {"T2"})
        self.assertEqual(self.lots_of(self.box), {"T1", "T2"})

    def test_a_box_that_was_put_onto_a_pallet_by_hand_is_the_pallets_while_it_is_there(self):
        self.pack(self.first, self.box)
        self.box.unpack()
        self.pack(self.second, self.box)
        self.pack(self.third, self.other_box)
        self.other_box.parent_package_id = self.box
        self.box.parent_package_id = self.pallet
        self.assertEqual(self.lots_of(self.pallet), {"T2", "T3"})
        self.box.parent_package_id = False
        self.assertEqual(self.lots_of(self.pallet), set())
