"""What people do in the story, each by the methods that their clicks call."""

from base64 import b64encode
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from odoo.fields import Command

# What is asked on the way to done, and answered with yes.
QUESTIONS = ("stock.backorder.confirmation", "expiry.picking.confirmation")


class Teller:
    """Acts on the day that :meth:`on` set. Lots are given as {name: quantity}."""

    def __init__(self, env, clock, today):
        self.env, self.clock, self.today = env, clock, today
        self.cast = None

    def on(self, days_ago, hour=9):
        """Go to a day; the story only goes forward."""
        moment = datetime.combine(self.today - timedelta(days=days_ago), time(hour))
        if self.cast and moment < datetime.now():
            raise ValueError(f"the story goes back in time, {days_ago} days ago")
        self.clock.move_to(moment)

    def lot(self, product, name):
        return self.env["stock.lot"].search(
            [("product_id", "=", product.id), ("name", "=", name)], limit=1
        )

    def certify(self, product, name, vendor_lot_name, days_ago, certificate):
        """Say of a lot what its vendor does: a number, a production date, a certificate."""
        made = self.today - timedelta(days=days_ago)
        lot = self.lot(product, name)
        lot.write({"vendor_lot_name": vendor_lot_name, "production_date": made})
        text = f"Certificate of Analysis {certificate}\n{product.name}, lot {vendor_lot_name}\n"
        self.env["stock.lot.document"].create(
            {
                "lot_id": lot.id,
                "type_id": self.env.ref("product_traceability.document_type_analysis").id,
                "name": certificate,
                "date": made,
                "file_name": f"{certificate}.txt",
                "file": b64encode(text.encode()),
            }
        )

    # -- buying and selling -------------------------------------------------------------------
    def buy(self, vendor, quantities, days=3):
        """:return: the receipt to expect in some days for {product: quantity}"""
        order = self.env["purchase.order"].create(
            {
                "partner_id": vendor.id,
                "picking_type_id": self.cast.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": product.standard_price,
                            "date_planned": datetime.now() + timedelta(days=days),
                        }
                    )
                    for product, quantity in quantities.items()
                ],
            }
        )
        order.button_confirm()
        return order.picking_ids

    def sell(self, customer, quantities):
        """:return: the delivery to make of {product: quantity}"""
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "warehouse_id": self.cast.warehouse.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in quantities.items()
                ],
            }
        )
        order.action_confirm()
        return order.picking_ids

    def invoice(self, picking):
        """Invoice what was delivered for a transfer's order, or refund what came back.

        :return: the posted invoice or refund, empty where there are no accounts yet: an
            installation with demo data tells the story before it makes them
        """
        if not self.env["account.journal"].search([("type", "=", "sale")], limit=1):
            return self.env["account.move"]
        invoice = picking.sale_id._create_invoices(final=True)
        invoice.action_post()
        return invoice

    # -- transfers ----------------------------------------------------------------------------
    def transfer(self, picking, lots):
        """Validate a transfer with {product: {lot: quantity}}; what is missing is a backorder.

        :return: the backorder, empty when there is none
        """
        for move in picking.move_ids:
            self._fill(move, lots.get(move.product_id, {}))
        self._agree(picking.button_validate())
        return picking.backorder_ids

    def put_away(self, product, lots, place):
        """Bring lots from the stock's general place to another place by an internal transfer."""
        picking = self.plan_move(product, sum(lots.values()), place)
        self.transfer(picking, {product: lots})

    def plan_move(self, product, quantity, place):
        """:return: an internal transfer from the stock's general place, confirmed and waiting"""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.cast.warehouse.int_type_id.id,
                "location_id": self.cast.stock.id,
                "location_dest_id": place.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.cast.stock.id,
                            "location_dest_id": place.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking

    def take_back(self, picking, lots):
        """Return what a transfer moved: {product: {lot: quantity}}, by the return wizard.

        :return: the returning transfer, done
        """
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = sum(lots.get(line.product_id, {}).values())
        returning = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.transfer(returning, lots)
        return returning

    # -- making and taking apart --------------------------------------------------------------
    def make(self, product, lots, parts):
        """Produce lots of a product from {component: {lot: quantity}}.

        :return: the manufacturing order, done
        """
        order = self.plan_order(product, sum(lots.values()))
        if product.tracking == "serial":
            self.env["mrp.production.serials"].create(
                {"production_id": order.id, "serial_numbers": "\n".join(lots)}
            ).action_apply()
        else:
            order.lot_producing_ids = [
                Command.create({"name": name, "product_id": product.id}) for name in lots
            ]
            order.qty_producing = order.product_qty
            order.set_qty_producing()
        for move in order.move_raw_ids.filtered(lambda move: move.product_id in parts):
            self._fill(move, parts[move.product_id])
        self._agree(order.button_mark_done())
        return order

    def plan_order(self, product, quantity):
        """:return: a manufacturing order, confirmed, its components reserved"""
        order = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "picking_type_id": self.cast.warehouse.manu_type_id.id,
            }
        )
        order.action_confirm()
        order.action_assign()
        return order

    def take_apart(self, order, name):
        """Unbuild one unit of what an order made."""
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": order.id,
                "product_id": order.product_id.id,
                "lot_id": self.lot(order.product_id, name).id,
                "product_qty": 1,
                "location_id": self.cast.stock.id,
                "location_dest_id": self.cast.stock.id,
            }
        )
        self._agree(unbuild.action_validate())

    # -- losses -------------------------------------------------------------------------------
    def scrap(self, product, name, quantity):
        lot = self.lot(product, name)
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "location_id": self._place(lot, self.cast.stock).id,
            }
        )
        self._agree(scrap.action_validate())

    def count(self, product, name, quantity):
        """Count what is there of a lot and apply the count."""
        lot = self.lot(product, name)
        quant = lot.quant_ids.filtered(
            lambda quant: quant.quantity > 0 and quant.location_id.usage == "internal"
        ).with_context(inventory_mode=True)
        quant.inventory_quantity = quantity
        self._agree(quant.action_apply_inventory())

    def count_without_lot(self, product, quantity):
        """Count goods of a tracked product whose lots nobody noted, and apply the count."""
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": product.id,
                    "location_id": self.cast.stock.id,
                    "inventory_quantity": quantity,
                }
            )
        )
        self._agree(quant.action_apply_inventory())

    def audit(self):
        self.env["traceability.audit"].create({})

    @contextmanager
    def without_rules(self):
        """Switch *Strict Traceability* off for a while, as a manager in a hurry does."""
        company = self.env.company
        company.strict_traceability = False
        yield
        company.strict_traceability = True

    # -- what a form does ---------------------------------------------------------------------
    def _fill(self, move, lots):
        """Write the lots into a move's detailed operations, in place of what was reserved."""
        if move.has_tracking != "none":
            lines = [Command.create(self._line(move, *each)) for each in lots.items()]
            reserved = [Command.delete(line.id) for line in move.move_line_ids]
            move.move_line_ids = reserved + lines
        else:
            move.quantity = sum(lots.values()) or move.product_uom_qty
        move.picked = True

    def _line(self, move, name, quantity):
        lot = self.lot(move.product_id, name)
        named = {"lot_id": lot.id} if lot else {"lot_name": name}
        return {
            **named,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "quantity": quantity,
            "location_id": self._place(lot, move.location_id).id,
            "location_dest_id": move.location_dest_id.id,
        }

    def _place(self, lot, place):
        """Where most of a lot lies within a place; the place itself outside of the stock."""
        inside = lot.quant_ids.filtered(
            lambda quant: (
                quant.quantity > 0
                and quant.location_id.usage == "internal"
                and quant.location_id.parent_path.startswith(place.parent_path)
            )
        )
        return inside.sorted("quantity")[-1:].location_id or place

    def _agree(self, answer):
        """Say yes to what the button asks; any other question is a mistake in the story."""
        while isinstance(answer, dict):
            question = answer.get("res_model")
            if question not in QUESTIONS:
                raise ValueError(f"the story cannot answer {question or answer.get('tag')}")
            wizard = self.env[question].with_context(**answer["context"]).create({})
            answer = wizard.process()
