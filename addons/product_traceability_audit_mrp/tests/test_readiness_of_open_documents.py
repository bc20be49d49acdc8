"""A company with 39 open documents over a record with gaps becomes strict, and knows what for."""

from collections import defaultdict
from contextlib import closing

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import AuditOfOrdersCommon


@tagged("post_install", "-at_install")
class TestReadinessOfOpenDocuments(AuditOfOrdersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.without_rules()
        off = {"use_create_lots": False, "use_existing_lots": False}
        cls.loose_in, cls.loose_out, cls.loose_making = (
            operation.copy({"name": f"Loose {operation.name}", **off})
            for operation in (
                cls.warehouse.in_type_id,
                cls.warehouse.out_type_id,
                cls.warehouse.manu_type_id,
            )
        )
        cls.expiring = cls.make_product("Milk", "lot", use_expiration_date=True, expiration_time=30)
        cls.plan_transfer(cls.loose_in, (cls.tomato, None, 100)).button_validate()
        cls.few = cls.receive(cls.tomato, "FEW", 5)
        cls.held = cls.receive(cls.tomato, "HELD", 5)
        cls.held.hold("Broken glass")
        cls.sour = cls.receive(cls.expiring, "SOUR", 5)
        cls.sour.expiration_date = "2020-01-01"
        cls.sound, cls.unsound = cls.plan_transfers()
        sound, unsound = cls.plan_orders()
        cls.sound += sound
        cls.unsound += unsound

    @classmethod
    def plan_transfer(cls, operation, *lines):
        places = {
            "incoming": (cls.supplier_location, cls.stock_location),
            "outgoing": (cls.stock_location, cls.customer_location),
            "internal": (cls.stock_location, cls.shelf),
        }
        return cls.plan_goods(operation, *places[operation.code], lines)

    @classmethod
    def plan_transfers(cls):
        """:return: the transfers that strict rules let pass, and those that they refuse"""
        receipts, deliveries = cls.warehouse.in_type_id, cls.warehouse.out_type_id
        known, unit = cls.lot, cls.motors[1]
        sound = [
            *(cls.plan_transfer(receipts, (cls.tomato, f"NEW-{index}", 3)) for index in range(4)),
            *(cls.plan_transfer(deliveries, (cls.tomato, known, 1)) for _index in range(4)),
            *(cls.plan_transfer(cls.warehouse.int_type_id, (cls.tomato, known, 1)) for _ in "123"),
        ]
        draft = cls.env["stock.picking"].create(
            {
                "picking_type_id": cls.loose_in.id,
                "location_id": cls.supplier_location.id,
                "location_dest_id": cls.stock_location.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": cls.tomato.id,
                            "product_uom_qty": 2,
                            "location_id": cls.supplier_location.id,
                            "location_dest_id": cls.stock_location.id,
                        }
                    )
                ],
            }
        )
        cls.several = cls.plan_transfer(
            cls.loose_out,
            (cls.tomato, None, 2),
            (cls.tomato, cls.held, 1),
            (cls.expiring, cls.sour, 1),
        )
        unsound = [
            draft,
            *(cls.plan_transfer(cls.loose_in, (cls.tomato, None, 2)) for _index in range(2)),
            cls.env["stock.scrap"].create({"product_id": cls.tomato.id, "scrap_qty": 1}),
            cls.several,
            *(cls.plan_transfer(cls.loose_out, (cls.tomato, None, 2)) for _index in range(4)),
            *(cls.plan_transfer(deliveries, (cls.tomato, cls.few, 8)) for _index in range(2)),
            cls.plan_transfer(deliveries, (cls.tomato, "NEVER-THERE", 1)),
            cls.plan_transfer(deliveries, (cls.tomato, cls.held, 1)),
            cls.plan_transfer(deliveries, (cls.expiring, cls.sour, 1)),
            cls.plan_goods(deliveries, cls.shelf, cls.customer_location, [(cls.motor, unit, 1)]),
            cls.plan_transfer(cls.warehouse.int_type_id, (cls.tomato, "NOT-THERE", 1)),
            cls.plan_transfer(receipts, (cls.tomato, cls.lot, 1)),
        ]
        return sound, unsound

    @classmethod
    def plan_orders(cls):
        """:return: the orders that strict rules let pass, and those that they refuse"""
        sound = [cls.plan_order(cls.pulp, f"P-{index}", [(cls.lot, 1)]) for index in range(3)]
        unsound = [cls.plan_loose_order(begun=True) for _index in range(3)]
        unsound += [cls.plan_loose_order(begun=False), cls.plan_loose_order(draft=True)]
        for index in range(2):
            order = cls.plan_by_bill(f"WITHOUT-SALT-{index}")
            order.move_raw_ids.filtered(lambda move: move.product_id == cls.salt).quantity = 0
            unsound.append(order)
        return sound, [*unsound, cls.plan_unbuild()]

    @classmethod
    def plan_unbuild(cls):
        """:return: an unbuild order of a sauce that is on hold"""
        order = cls.make_sauces("UNBUILT")
        order.lot_producing_ids.hold("Broken glass")
        return cls.env["mrp.unbuild"].create(
            {
                "product_id": cls.sauce.id,
                "mo_id": order.id,
                "lot_id": order.lot_producing_ids.id,
                "product_qty": 1,
                "location_id": cls.stock_location.id,
                "location_dest_id": cls.stock_location.id,
            }
        )

    @classmethod
    def plan_loose_order(cls, begun=False, draft=False):
        order = cls.env["mrp.production"].create(
            {
                "product_id": cls.jar.id,
                "product_qty": 1,
                "picking_type_id": cls.loose_making.id,
                "move_raw_ids": [
                    Command.create({"product_id": cls.tomato.id, "product_uom_qty": 1})
                ],
            }
        )
        if not draft:
            order.action_confirm()
        if begun:
            order.lot_producing_ids = cls.make_lot(cls.jar, f"J-{order.id}")
            order.qty_producing = 1
            order.set_qty_producing()
            cls._pick(order.move_raw_ids, [(cls.tomato, 1)])
        return order

    @classmethod
    def plan_by_bill(cls, name):
        order = cls.env["mrp.production"].create(
            {
                "product_id": cls.sauce.id,
                "product_qty": 1,
                "bom_id": cls.bill.id,
                "picking_type_id": cls.warehouse.manu_type_id.id,
                "lot_producing_ids": [Command.set(cls.make_lot(cls.sauce, name).ids)],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order.set_qty_producing()
        for move, lot in zip(order.move_raw_ids, (cls.lot, cls.salt_lot), strict=True):
            cls._pick(move, [(lot, 1)])
        return order

    def can_complete(self, documents):
        """Complete documents as their buttons do, and undo it.

        :return: whether all are done then
        """
        with closing(self.env.cr.savepoint()):
            try:
                for model, ids in self.ids_of(documents).items():
                    records = self.env[model].with_context(skip_expired=True).browse(ids)
                    if model == "stock.picking":
                        records.button_validate()
                    elif model == "stock.scrap":
                        records.do_scrap()
                    elif model == "mrp.unbuild":
                        records.action_unbuild()
                    else:
                        records.filtered(lambda order: order.state == "draft").action_confirm()
                        records.button_mark_done()
                self.env.flush_all()
            except UserError:
                return False
            finally:
                self.env.cr.postcommit.data.clear()
            return {document.state for document in documents} == {"done"}

    @staticmethod
    def ids_of(documents):
        ids = defaultdict(list)
        for document in documents:
            ids[document._name].append(document.id)
        return ids

    def test_whatever_strict_rules_refuse_was_listed_and_nothing_is_before(self):
        documents = self.sound + self.unsound
        self.assertEqual(len(documents), 39)
        self.assertTrue(self.can_complete(documents))

        administrator = new_test_user(self.env, "readiness_admin", "base.group_system")
        self.env.flush_all()
        lots = self.env["stock.lot"].search_count([])
        with self.enter_registry_test_mode():
            action = self.env["traceability.readiness"].with_user(administrator).action_open()
        readiness = self.env[action["res_model"]].with_user(administrator).browse(action["res_id"])
        rows = readiness.row_ids
        listed = [
            self.env[row.model].browse(record)
            for row in rows.filtered(lambda row: row.kind == "refused")
            for record in row.record_ids
        ]
        self.assertEqual(set(listed), set(self.unsound))
        told = self.env["traceability.readiness.document"].with_user(administrator)
        told = told.search(readiness.action_open_documents()["domain"])
        self.assertEqual(len(told), len(listed))
        told = told.filtered(lambda document: document.name == self.several.name)
        self.assertEqual(told[0].action_open()["res_id"], self.several.id)
        for refused, lot in (("needs a lot", "Tomato"), ("on hold", "HELD"), ("expired", "SOUR")):
            problems = told.filtered(lambda one, refused=refused: refused in one.label)
            self.assertIn(lot, problems.problem)
        kinds = rows.mapped("kind")
        self.assertLessEqual({"operation_types", "stock_without_lots"}, set(kinds))
        # Looking changed nothing.
        self.assertFalse(self.company.strict_traceability)
        self.assertEqual(self.env["stock.lot"].search_count([]), lots)
        readiness.action_switch_on()
        self.assertTrue(self.company.strict_traceability)
        self.assertTrue(self.can_complete(self.sound))
        for document in self.unsound:
            self.assertFalse(self.can_complete([document]), document.display_name)
