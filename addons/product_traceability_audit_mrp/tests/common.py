"""The audited warehouse with a factory in it, and faults planted in its orders."""

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.product_traceability_audit.tests.common import AuditCommon
from odoo.addons.product_traceability_mrp.tests.common import PairingCommon


class AuditOfOrdersCommon(AuditCommon, PairingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_manager.group_ids += cls.env.ref("mrp.group_mrp_user")
        cls.salt = cls.make_product("Salt", "lot")
        cls.salt_lot = cls.receive(cls.salt, "SALT-1", 100)
        cls.bill = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.sauce.product_tmpl_id.id,
                "consumption": "flexible",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                    for part in (cls.tomato, cls.salt)
                ],
            }
        )

    @classmethod
    def make_sauces(cls, *names):
        """:return: done orders of one sauce each, by the bill"""
        orders = cls.env["mrp.production"].create(
            [
                {
                    "product_id": cls.sauce.id,
                    "product_qty": 1,
                    "bom_id": cls.bill.id,
                    "picking_type_id": cls.warehouse.manu_type_id.id,
                    "lot_producing_ids": [Command.set(cls.make_lot(cls.sauce, name).ids)],
                }
                for name in names
            ]
        )
        orders.action_confirm()
        orders.action_assign()
        for order in orders:
            order.qty_producing = 1
            order.set_qty_producing()
        orders.move_raw_ids.picked = True
        orders.button_mark_done()
        return orders

    def plant_unused(self, orders):
        """Let nothing of the salt be consumed, as before the addon was installed."""
        moves = orders.move_raw_ids.filtered(lambda move: move.product_id == self.salt)
        self.plant_all("stock_move", moves, quantity=0, product_uom_qty=0)
        self.env.cr.execute("DELETE FROM stock_move_line WHERE move_id = ANY(%s)", [moves.ids])
        self.rebuild_stock(self.salt)

    def forget_lots(self, lines):
        """Let lines, and the stock that they moved, have no lot."""
        self.plant_all("stock_move_line", lines, lot_id=None)
        self.rebuild_stock(lines.product_id)

    def plant_all(self, table, records, **values):
        self.env.flush_all()
        for column, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    *(SQL.identifier(table), SQL.identifier(column), value, records.ids),
                )
            )
        self.env.invalidate_all()

    def rebuild_stock(self, products):
        """Write the stock that the done movements of products add up to."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            DELETE FROM stock_quant WHERE product_id = ANY(%(products)s);
            INSERT INTO stock_quant (
                product_id, lot_id, location_id, company_id, quantity, reserved_quantity, in_date)
            SELECT moved.product_id, moved.lot_id, moved.location_id, location.company_id,
                   sum(moved.quantity), 0, now() AT TIME ZONE 'UTC'
              FROM (SELECT product_id, lot_id, location_dest_id AS location_id,
                           quantity_product_uom AS quantity, state
                      FROM stock_move_line
                     UNION ALL
                    SELECT product_id, lot_id, location_id, -quantity_product_uom, state
                      FROM stock_move_line) moved
              JOIN stock_location location ON location.id = moved.location_id
             WHERE moved.product_id = ANY(%(products)s) AND moved.state = 'done'
             GROUP BY moved.product_id, moved.lot_id, moved.location_id, location.company_id
            HAVING sum(moved.quantity) != 0
            """,
            {"products": products.ids},
        )
        self.env.invalidate_all()

    def of_component(self, orders):
        return orders.move_raw_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.tomato
        )

    def copy_order(self, order, number):
        """Copy a done order and all that it moved, with lots of their own, as only SQL can.

        :return: the copies
        """
        orders = self.copy_row(order, number, name=SQL("t.name || '/' || n"))
        lines = (order.move_raw_ids | order.move_finished_ids).move_line_ids
        lines |= self.env["stock.move.line"].search(
            [("lot_id", "in", lines.lot_id.ids), ("location_id.usage", "=", "supplier")]
        )
        lots, moves = (
            {each: self.copy_row(each, number, **values(each)) for each in records}
            for records, values in (
                (lines.lot_id, lambda _lot: {"name": SQL("t.name || '/' || n")}),
                (
                    lines.move_id,
                    lambda move: {
                        name: SQL("(%s::int[])[n]", orders.ids)
                        for name in ("production_id", "raw_material_production_id")
                        if move[name]
                    },
                ),
            )
        )
        for line in lines:
            self.copy_row(
                line,
                number,
                lot_id=SQL("(%s::int[])[n]", lots[line.lot_id].ids),
                move_id=SQL("(%s::int[])[n]", moves[line.move_id].ids),
            )
        self.rebuild_stock(lines.product_id)
        return orders
