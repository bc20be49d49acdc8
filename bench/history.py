"""Histories of realistic size, multiplied in SQL from movements that Odoo itself recorded."""

from odoo.fields import Command
from odoo.tools import SQL, sql


class History:
    """A warehouse whose first movements are real and whose mass is copies of them."""

    def __init__(self, env):
        self.env = env
        self.warehouse = env["stock.warehouse"].search([], limit=1)
        self.stock = self.warehouse.lot_stock_id
        self.shelf = env["stock.location"].create(
            {"name": "Bench shelf", "location_id": self.stock.id}
        )
        self.vendors = env.ref("stock.stock_location_suppliers")
        self.customers = env.ref("stock.stock_location_customers")
        self.production = env["stock.location"].search([("usage", "=", "production")], limit=1)
        self.raw, self.paste, self.made, self.other = env["product.product"].create(
            [
                {"name": f"Bench {name}", "is_storable": True, "tracking": "lot"}
                for name in ("raw", "paste", "made", "other")
            ]
        )

    def lot(self, product, name):
        return self.env["stock.lot"].create({"name": name, "product_id": product.id})

    def transfer(self, operation_type, source, target, lot, quantity=1):
        """Make and validate one real transfer. :return: its move line"""
        places = {"location_id": source.id, "location_dest_id": target.id}
        goods = {**places, "product_id": lot.product_id.id}
        picking = self.env["stock.picking"].create({**places, "picking_type_id": operation_type.id})
        line = {**goods, "picking_id": picking.id, "lot_id": lot.id, "quantity": quantity}
        self.env["stock.move"].create(
            {
                **goods,
                "picking_id": picking.id,
                "product_uom_qty": quantity,
                "move_line_ids": [Command.create(line)],
            }
        )
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        return picking.move_line_ids

    def lots(self, product, number, prefix):
        """:return: ids of new lots, copied from one real lot"""
        pattern = self.lot(product, f"{prefix}-0")
        name = SQL("%s || '-' || n", prefix)
        first = self._copy("stock_lot", pattern.id, number, {"name": name})
        return range(first + 1, first + number + 1)

    def movements(self, line, lot_ids, each=1, reverse_every=0, orders=(), quantity=1, day=0):
        """Copy a real done line, with a move of its own, so many times for each of the lots.

        :param int reverse_every: let every n-th copy run back, for a lot that goes to and fro
        :param quantity: how much each copy moves
        :param int day: of the first copy, of the year; each other is a minute after one
        :param orders: (name of a many2one of the move, ids of the documents of the copies)
        :return: ids of the new lines, lot by lot
        """
        number = len(lot_ids) * each
        amount = SQL("%s", quantity)
        values = dict.fromkeys(("product_qty", "product_uom_qty", "quantity"), amount)
        values["date"] = self._date(day)
        if orders:
            field, ids = orders
            values[field] = SQL("(%s::int[])[n]", list(ids))
        moves = self._copy("stock_move", line.move_id.id, number, values)
        values = {
            "date": self._date(day),
            "lot_id": SQL("(%s::int[])[(n - 1) / %s + 1]", list(lot_ids), each),
            "move_id": SQL("%s + n", moves),
            **dict.fromkeys(("quantity", "quantity_product_uom"), amount),
        }
        if reverse_every:
            for one, other in (
                ("location_id", "location_dest_id"),
                ("location_dest_id", "location_id"),
            ):
                values[one] = SQL(
                    "CASE WHEN n %% %s = 0 THEN t.%s ELSE t.%s END",
                    reverse_every,
                    SQL.identifier(other),
                    SQL.identifier(one),
                )
        first = self._copy("stock_move_line", line.id, number, values)
        return range(first + 1, first + number + 1)

    def quants(self, quant, lot_ids):
        """Let each of the lots have what a real quant has, in the same place."""
        values = {"lot_id": SQL("(%s::int[])[n]", list(lot_ids))}
        self._copy("stock_quant", quant.id, len(lot_ids), values)

    def orders(self, product, number):
        """:return: ids of new manufacturing orders, copied from one real draft; none without mrp"""
        if "mrp.production" not in self.env:
            return ()
        pattern = self.env["mrp.production"].create({"product_id": product.id, "product_qty": 1})
        values = {
            "name": SQL("'BENCH/' || %s || '/' || n", pattern.id),
            "state": SQL("'done'"),
            "lot_producing_id": SQL("NULL"),
        }
        first = self._copy("mrp_production", pattern.id, number, values)
        return range(first + 1, first + number + 1)

    def link(self, inputs, outputs):
        """Link each input line to the output line of the same rank, as an order does."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_move_line_consume_rel (produce_line_id, consume_line_id)"
                " SELECT * FROM unnest(%s::int[], %s::int[])",
                list(inputs),
                list(outputs),
            )
        )

    def one_move(self, line, lot_ids):
        """Copy a real done line for each of the lots, all of its own move and date.

        :return: ids of the new lines
        """
        values = {"lot_id": SQL("(%s::int[])[n]", list(lot_ids))}
        first = self._copy("stock_move_line", line.id, len(lot_ids), values)
        return range(first + 1, first + len(lot_ids) + 1)

    def link_each(self, inputs, outputs):
        """Link each input line to each output line, as an order does whose units are not paired."""
        table = SQL.identifier("stock_move_line_consume_rel")
        checks = self.env.execute_query(
            SQL(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = 'stock_move_line_consume_rel'::regclass AND contype = 'f'"
            )
        )
        # Millions of rows are checked together, in seconds, or one by one, in minutes.
        for name, _definition in checks:
            dropped = SQL("DROP CONSTRAINT %s", SQL.identifier(name))
            self.env.cr.execute(SQL("ALTER TABLE %s %s", table, dropped))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (produce_line_id, consume_line_id)"
                " SELECT * FROM unnest(%s::int[]) used, unnest(%s::int[]) made",
                *(table, list(inputs), list(outputs)),
            )
        )
        for name, definition in checks:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD CONSTRAINT %s %s",
                    table,
                    SQL.identifier(name),
                    SQL(definition),
                )
            )

    def fill_places(self):
        """Make the stock what the movements leave, as Odoo does at each of them."""
        self.env.flush_all()
        products = (self.raw | self.paste | self.made | self.other)._ids
        moved = SQL("product_id IN %s AND state = 'done'", products)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM stock_quant WHERE product_id IN %(products)s;
                INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
                                         reserved_quantity, in_date)
                SELECT change.product_id, change.company_id, change.place_id, change.lot_id,
                       sum(change.quantity), 0, min(change.date)
                  FROM (SELECT product_id, company_id, lot_id, date,
                               location_dest_id AS place_id, quantity_product_uom AS quantity
                          FROM stock_move_line WHERE %(moved)s
                         UNION ALL
                        SELECT product_id, company_id, lot_id, date,
                               location_id, -quantity_product_uom
                          FROM stock_move_line WHERE %(moved)s
                       ) change
                 GROUP BY 1, 2, 3, 4
                HAVING sum(change.quantity) <> 0
                """,
                products=products,
                moved=moved,
            )
        )
        self.env.invalidate_all()

    @staticmethod
    def _date(day):
        return SQL("timestamp '2026-01-01' + %s * interval '1 day' + n * interval '1 minute'", day)

    def _copy(self, table, pattern, number, values):
        """Copy a row, replacing some columns. :return: the id before the first copy's

        :param dict values: {column: SQL, with n the number of the copy and t the row copied}
        """
        self.env.flush_all()
        name = SQL.identifier(table)
        [[last]] = self.env.execute_query(SQL("SELECT max(id) FROM %s", name))
        columns = sorted(sql.table_columns(self.env.cr, table))
        values = {**values, "id": SQL("%s + n", last)}
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %s) n WHERE t.id = %s",
                name,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(
                    values.get(column) or SQL.identifier("t", column) for column in columns
                ),
                name,
                number,
                pattern,
            )
        )
        self.env.cr.execute(SQL("SELECT setval(%s, %s)", f"{table}_id_seq", last + number))
        self.env.invalidate_all()
        return last
