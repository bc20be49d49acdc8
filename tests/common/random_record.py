"""A small record of its own for each random history, written by SQL as core writes it."""

from datetime import datetime, timedelta

from odoo.tools import SQL

from .in_time import FROM_VENDOR
from .world import TraceabilityCommon

START = datetime(2026, 1, 1)


class RandomRecordCommon(TraceabilityCommon):
    """A few products and lots, whose history each case tells anew."""

    product_of_lot = (0, 0, 0, 1, 1, 2, 2)
    trackings = ("lot", "lot", "lot")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False  # data from before: the guard allows no gaps
        cls.products = [
            cls.make_product(f"Product {number}", tracking)
            for number, tracking in enumerate(cls.trackings)
        ]
        cls.lots = [
            cls.make_lot(cls.products[product], f"L{number}")
            for number, product in enumerate(cls.product_of_lot)
        ]
        cls.production = cls.env["stock.location"].search([("usage", "=", "production")], limit=1)

    @classmethod
    def product_of(cls, lot):
        """:return: the number of a lot's product; of the first one for None, a line without lot"""
        return 0 if lot is None else cls.product_of_lot[lot]

    @classmethod
    def is_serial(cls, lot):
        return cls.trackings[cls.product_of(lot)] == "serial"

    @staticmethod
    def at(day):
        """Return the moment that a number stands for in the reckoning."""
        return START + timedelta(days=day)

    def undo(self, savepoint):
        """Forget the history of one case: each starts from none."""
        savepoint.rollback()
        self.env.invalidate_all()

    def write_lines(self, items, source, target, line=None, **move):
        """Write done lines, one move a product.

        :param list items: (lot or None, quantity, day)
        :param dict line: columns of the lines that differ
        :param move: more columns of the moves
        :return: list of the ids of the lines, in the order of the items
        """
        places = {
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company.id,
            "state": "done",
        }
        products = [self.products[self.product_of(lot)] for lot, _quantity, _day in items]
        of_move = {"product_uom_qty": 1, "product_qty": 1, "quantity": 1, "date": START}
        of_move |= {"procure_method": "make_to_stock", **places, **move}
        moves = {
            product: {**of_move, "product_id": product.id, "product_uom": product.uom_id.id}
            for product in products
        }
        moves = dict(zip(moves, self._insert("stock_move", list(moves.values())), strict=True))
        return self._insert(
            "stock_move_line",
            [
                {
                    **places,
                    "move_id": moves[product],
                    "product_id": product.id,
                    "product_uom_id": product.uom_id.id,
                    "lot_id": None if lot is None else self.lots[lot].id,
                    "quantity": quantity,
                    "quantity_product_uom": quantity,
                    "date": self.at(day),
                    **(line or {}),
                }
                for product, (lot, quantity, day) in zip(products, items, strict=True)
            ],
        )

    def link(self, inputs, outputs):
        """Link each output to each input, as an order does."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_move_line_consume_rel (produce_line_id, consume_line_id)"
                " SELECT * FROM unnest(%s::int[]) input (id), unnest(%s::int[]) output (id)",
                *(list(inputs), list(outputs)),
            )
        )

    def _insert(self, table, rows):
        """:return: list of the ids of the new rows"""
        if not rows:
            return []
        values = [SQL("(%s)", SQL(", ").join(SQL("%s", v) for v in row.values())) for row in rows]
        found = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, rows[0])),
                SQL(", ").join(values),
            )
        )
        return [row_id for [row_id] in found]


class RandomMomentsCommon(RandomRecordCommon):
    """Histories of orders, unbuilds, repairs and movements, against every way by brute force."""

    most_documents = 8

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.make_documents()
        cls.other_company = cls.env["res.company"].create({"name": "Other Works"})
        loss = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )
        stock, vendors, customers, production = (
            *(cls.stock_location, cls.supplier_location),
            *(cls.customer_location, cls.production),
        )
        cls.places = {
            "receipt": (vendors, stock),
            "delivery": (stock, customers),
            "return": (customers, stock),
            "move": (stock, cls.shelf),
            "dropship": (vendors, customers),
            "sent_back": (stock, vendors),
            "scrap": (stock, loss),
            "loss": (stock, loss),
            "find": (loss, stock),
            "unscrap": (loss, stock),
            "use": (stock, production),
            "make": (production, stock),
        }

    @classmethod
    def make_documents(cls):
        """Make documents that the histories are told of.

        :return: {kind: (the column of the moves of inputs, that of outputs, ids)}
        """
        transfers = cls.env["stock.picking"].create(
            [
                {
                    "picking_type_id": cls.warehouse.int_type_id.id,
                    "location_id": cls.stock_location.id,
                    "location_dest_id": cls.stock_location.id,
                }
                for _number in range(cls.most_documents)
            ]
        )
        return {"order": ("picking_id", "picking_id", transfers.ids)}

    def tell(self, documents, movements):
        """Write a history as core does. :return: {line: what names it in the reckoning}"""
        what = {}
        for number, document in enumerate(documents):
            sides = self.write_document(number, document)
            for side, lines in sides.items():
                what |= {line: (side, number, at) for at, line in enumerate(lines)}
        partners = (self.vendor.id, self.other_vendor.id)
        for number, one in enumerate(movements):
            item = (one.lot, one.quantity, one.day)
            named = {"is_inventory": one.kind in ("find", "loss")}
            if one.kind in FROM_VENDOR:
                named["partner_id"] = partners[one.partner]
            for line in self.write_lines(
                [item], *self.places[one.kind], self.columns_of(one), **named
            ):
                what[line] = one.kind, number, 0
        return what

    def columns_of(self, movement):
        """Return dict of what the line of a movement has that others have not."""
        return {
            "hidden": {"company_id": self.other_company.id},
            "cancelled": {"state": "cancel"},
            "dozens": {
                "quantity": movement.quantity / 12,
                "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            },
        }.get(movement.note, {})

    def write_document(self, number, document):
        """:return: {side: list of the ids of its lines}"""
        into, out_of, ids = self.documents[document.kind]
        stock, production = self.stock_location, self.production
        used = [(*item, document.used_on) for item in document.used]
        made = [(*item, document.made_on) for item in document.made]
        taken = [(*item, document.made_on) for item in document.taken]
        of_inputs, of_outputs = {into: ids[number]}, {out_of: ids[number]}
        line = {"company_id": self.other_company.id} if document.is_hidden else {}
        inputs = self.write_lines(used, stock, production, line, **of_inputs)
        scrap = self.places["scrap"][1]
        recovered = self.write_lines(
            *(taken, production, scrap if document.is_scrapped else stock, line), **of_outputs
        )
        if document.kind == "repair":
            outputs = self.write_lines(made, stock, stock, line, **of_outputs)
            self.link(inputs + recovered, outputs)
        else:
            outputs = self.write_lines(made, production, stock, line, **of_outputs)
            self.link(inputs, outputs)
        return {"used": inputs, "made": outputs, "taken": recovered}
