"""The doors of the guard's rules, and what is tried at each."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form
from odoo.tools import SQL

from .guard import GuardCommon

# Of some, core tells first.
NEEDS_LOT = "Every unit of a tracked product needs a lot|need to supply a Lot"
UNKNOWN = "was never in stock"
ONE_PLACE = "A serial number is one unit in one location|serial number has already been assigned"
USED = "used before"
MOVED = "cannot be renamed or given another product"
FINAL = "Completed operations cannot be"
TRACKING = "Tracking cannot be switched off"
NAME = "ABC"
HELD = "on hold"
EXPIRED = "xpired"
BY_DOCUMENT = "validating their document"
BY_MOVEMENTS = "only by movements"
DATED = "that has moved can be changed by"


LATER = "2099-01-01 00:00:00"
WAYS_IN = Path(__file__).parents[2] / "doc" / "ways_in.rst"


def rows_of(text):
    """:return: the rows of the only csv-table of a text in reStructuredText"""
    [table] = re.findall(r"^\.\. csv-table::\n(?:   :.*\n)+\n((?:   .*\n)+)", text, re.MULTILINE)
    return list(csv.reader(map(str.strip, table.splitlines()), skipinitialspace=True))


class WaysIn(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enter_company()
        lots = cls.env.ref("stock.group_production_lot")
        (cls.clerk | cls.manager | cls.employee).write({"group_ids": [Command.link(lots.id)]})
        products = cls.env.ref("product.group_product_manager")
        cls.manager.write({"group_ids": [Command.link(products.id)]})
        cls.t1 = cls.receive(cls.tomato, "T1", 10)
        cls.old = cls.receive(cls.tomato, "OLD", 10)
        cls.held = cls.receive(cls.tomato, "HELD", 10)
        cls.m1 = cls.receive(cls.motor, "M1")
        cls.apple = cls.make_product("Apple", "lot", use_expiration_date=True)
        cls.past = cls.receive(cls.apple, "PAST", 10)
        cls.past.expiration_date = Datetime.now() - timedelta(days=3)
        cls.held.hold("Laboratory")
        cls.strange = cls.make_lot(cls.tomato, "STRANGE")
        done = cls.env["stock.move.line"].search([("lot_id", "=", cls.m1.id)])
        cls.receipt = done.picking_id
        cls.delivery = cls.deliver(cls.tomato, cls.old, 1)
        cls.planned = cls.plan_goods(
            cls.deliveries, cls.stock_location, cls.customer_location, [(cls.tomato, cls.old, 1)]
        )

    @classmethod
    def enter_company(cls):
        """Where the doors are tried."""

    def setUp(self):
        super().setUp()
        self.commit()

    # -- doors ------------------------------------------------------------------------------------
    def validate(self, user, picking):
        self.rpc(user, "stock.picking", "button_validate", picking.ids)

    def transfer_form(self, user, operation, product, lot=None, quantity=1):
        """Type a transfer in its form and its lots in Detailed Operations, then validate it."""
        form = Form(
            self.env["stock.picking"]
            .with_user(user)
            .with_context(default_picking_type_id=operation.id)
        )
        with form.move_ids.new() as move:
            move.product_id = product
            move.product_uom_qty = quantity
        picking = form.save()
        picking.action_confirm()
        picking.do_unreserve()
        move = Form(picking.move_ids, view="stock.view_stock_move_operations")
        with move.move_line_ids.new() as line:
            if isinstance(lot, str):
                line.lot_name = lot
            elif lot:
                line.lot_id = lot
            line.quantity = quantity
        move.save()
        picking.move_ids.picked = True
        self.validate(user, picking)

    def line(self, picking, lot, product=None):
        """:return: a line for a done transfer, which core moves as it is made"""
        return {
            "picking_id": picking.id,
            "product_id": (product or lot.product_id).id,
            "lot_id": lot.id if lot else False,
            "quantity": 1,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }

    def line_rpc(self, user, *args):
        self.rpc(user, "stock.move.line", "create", [self.line(*args)])

    def line_import(self, user, *args):
        values = self.line(*args)
        fields = [name if name == "quantity" else f"{name}/.id" for name in values]
        self.load(user, "stock.move.line", fields, [str(value or "") for value in values.values()])

    def load(self, user, model, fields, row):
        """Import one row. :return: its id; what the import tells is raised as it is shown"""
        answer = self.env[model].with_user(user).load(fields, [row])
        if not answer["ids"]:
            raise UserError("\n".join(message["message"] for message in answer["messages"]))
        return answer["ids"]

    def scrap_form(self, user, lot, place):
        form = Form(self.env["stock.scrap"].with_user(user))
        form.product_id, form.lot_id, form.location_id = lot.product_id, lot, place
        scrap = form.save()
        self.rpc(user, "stock.scrap", "do_scrap", scrap.ids)

    def count_import(self, user, product, lot, place):
        fields = ["product_id/.id", "lot_id/.id", "location_id/.id", "inventory_quantity"]
        row = [str(product.id), str(lot.id) if lot else "", str(place.id), "1"]
        ids = self.load(user, "stock.quant", fields, row)
        self.apply_count(user, ids)

    def count_rpc(self, user, product, lot, place):
        values = {"product_id": product.id, "lot_id": lot.id if lot else False}
        values |= {"location_id": place.id, "inventory_quantity": 1}
        mode = {"inventory_mode": True}
        [quant] = self.rpc(user, "stock.quant", "create", [values], context=mode)
        self.apply_count(user, [quant])

    def apply_count(self, user, ids):
        """A serial number that is elsewhere is offered to be moved: count it all the same."""
        if self.rpc(user, "stock.quant", "action_apply_inventory", ids):
            values, mode = {"inventory_quantity_auto_apply": 1}, {"inventory_mode": True}
            self.rpc(user, "stock.quant", "write", ids, values, context=mode)

    def lot_form(self, user, lot, name):
        with Form(lot.with_user(user)) as form:
            form.name = name

    def new_lot_form(self, user, name):
        form = Form(self.env["stock.lot"].with_user(user))
        form.product_id = self.motor
        form.name = name
        form.save()

    def lot_import(self, user, lot, field, value):
        self.load(user, "stock.lot", [".id", field], [str(lot.id), value])

    def new_lot_import(self, user, name):
        self.load(user, "stock.lot", ["product_id/.id", "name"], [str(self.motor.id), name])

    def new_lot_rpc(self, user, name):
        self.rpc(user, "stock.lot", "create", [{"product_id": self.motor.id, "name": name}])

    def write(self, user, record, **values):
        self.rpc(user, record._name, "write", record.ids, values)

    def tracking_form(self, user):
        with Form(self.tomato.product_tmpl_id.with_user(user)) as form:
            form.tracking = "none"

    def tracking_import(self, user):
        template = self.tomato.product_tmpl_id
        self.load(user, "product.template", [".id", "tracking"], [str(template.id), "none"])

    def move_rpc(self, user, operation, source, target, lot):
        picking = self.plan_goods(operation, source, target, [(lot.product_id, lot, 2)])
        self.validate(user, picking)

    def relocate(self, user, lot, place):
        self.write(user, lot, location_id=place.id)

    # -- the table --------------------------------------------------------------------------------
    def table(self):
        """:return: [(rule, way, who, words, door, arguments)] of the rows of ``doc/ways_in.rst``"""
        attempts = self.attempts()
        return [
            (rule, way, users, *attempts.pop((rule, way, attempt)))
            for rule, way, users, attempt in self.listed()
        ]

    def listed(self):
        """:return: [(rule, way, who, attempt)], the rows of ``doc/ways_in.rst``"""
        users = {
            "clerk": self.clerk,
            "manager": self.manager,
            "clerk, manager": self.clerk | self.manager,
        }
        return [
            (int(rule), way, users[names], attempt)
            for rule, way, names, attempt in rows_of(WAYS_IN.read_text())
        ]

    def attempts(self):
        """:return: {(rule, way, attempt): (words of the refusal, door, arguments)}"""
        tomato, motor, shelf = self.tomato, self.motor, self.shelf
        receipts, deliveries = self.receipts, self.deliveries
        receipt, delivery = self.receipt, self.delivery
        stock, customers = self.stock_location, self.customer_location
        internal = self.warehouse.int_type_id
        no_lot = self.env["stock.lot"]
        attempts = [
            (
                1,
                "Receive a serial-tracked product without a serial number",
                NEEDS_LOT,
                {"form": (self.transfer_form, receipts, motor)},
            ),
            (
                1,
                "Add a line without a lot to a done receipt",
                NEEDS_LOT,
                {
                    "rpc": (self.line_rpc, receipt, no_lot, motor),
                    "import": (self.line_import, receipt, no_lot, motor),
                },
            ),
            (
                1,
                "Count stock without a lot",
                NEEDS_LOT,
                {
                    "rpc": (self.count_rpc, tomato, None, shelf),
                    "import": (self.count_import, tomato, None, shelf),
                },
            ),
            (
                2,
                "Deliver a lot that was never in stock",
                UNKNOWN,
                {"form": (self.transfer_form, deliveries, tomato, self.strange)},
            ),
            (
                2,
                "Add a lot that was never in stock to a done delivery",
                UNKNOWN,
                {
                    "rpc": (self.line_rpc, delivery, self.strange),
                    "import": (self.line_import, delivery, self.strange),
                },
            ),
            (
                2,
                "Receive a lot that has been used before",
                USED,
                {"form": (self.transfer_form, receipts, tomato, "T1")},
            ),
            (
                2,
                "Add a lot that has been used before to a done receipt",
                USED,
                {
                    "rpc": (self.line_rpc, receipt, self.t1),
                    "import": (self.line_import, receipt, self.t1),
                },
            ),
            (
                2,
                "Scrap a lot that was never in stock",
                UNKNOWN,
                {"form": (self.scrap_form, self.strange, self.stock_location)},
            ),
            (
                3,
                "Scrap a serial number from a location where it is not",
                ONE_PLACE,
                {"form": (self.scrap_form, self.m1, shelf)},
            ),
            (
                3,
                "Add a serial number in stock to a done receipt",
                ONE_PLACE,
                {
                    "rpc": (self.line_rpc, receipt, self.m1),
                    "import": (self.line_import, receipt, self.m1),
                },
            ),
            (
                3,
                "Count a serial number in a second location",
                ONE_PLACE,
                {
                    "rpc": (self.count_rpc, motor, self.m1, shelf),
                    "import": (self.count_import, motor, self.m1, shelf),
                },
            ),
            (
                3,
                "Bring back more of a lot than the customer got",
                "cannot come from",
                {"rpc": (self.move_rpc, receipts, customers, stock, self.old)},
            ),
            (
                4,
                "Rename a lot that has moved",
                MOVED,
                {
                    "form": (self.lot_form, self.t1, "T9"),
                    "rpc": (self.rename, self.t1),
                    "import": (self.lot_import, self.t1, "name", "T9"),
                },
            ),
            (
                4,
                "Change the lot of a done line",
                FINAL,
                {
                    "rpc": (self.relot, delivery.move_line_ids),
                    "import": (self.relot_import, delivery.move_line_ids),
                },
            ),
            (
                4,
                "Change the origin of a done movement",
                FINAL,
                {"rpc": (self.write_origin, delivery.move_ids)},
            ),
            (
                4,
                "Change the company of a lot that has moved",
                MOVED,
                {
                    "rpc": (self.give_company, self.t1),
                    "import": (self.lot_import, self.t1, "company_id/.id", str(self.company.id)),
                },
            ),
            (
                4,
                "Complete a movement by writing its state",
                BY_DOCUMENT,
                {"rpc": (self.write_done, self.planned.move_ids)},
            ),
            (
                4,
                "Complete a transfer by writing its state",
                "by their buttons",
                {"rpc": (self.write_done, self.planned)},
            ),
            (
                4,
                "Create a completed movement without lines",
                BY_DOCUMENT,
                {"rpc": (self.make_done,)},
            ),
            (
                4,
                "Write the reserved quantity of stock",
                BY_MOVEMENTS,
                {"rpc": (self.reserve_quant, self.t1)},
            ),
            (
                5,
                "Switch tracking off while lots are in stock",
                TRACKING,
                {
                    "form": (self.tracking_form,),
                    "rpc": (self.untrack, tomato),
                    "import": (self.tracking_import,),
                },
            ),
            (
                7,
                "Create a serial number that does not fit its pattern",
                NAME,
                {
                    "form": (self.new_lot_form, "XYZ"),
                    "rpc": (self.new_lot_rpc, "XYZ"),
                    "import": (self.new_lot_import, "XYZ"),
                },
            ),
            (
                8,
                "Deliver an expired lot",
                EXPIRED,
                {"form": (self.transfer_form, deliveries, self.apple, self.past)},
            ),
            (
                8,
                "Move an expired lot to a customer by an internal transfer",
                EXPIRED,
                {"rpc": (self.move_rpc, internal, stock, customers, self.past)},
            ),
            (
                8,
                "Move a lot on hold to a customer by an internal transfer",
                HELD,
                {"rpc": (self.move_rpc, internal, stock, customers, self.held)},
            ),
            (
                8,
                "Write a customer's location on a lot",
                "needs a document",
                {"rpc": (self.relocate, self.t1, customers)},
            ),
            (
                8,
                "Add an expired lot to a done delivery",
                EXPIRED,
                {
                    "rpc": (self.line_rpc, delivery, self.past),
                    "import": (self.line_import, delivery, self.past),
                },
            ),
            (
                8,
                "Add a lot on hold to a done delivery",
                HELD,
                {
                    "rpc": (self.line_rpc, delivery, self.held),
                    "import": (self.line_import, delivery, self.held),
                },
            ),
            (
                8,
                "Change the expiration date of a lot that has moved",
                DATED,
                {
                    "rpc": (self.redate, self.past),
                    "import": (self.lot_import, self.past, "expiration_date", LATER),
                },
            ),
            (
                8,
                "Release a lot by writing its field",
                "Hold and Release",
                {"import": (self.lot_import, self.held, "is_on_hold", "0")},
            ),
        ]
        return {
            (rule, way, attempt): (words, *door)
            for rule, attempt, words, doors in attempts
            for way, door in doors.items()
        }

    def rename(self, user, lot):
        self.write(user, lot, name="T9")

    def untrack(self, user, product):
        self.write(user, product.product_tmpl_id, tracking="none")

    def write_origin(self, user, moves):
        self.write(user, moves, origin="X")

    def give_company(self, user, lot):
        self.write(user, lot, company_id=self.company.id)

    def write_done(self, user, record):
        self.write(user, record, state="done")

    def make_done(self, user):
        values = {
            "product_id": self.tomato.id,
            "product_uom_qty": 1,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            "company_id": self.company.id,
            "state": "done",
        }
        self.rpc(user, "stock.move", "create", [values])

    def reserve_quant(self, user, lot):
        quant = lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        self.write(user, quant, reserved_quantity=5)

    def redate(self, user, lot):
        self.write(user, lot, expiration_date=LATER)

    def relot(self, user, lines):
        self.write(user, lines, lot_id=self.t1.id)

    def relot_import(self, user, lines):
        row = [str(lines.id), str(self.t1.id)]
        self.load(user, "stock.move.line", [".id", "lot_id/.id"], row)

    def snapshot(self):
        """:return: all that an attempt could have left behind"""
        self.env.flush_all()
        tables = {
            "stock_quant": "product_id, lot_id, location_id, quantity",
            "stock_move_line": "id, state, lot_id, quantity",
            "stock_lot": "id, name, is_on_hold",
            "stock_picking": "id, state",
            "stock_scrap": "id, state",
            "product_template": "id, tracking",
        }
        answer = {}
        for table, columns in tables.items():
            rows = self.env.execute_query(
                SQL("SELECT %s FROM %s", SQL(columns), SQL.identifier(table))
            )
            answer[table] = sorted(rows, key=repr)
        return answer
