"""Histories of realistic size, multiplied in SQL from movements that Odoo itself recorded."""

from odoo.fields import Command
from odoo.tools import SQL


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
        self.raw, self.made = env["product.product"].create(
            [
                {"name": f"Bench {name}", "is_storable": True, "tracking": "lot"}
                for name in ("raw", "made")
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
        self._copy("stock_lot", pattern.id, number, SQL("'name', %s || '-' || n", prefix))
        return self._ids("stock_lot", SQL("name LIKE %s", f"{prefix}-%"))

    def movements(self, line, lot_ids, each=1, reverse_every=0):
        """Copy a real done line, with a move of its own, so many times for each of the lots.

        :param int reverse_every: let every n-th copy run back, for a lot that goes to and fro
        :return: ids of the new lines, lot by lot
        """
        number = len(lot_ids) * each
        moves = self._copy("stock_move", line.move_id.id, number, SQL("'date', %s", self._date()))
        places = SQL(
            "'location_id', CASE WHEN %(back)s THEN t.location_dest_id ELSE t.location_id END,"
            " 'location_dest_id', CASE WHEN %(back)s THEN t.location_id"
            " ELSE t.location_dest_id END",
            back=SQL("n %% %s = 0", reverse_every) if reverse_every else SQL("false"),
        )
        values = SQL(
            "'date', %(date)s, 'lot_id', (%(lots)s::int[])[(n - 1) / %(each)s + 1],"
            " 'move_id', %(moves)s + n, %(places)s",
            date=self._date(),
            lots=list(lot_ids),
            each=each,
            moves=moves,
            places=places,
        )
        first = self._copy("stock_move_line", line.id, number, values)
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

    @staticmethod
    def _date():
        return SQL("timestamp '2026-01-01' + n * interval '1 minute'")

    def _ids(self, table, where):
        rows = self.env.execute_query(
            SQL("SELECT id FROM %s WHERE %s ORDER BY id", SQL.identifier(table), where)
        )
        return [row_id for (row_id,) in rows]

    def _copy(self, table, pattern, number, values):
        """Copy a row, replacing some columns. :return: the id before the first copy's"""
        self.env.flush_all()
        name = SQL.identifier(table)
        [[last]] = self.env.execute_query(SQL("SELECT max(id) FROM %s", name))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(name)s SELECT (jsonb_populate_record(t,"
                " jsonb_build_object('id', %(last)s + n, %(values)s))).*"
                " FROM %(name)s t, generate_series(1, %(number)s) n WHERE t.id = %(pattern)s",
                name=name,
                last=last,
                values=values,
                number=number,
                pattern=pattern,
            )
        )
        self.env.cr.execute(SQL("SELECT setval(%s, %s)", f"{table}_id_seq", last + number))
        self.env.invalidate_all()
        return last
