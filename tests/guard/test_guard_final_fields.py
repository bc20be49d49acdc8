"""Rule 4: whatever Odoo's stock addons declare of what is done is final, but a list of fields."""

from contextlib import suppress

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from ..common.guard import HistoryCommon
from ..common.other_values import OtherValues

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestFinalByDefault(OtherValues, HistoryCommon):
    def test_every_field_of_a_done_line_move_transfer_and_scrap_is_final(self):
        scrap = self.scrap(self.tomato, self.t2)
        self.commit()
        for record in (self.line, self.move, self.delivery, scrap):
            self.refuse_every_field(record)

    def test_what_other_modules_add_is_free(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_seal",
                "model_id": self.env["ir.model"]._get_id("stock.picking"),
                "ttype": "char",
                "state": "manual",
            }
        )
        self.rpc(self.clerk, "stock.picking", "write", self.delivery.ids, {field.name: "S1"})
        self.assertEqual(self.delivery[field.name], "S1")

    def test_place_date_and_quantity_of_a_done_scrap_are_final(self):
        scrap = self.scrap(self.tomato, self.t2)
        self.commit()
        for values in (
            {"location_id": self.shelf.id},
            {"scrap_qty": 3},
            {"date_done": "2001-01-01 00:00:00"},
        ):
            with self.subTest(values), self.refused(f"{FINAL}(.|\n)*{scrap.name}"):
                self.rpc(self.manager, "stock.scrap", "write", scrap.ids, values)

    def test_effective_date_is_put_right_by_a_correction(self):
        values = {"date_done": "2001-01-01 00:00:00"}
        with self.refused("clicks Correct on the document(.|\n)*Date of Transfer"):
            self.rpc(self.manager, "stock.picking", "write", self.delivery.ids, values)

    def test_company_of_a_lot_that_moved_is_final(self):
        self.assertFalse(self.t1.company_id)
        for user in (self.clerk, self.manager):
            with self.refused("Tomato, T1: Company"):
                self.rpc(user, "stock.lot", "write", self.t1.ids, {"company_id": self.company.id})

    # -- free ---------------------------------------------------------------------------------
    def test_notes_of_a_done_transfer_are_free(self):
        values = {"note": "<p>late</p>", "user_id": self.clerk.id, "is_locked": False}
        self.rpc(self.clerk, "stock.picking", "write", self.delivery.ids, values)
        self.rpc(self.clerk, "stock.picking", "do_print_picking", self.delivery.ids)
        self.assertEqual(self.delivery.user_id, self.clerk)
        self.assertTrue(self.delivery.printed)

    def test_what_follows_a_done_move_is_free_and_so_are_notes_of_a_lot(self):
        following = self.draft_line().move_id
        values = {"move_dest_ids": [Command.link(following.id)], "date_deadline": Datetime.now()}
        self.rpc(self.clerk, "stock.move", "write", self.move.ids, values)
        self.assertEqual(self.move.move_dest_ids, following)
        self.rpc(self.clerk, "stock.lot", "write", self.t1.ids, {"note": "<p>x</p>", "ref": "R"})
        self.assertEqual(self.t1.ref, "R")

    # -- in the transaction that did it -------------------------------------------------------
    def test_what_odoo_writes_when_it_does_a_line_passes_then_and_not_later(self):
        picking = self.plan_delivery((self.tomato, self.t2, 2))
        picking.button_validate()
        line, past = picking.move_line_ids, "2026-01-02 03:04:05"
        line.owner_id = self.vendor
        line.owner_id = False
        line.date = past
        picking.write({"date_done": past, "priority": "1"})
        self.assertEqual(str(picking.move_ids.date), past)
        self.commit()
        for record, values in (
            (line, {"date": "2026-01-01 00:00:00"}),
            (line, {"owner_id": self.vendor.id}),
            (picking, {"date_done": "2026-01-01 00:00:00"}),
            (picking, {"priority": "0"}),
        ):
            with self.subTest(values), self.refused(FINAL):
                record.write(values)

    def push_to(self, location):
        """Let a rule that adds no step take the tomatoes on as they arrive."""
        route = self.env["stock.route"].create({"name": "On", "product_selectable": True})
        self.env["stock.rule"].create(
            {
                "name": "On",
                "action": "push",
                "auto": "transparent",
                "route_id": route.id,
                "location_src_id": self.stock_location.id,
                "location_dest_id": location.id,
                "picking_type_id": self.warehouse.int_type_id.id,
            }
        )
        self.tomato.route_ids = [Command.set(route.ids)]

    def test_a_rule_that_adds_no_step_takes_goods_on_as_they_arrive(self):
        self.push_to(self.shelf)
        receipt = self.plan_receipt((self.tomato, "T9", 2))
        self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        self.assertEqual(self.on_hand(receipt.move_line_ids.lot_id), {self.shelf: 2})

    def test_such_a_rule_takes_no_lot_on_hold_to_a_customer(self):
        returned = self.plan_goods(
            self.receipts, self.customer_location, self.stock_location, [(self.tomato, self.t1, 1)]
        )
        self.t1.hold("Laboratory")
        self.push_to(self.customer_location)
        with self.refused("on hold"):
            self.rpc(self.clerk, "stock.picking", "button_validate", returned.ids)

    def test_nothing_else_passes_even_then(self):
        picking = self.plan_delivery((self.tomato, self.t2, 2))
        picking.button_validate()
        for record, values in (
            (picking.move_line_ids, {"lot_id": self.t1.id}),
            (picking.move_ids, {"origin": "X"}),
            (picking, {"partner_id": self.other_customer.id}),
        ):
            with self.subTest(values), self.refused(FINAL):
                record.write(values)

    def test_a_line_that_is_added_to_a_done_transfer_is_dated_by_nobody(self):
        """It was not done by Odoo's own method, so nothing of it may be written at once."""
        values = {
            "picking_id": self.delivery.id,
            "product_id": self.tomato.id,
            "lot_id": self.t2.id,
            "quantity": 1,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        line = self.env["stock.move.line"].with_user(self.clerk).create(values)
        for record in (line, line.move_id):
            with self.refused(FINAL):
                record.date = "2001-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestWhatHistoryNames(HistoryCommon):
    def test_usage_of_a_location_that_lots_have_left_is_final(self):
        self.transfer(self.tomato, self.t2, 2)
        self.transfer(self.tomato, self.t2, 2, self.shelf, self.stock_location)
        self.commit()
        with self.refused("location type(.|\n)*Shelf"):
            self.rpc(self.manager, "stock.location", "write", self.shelf.ids, {"usage": "customer"})
        new = self.shelf.copy({"name": "New"})
        self.rpc(self.manager, "stock.location", "write", new.ids, {"usage": "customer"})
        self.assertEqual(new.usage, "customer")
        self.rpc(self.manager, "stock.location", "write", self.shelf.ids, {"name": "Rack"})

    def test_a_variant_that_moved_becomes_no_variant_of_another_product(self):
        other = self.make_product("Other", "none").product_tmpl_id
        attempts = (
            ("product.product", self.tomato.ids, {"product_tmpl_id": other.id}),
            (
                "product.template",
                other.ids,
                {"product_variant_ids": [Command.link(self.tomato.id)]},
            ),
        )
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        for model, ids, values in attempts:
            with self.subTest(model), self.refused("cannot become variants(.|\n)*Tomato"):
                self.rpc(self.manager, model, "write", ids, values)
        self.assertEqual(self.tomato.tracking, "lot")

    def test_a_variant_that_moved_keeps_what_tells_it_from_others(self):
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        template, lines = self.make_colours("Red", "Blue")
        red, _blue = template.product_variant_ids
        values = lines.product_template_value_ids
        self.receive(red, "R1")
        self.commit()
        for field in ("product_template_attribute_value_ids", "product_template_variant_value_ids"):
            for commands in (
                [Command.set(values[1].ids)],
                [Command.clear()],
                [Command.unlink(values[0].id), Command.link(values[1].id)],
            ):
                with (
                    self.subTest(field, commands=commands),
                    self.refused(r"attribute values(.|\n)*Shirt \(Red\)"),
                ):
                    self.rpc(self.manager, "product.product", "write", red.ids, {field: commands})
        values[1].ptav_active = False
        with self.refused("attribute values"):
            set_blue = {"product_template_attribute_value_ids": [Command.set(values[1].ids)]}
            self.rpc(self.manager, "product.product", "write", red.ids, set_blue)

    def test_attributes_with_one_value_come_and_go_and_new_values_make_new_variants(self):
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        template, colours = self.make_colours("Red")
        red = template.product_variant_ids
        self.receive(red, "R1")
        self.commit()
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [Command.create({"name": name}) for name in "ML"]}
        )
        line = {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids[:1].ids)]}

        def write(commands):
            values = {"attribute_line_ids": [commands]}
            self.rpc(self.manager, "product.template", "write", template.ids, values)

        write(Command.create(line))
        self.assertEqual(len(red.product_template_attribute_value_ids), 2)
        write(Command.delete((template.attribute_line_ids - colours).id))
        self.assertEqual(red.product_template_attribute_value_ids.name, "Red")
        write(
            Command.update(
                colours.id,
                {
                    "value_ids": [
                        Command.create({"name": "Blue", "attribute_id": colours.attribute_id.id})
                    ]
                },
            )
        )
        self.assertEqual(len(template.product_variant_ids), 2)
        write(Command.update(colours.id, {"value_ids": [Command.unlink(colours.value_ids[0].id)]}))
        self.assertFalse(red.active)
        self.assertEqual(red.product_template_attribute_value_ids.name, "Red")

    def make_colours(self, *names):
        """:return: a shirt by lot in these colours, and its attribute line"""
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [Command.create({"name": name}) for name in names]}
        )
        line = {"attribute_id": colour.id, "value_ids": [Command.set(colour.value_ids.ids)]}
        template = self.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "tracking": "lot",
                "attribute_line_ids": [Command.create(line)],
            }
        )
        return template, template.attribute_line_ids

    def test_without_strict_traceability_both_are_as_in_core(self):
        self.company.strict_traceability = False
        self.transfer(self.tomato, self.t2, 2)
        self.transfer(self.tomato, self.t2, 2, self.shelf, self.stock_location)
        self.shelf.with_user(self.manager).usage = "customer"
        other = self.make_product("Other", "lot").product_tmpl_id
        self.tomato.product_tmpl_id = other

    def test_documents_that_traces_name_are_not_deleted(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.tomato.id, "lot_id": self.t2.id, "scrap_qty": 1}
        )
        draft = scrap.copy()
        scrap.do_scrap()
        self.commit()
        for record in (scrap, self.delivery):
            for context in (None, {"_force_unlink": True}):
                with self.subTest(record), self.refused("cannot be deleted"):
                    self.rpc(self.manager, record._name, "unlink", record.ids, context=context)
        draft.with_user(self.manager).unlink()

    def test_contacts_that_traces_name_are_not_deleted_by_a_context_key(self):
        with self.refused(f"cannot be deleted(.|\n)*{self.customer.name}"):
            self.customer.with_context(_force_unlink=True).unlink()


@tagged("post_install", "-at_install")
class TestDoneByItsMethod(HistoryCommon):
    def demand(self, **values):
        return {
            "product_id": self.tomato.id,
            "product_uom_qty": 5,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            **values,
        }

    def test_a_move_with_demand_is_not_created_done_without_lines(self):
        open_move = self.draft_line().move_id
        attempts = (
            self.demand(state="done"),
            self.demand(picking_id=self.delivery.id),
            self.demand(state="done", picking_id=open_move.picking_id.id),
        )
        for values in attempts:
            with self.subTest(values), self.refused("validating their document(.|\n)*Tomato"):
                self.rpc(self.manager, "stock.move", "create", [values])
        with self.refused("validating their document"):
            self.rpc(
                self.manager,
                *("stock.move", "create", [self.demand()]),
                context={"default_state": "done"},
            )

    def test_a_move_with_demand_is_not_written_done_with_a_line_of_nothing(self):
        move = self.draft_line().move_id
        move.move_line_ids.quantity = 0
        with self.refused("validating their document"):
            self.rpc(self.manager, "stock.move", "write", move.ids, {"state": "done"})

    def test_a_transfer_is_not_created_or_written_done(self):
        values = {
            "picking_type_id": self.deliveries.id,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        moves = {"move_ids": [Command.create(self.demand())]}
        attempts = (
            ({**values, "state": "done"}, {}),
            ({**values, **moves, "state": "done"}, {}),
            (values, {"default_state": "done"}),
        )
        for sent, context in attempts:
            ids = []
            with self.subTest(sent, context=context), suppress(UserError):
                ids = self.rpc(self.manager, "stock.picking", "create", [sent], context=context)
            pickings = self.env["stock.picking"].browse(ids)
            self.assertNotIn("done", pickings.mapped("state"))
            self.assertNotIn("done", pickings.move_ids.mapped("state"))
        picking = self.draft_line().picking_id
        with self.refused(f"by their buttons(.|\n)*{picking.name}"):
            self.rpc(self.clerk, "stock.picking", "write", picking.ids, {"state": "done"})
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.tomato.id, "lot_id": self.t2.id, "scrap_qty": 1}
        )
        with self.refused("by their buttons"):
            self.rpc(self.clerk, "stock.scrap", "write", scrap.ids, {"state": "done"})
        with self.refused("by their buttons"):
            values = {"product_id": self.tomato.id, "lot_id": self.t2.id, "state": "done"}
            self.rpc(self.clerk, "stock.scrap", "create", [values])

    def test_an_open_movement_is_not_put_into_what_is_done(self):
        """The transfer would be open by it, and all that is final of it free."""
        move, scrap = self.draft_line().move_id, self.scrap(self.tomato, self.t2)
        self.commit()
        line = move.move_line_ids
        attempts = (
            ("stock.move", "write", move.ids, {"picking_id": self.delivery.id}),
            ("stock.move", "write", move.ids, {"scrap_id": scrap.id}),
            ("stock.move.line", "write", line.ids, {"picking_id": self.delivery.id}),
            ("stock.picking", "write", self.delivery.ids, {"move_ids": [Command.link(move.id)]}),
            ("stock.move", "create", [self.demand(scrap_id=scrap.id)]),
        )
        for attempt in attempts:
            with self.subTest(attempt), self.refused("is done, and takes no more"):
                self.rpc(self.clerk, *attempt)
        self.assertEqual(self.delivery.state, "done")

    def test_what_a_transfer_moved_is_final_whatever_its_state_says(self):
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'assigned' WHERE id = %s", self.delivery.ids
        )
        self.delivery.invalidate_recordset()
        with self.refused(f"{FINAL}(.|\n)*{self.delivery.name}"):
            values = {"partner_id": self.vendor.id}
            self.rpc(self.clerk, "stock.picking", "write", self.delivery.ids, values)

    def test_a_count_that_finds_what_was_expected_is_done(self):
        quant = self.count(self.tomato, 10, self.t2)
        self.assertEqual(quant.quantity, 10)

    def test_a_line_is_added_to_a_done_transfer_in_its_form(self):
        self.delivery.is_locked = False
        move = Form(self.move.with_user(self.clerk), view="stock.view_stock_move_operations")
        with move.move_line_ids.new() as line:
            line.lot_id = self.t2
            line.quantity = 1
        move.save()
        self.assertEqual(self.move.move_line_ids.lot_id, self.t1 | self.t2)
        self.assertEqual(self.t2.product_qty, 9)
