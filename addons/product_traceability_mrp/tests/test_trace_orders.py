"""Kits, by-products, rework, subcontracting: what the trace says of each."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.reports.trace.traceability_csv import write_csv
from odoo.addons.product_traceability.tests.common.bundles import BundlesCommon

from .common import FactoryCommon


@tagged("-at_install", "post_install")
class TestTraceOrders(BundlesCommon, FactoryCommon):
    def shares(self, answer):
        return {node["lot_name"] or node["product_name"]: node["share"] for node in answer["nodes"]}

    def test_an_order_of_two_lots_shares_out_what_it_used_by_their_quantity(self):
        tomato = self.receive(self.tomato, "T1", 100)
        first = self.make(self.sauce, "S1", [(tomato, 20)], quantity=10).lot_producing_ids
        self.make(self.sauce, "S2", [(tomato, 30)], quantity=10)
        self.deliver(self.sauce, first, 4)
        answer = tomato.get_traceability("downstream")
        self.assertEqual(self.shares(answer), {"T1": 100, "S1": 20, "S2": 30})
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual(shipped["share"], 8)

    def test_sauce_and_its_by_product_may_each_hold_all_that_was_used(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make(self.sauce, "S1", [(tomato, 20)], by_products=[(self.pulp, "P1", 3)])
        answer = tomato.get_traceability("downstream")
        self.assertEqual(self.shares(answer), {"T1": 100, "S1": 20, "P1": 20})

    def test_a_blender_made_of_one_that_was_taken_apart_is_followed_round_the_loop(self):
        motor = self.receive(self.motor, "M1")
        order = self.make(self.blender, "B1", [(motor, 1)])
        self.unbuild(order, order.lot_producing_ids)
        again = self.make(self.blender, "B2", [(motor, 1)]).lot_producing_ids
        answer = motor.get_traceability()
        self.assertEqual(set(self.shares(answer)), {"M1", "B1", "B2"})
        reasons = {link["reason"] for link in answer["links"]}
        self.assertEqual(reasons, {"only_lot_made", "was_together"})
        node = next(n for n in answer["nodes"] if n["lot_name"] == "M1")
        self.assertEqual(node["balance"]["remainder"], 0)
        self.deliver(self.blender, again)
        self.assertEqual(motor.get_traceability("downstream")["truncated"], False)

    def test_an_unbuild_is_called_unbuild_in_the_files_and_on_paper(self):
        motor = self.receive(self.motor, "M1")
        order = self.make(self.blender, "B1", [(motor, 1)])
        blender = order.lot_producing_ids
        unbuild = self.unbuild(order, blender)
        answer = blender.get_traceability(labels=True)
        self.assertEqual(answer["labels"]["documents"], {"mrp.unbuild": "Unbuild"})
        lines = write_csv(self.env, answer).decode().splitlines()
        events = [line for line in lines if line.startswith("Events") and unbuild.name in line]
        self.assertEqual(len(events), 2)
        for line in events:
            self.assertIn(",Unbuild,", line)
            self.assertNotIn("Consumption", line)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "product_traceability.report_trace_lot", blender.ids
        )
        self.assertIn("Unbuild", html[0].decode())

    def test_unpaired_serial_numbers_say_why_their_links_are_only_possible(self):
        motors = [self.receive(self.motor, name) for name in ("M1", "M2")]
        self.make(self.blender, ["B1", "B2"], [(motor, 1) for motor in motors])
        answer = motors[0].get_traceability("downstream")
        self.assertEqual({link["reason"] for link in answer["links"]}, {"not_paired"})
        self.assertEqual(self.shares(answer), {"M1": 1, "B1": 0.5, "B2": 0.5})
        self.assertIn("which went into which is not recorded", " ".join(answer["statement"]))

    def test_paste_made_without_lot_in_an_order_is_a_node_that_names_its_order(self):
        paste = self.make_product("Paste", "none")
        tomato = self.receive(self.tomato, "T1", 100)
        boiled = self.boil(paste, tomato)
        sauce = self.make(self.sauce, "S1", [(paste, 5)]).lot_producing_ids
        answer = sauce.get_traceability("upstream")
        self.assertEqual(self.shares(answer), {"S1": 1, "Paste": 5, "T1": 10})
        node = next(n for n in answer["nodes"] if n["kind"] == "untracked")
        self.assertEqual(
            (node["model"], node["res_id"], node["reference"]),
            ("mrp.production", boiled.id, boiled.name),
        )

    def boil(self, paste, tomato):
        """:return: the done order of 10 paste, which has no lot, from 20 of a tomato lot"""
        order = self.env["mrp.production"].create(
            {
                "product_id": paste.id,
                "product_qty": 10,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.tomato.id, "product_uom_qty": 20})
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = 10
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(tomato, 20)])
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        return order

    def test_the_parts_of_a_kit_are_traced_where_the_kit_was_sold(self):
        kit = self.make_product("Picnic Box", "none")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.sauce.id, "product_qty": 2})],
            }
        )
        tomato = self.receive(self.tomato, "T1", 100)
        sauce = self.make(self.sauce, "S1", [(tomato, 20)], quantity=10).lot_producing_ids
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    Command.create({**places, "product_id": kit.id, "product_uom_qty": 3})
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        answer = tomato.get_traceability("downstream")
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual((shipped["quantity"], shipped["share"]), (6, 12))
        self.assertEqual(shipped["node"], f"lot:{sauce.id}")

    def test_what_a_subcontractor_made_is_followed_back_to_what_he_was_given(self):
        _motor, receipt = self.receive_subcontracted()
        order = receipt.move_ids.move_orig_ids.production_id
        self.assertEqual(order.state, "done")
        blender = receipt.move_ids.lot_ids
        answer = blender.get_traceability("upstream")
        self.assertEqual(self.families(answer), {("M1", "B1", "certain")})
        self.assertEqual(answer["gaps"], [])
        self.assertEqual(blender.get_traceability()["nodes"][0]["balance"]["remainder"], 0)

    def test_a_large_order_and_what_was_unbuilt_of_it_say_the_same_in_bundles(self):
        self.company.strict_traceability = False  # which motor is in which blender nobody says
        motors = [self.receive(self.motor, f"M{number}") for number in range(25)]
        jar = self.receive(self.jar, "J1", 25)
        parts = [*((motor, 1) for motor in motors), (jar, 25)]
        order = self.make(self.blender, [f"B{number}" for number in range(25)], parts)
        blenders = order.lot_producing_ids.sorted()
        unbuild = self.unbuild(order, blenders[0])
        back = unbuild.produce_line_ids.move_line_ids.lot_id
        self.assertTrue(back)
        self.deliver(self.blender, blenders[1])
        # A whole lot, taken apart into the 25 motors that it was made of.
        motors = [self.receive(self.motor, f"N{number}") for number in range(25)]
        whole = self.make(self.sauce, "S1", [(motor, 1) for motor in motors], 25)
        self.unbuild(whole, whole.lot_producing_ids, 25)
        for lots in (blenders, blenders[0], back, jar | motors[3], whole.lot_producing_ids):
            for direction in ("upstream", "downstream", "both"):
                self.assert_same(lots, direction)
        answer = self.assert_same(blenders, "both", 20)
        self.assertIn(25, [len(bundle["children"]) for bundle in answer["bundles"]])
        taken_out = [link for link in answer["links"] if link["model"] == "mrp.unbuild"]
        self.assertEqual({link["reason"] for link in taken_out}, {"was_together"})
