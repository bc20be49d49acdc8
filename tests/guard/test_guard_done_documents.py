"""Rule 4: who, what and when of a done document stay as every trace prints them."""

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common.guard import HistoryCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestDoneDocuments(HistoryCommon):
    def write(self, record, values, user=None, context=None):
        return self.rpc(
            user or self.clerk, record._name, "write", record.ids, values, context=context
        )

    def test_partner_number_and_state_of_a_done_transfer_are_final(self):
        values = {"partner_id": self.other_customer.id, "name": "WH/OUT/X", "state": "draft"}
        for user in (self.clerk, self.manager):
            for field, value in values.items():
                with self.subTest(field=field, user=user.login), self.refused(FINAL) as caught:
                    self.write(self.delivery, {field: value}, user)
                self.assertIn(self.delivery.name, str(caught.exception))
        self.assertEqual(self.delivery.partner_id, self.customer)

    def test_partner_and_reference_of_a_done_move_are_final(self):
        values = {"partner_id": self.other_customer.id, "reference": "X", "inventory_name": "X"}
        for field, value in values.items():
            with self.subTest(field=field), self.refused(FINAL):
                self.write(self.move, {field: value})

    def test_typed_number_and_reference_of_a_done_line_are_final(self):
        for field in ("lot_name", "reference"):
            with self.subTest(field=field), self.refused(FINAL):
                self.write(self.line, {field: "X"})
        self.write(self.line, {"lot_name": "T1", "reference": self.delivery.name})

    def test_an_import_does_not_give_a_done_transfer_another_partner(self):
        self.env["ir.model.data"].create(
            {"name": "p1", "module": "t", "model": "stock.picking", "res_id": self.delivery.id}
        )
        answer = (
            self.env["stock.picking"]
            .with_user(self.manager)
            .load(["id", "partner_id/.id"], [["t.p1", str(self.other_customer.id)]])
        )
        self.assertFalse(answer["ids"])
        self.assertEqual(self.delivery.partner_id, self.customer)

    def test_number_of_a_done_scrap_is_final(self):
        scrap = self.scrap(self.tomato, self.t2)
        self.commit()
        with self.refused(FINAL):
            self.write(scrap, {"name": "X"}, self.manager)

    def test_notes_and_the_same_values_are_free(self):
        self.write(
            self.delivery,
            {"note": "<p>late</p>", "partner_id": self.customer.id, "name": self.delivery.name},
        )
        self.rpc(self.clerk, "stock.picking", "message_post", self.delivery.ids, body="late")
        self.assertEqual(self.delivery.note, "<p>late</p>")
        self.assertEqual(self.delivery.message_ids[0].author_id, self.clerk.partner_id)
        self.assertEqual((self.delivery.partner_id, self.delivery.state), (self.customer, "done"))

    def test_what_is_not_done_is_free(self):
        picking = self.draft_line().picking_id
        self.write(picking, {"partner_id": self.other_customer.id, "name": "WH/OUT/X"})
        self.assertEqual(picking.move_ids.partner_id, self.other_customer)

    def test_a_new_address_for_all_deliveries_leaves_the_done_ones(self):
        picking = self.draft_line().picking_id
        (self.delivery | picking).with_user(self.clerk).partner_id = self.other_customer
        self.assertEqual(
            (self.delivery.partner_id, picking.partner_id), (self.customer, self.other_customer)
        )

    def test_untracked_goods_and_other_companies_are_as_in_core(self):
        self.receive(self.screw, None, 10)
        delivery = self.deliver(self.screw, None, 4)
        self.commit()
        self.write(delivery, {"partner_id": self.other_customer.id})
        self.company.strict_traceability = False
        self.write(self.delivery, {"partner_id": self.other_customer.id, "name": "X"})
        self.assertEqual(self.move.reference, "X")

    def test_a_line_added_to_a_done_transfer_is_of_today(self):
        values = {
            "picking_id": self.delivery.id,
            "product_id": self.tomato.id,
            "lot_id": self.t2.id,
            "quantity": 1,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        old = "2020-01-01 00:00:00"
        for sent, context in ((values | {"date": old}, None), (values, {"default_date": old})):
            started = Datetime.now()
            [line] = self.rpc(self.clerk, "stock.move.line", "create", [sent], context=context)
            line = self.env["stock.move.line"].browse(line)
            self.assertEqual(line.state, "done")
            self.assertGreaterEqual(line.date, started)
            self.assertGreaterEqual(line.move_id.date, started)

    def test_a_move_made_as_done_is_of_today(self):
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            "product_id": self.tomato.id,
        }
        old = "2020-01-01 00:00:00"
        line = {**places, "lot_id": self.t2.id, "quantity": 1, "date": old}
        values = {
            **places,
            **{"product_uom_qty": 1, "state": "done", "date": old},
            "picking_id": self.delivery.id,
            "move_line_ids": [Command.create(line)],
        }
        started = Datetime.now()
        [move] = self.rpc(self.manager, "stock.move", "create", [values])
        move = self.env["stock.move"].browse(move)
        self.assertGreaterEqual(move.date, started)
        self.assertGreaterEqual(move.move_line_ids.date, started)

    def test_lines_not_done_are_not_tied_to_each_other(self):
        """A delivery would be said to be made of what another one takes."""
        one, other = self.draft_line(), self.draft_line()
        for name in ("consume_line_ids", "produce_line_ids"):
            for link in ([4, other.id], [6, 0, other.ids]):
                with (
                    self.subTest(name, link=link),
                    self.refused("recorded when the document is validated"),
                ):
                    self.write(one, {name: [link]})
            values = one.copy_data()[0] | {name: [[4, other.id]]}
            with self.subTest(name), self.refused("recorded when the document is validated"):
                self.rpc(self.clerk, "stock.move.line", "create", values)
            values = one.copy_data()[0]
            values.pop(name, None)
            context = {f"default_{name}": [[4, other.id]]}
            with self.subTest(name), self.refused("recorded when the document is validated"):
                self.rpc(self.clerk, "stock.move.line", "create", values, context=context)

    def test_contacts_whom_traces_name_are_not_deleted(self):
        owner, nobody = self.env["res.partner"].create([{"name": "Owner"}, {"name": "Nobody"}])
        owned = self.plan_receipt((self.tomato, "T3", 1))
        owned.owner_id = owner
        owned.button_validate()
        loose = self.env["res.partner"].create({"name": "Drawee"})
        self.delivery.move_ids.flush_recordset()
        for partner in (self.customer, self.vendor, owner):
            with (
                self.subTest(partner.name),
                self.refused(f"cannot be deleted(.|\n)*{partner.name}"),
            ):
                (partner | loose).unlink()
        (nobody | loose).unlink()
        self.company.strict_traceability = False
        self.customer.unlink()
        self.assertFalse(self.delivery.partner_id)
