"""Which lots a line of an invoice or a refund is about."""

from collections import defaultdict

from odoo import models

from odoo.addons.product_traceability.tools.dates import company_zone, end_of_day, local_day

from ..tools.billed_units import BilledUnits, Told

BILLS = ("out_invoice", "out_refund")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_of_goods(self):
        return (
            self.display_type == "product"
            and self.product_id.type == "consu"
            # an invoice that was imported may have lines without unit
            and not (self.product_uom_id or self.product_id.uom_id).is_zero(self.quantity)
        )

    def _billed_units(self):
        """Match all that was delivered for the line's order with all that bills it.

        :return: {product: :class:`Told`}, of each product that the order line delivers: of a kit
            what is in it
        """
        orders, bills = self._billed_together()
        goods = orders.move_ids.product_id - self.product_id or self.product_id
        told = {product: Told({}, {}) for product in goods}
        movements = orders._billed_movements()
        for product in goods:
            units = BilledUnits()
            happened = [
                *movements[product],
                *(bill._billed_event(bills, product, movements[product]) for bill in bills),
            ]
            for _moment, _order, name, arguments in sorted(happened, key=lambda one: one[:2]):
                getattr(units, name)(*arguments)
            units.settle()
            told[product] = units.told(self.id)
        return told

    def _billed_together(self):
        """Give the order lines of a line, and the lines of all papers that bill one of them."""
        orders, bills = self.sale_line_ids, self
        while True:
            bills |= orders.invoice_lines.filtered(
                lambda line: (
                    line.move_id.move_type in BILLS
                    and line._is_of_goods()
                    and line._filter_aml_lot_valuation()
                )
            )
            if not bills.sale_line_ids - orders:
                return orders, bills
            orders |= bills.sale_line_ids

    def _billed_event(self, bills, product, movements):
        """Give what the line does to the units of a product, for :class:`BilledUnits`."""
        quantity = self._billed_quantity(product, movements)
        reversed_lines = self.move_id.reversed_entry_id.line_ids & bills
        return (
            # never before what it reverses, whatever its date
            max(line._billed_at() for line in reversed_lines[:1] | self),
            (1, self.move_id.id, self.id),
            "bill" if quantity > 0 else "credit",
            (self.id, abs(quantity), reversed_lines.ids),
        )

    def _billed_at(self):
        """Give the moment from which an invoice counts: no record has that of its posting."""
        zone = company_zone(self.company_id)
        made = self.move_id.create_date
        return made if local_day(made, zone) == self.date else end_of_day(self.date, zone)

    def _billed_quantity(self, product, movements):
        """Give how much of a product the line bills, in the product's unit; credited, negative."""
        quantities = self._get_invoiced_qty_per_product()
        if product in quantities:
            return quantities[product]
        # The kit has another bill of materials by now.
        order = self.sale_line_ids[:1]
        first = sum(arguments[1] for *_, name, arguments in movements if name == "deliver")
        sold = self.product_uom_id._compute_quantity(
            self.quantity, order.product_uom_id, raise_if_failure=False
        )
        sign = -1 if self.move_id.move_type == "out_refund" else 1
        return sign * sold * first / (sum(self.sale_line_ids.mapped("product_uom_qty")) or 1)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _billed_movements(self):
        """Give {product: what went to the customer and came back}, for :class:`BilledUnits`."""
        movements = defaultdict(list)
        for line in self.move_ids.move_line_ids:
            if line.state == "done" and line._should_show_lot_in_invoice():
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id, rounding_method="HALF-UP"
                )
                name = "come_back" if line._comes_from_customer() else "deliver"
                movements[line.product_id].append(
                    (line.date, (0, line.id), name, (line.lot_id, quantity))
                )
        return movements


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _comes_from_customer(self):
        """Tell whether goods come back from a customer, or from another of our companies."""
        away = self.env.ref("stock.stock_location_inter_company")
        return self.location_id.usage == "customer" or self.location_id == away
