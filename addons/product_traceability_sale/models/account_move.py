"""The lots on an invoice: core's, with their dates, those in kits, and what has none."""

from collections import defaultdict

from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.product_traceability.tools.dates import dates_are_on

SHOWS_DATES = "product_traceability_sale.group_expiry_date_on_invoice"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoiced_lot_values(self):
        """Core's rows, then those of components of kits, which core leaves out.

        :return: list of dicts as core has them, each with ``expiration_date``, a text that is
            empty where there is none or the settings keep it off invoices
        """
        values = super()._get_invoiced_lot_values()
        if self.state == "posted" and self.move_type in ("out_invoice", "out_refund"):
            values += self._get_kit_lot_values()
        self._add_expiration_dates(values)
        return values

    def _add_expiration_dates(self, values):
        shown = dates_are_on(self.env) and self.env["res.groups"]._is_feature_enabled(SHOWS_DATES)
        # Superuser, as core: who prints an invoice may have no access to lots.
        lots = self.env["stock.lot"].sudo()
        for row in values:
            lot = lots.browse(row.get("lot_id"))
            row["expiration_date"] = lot.get_paper_dates()["expiration_date"] if shown else ""

    # -- kits ---------------------------------------------------------------------------------
    def _get_kit_lot_values(self):
        # Superuser: who prints an invoice may have no access to transfers.
        return [row for line in self.sudo()._goods_lines() for row in line._kit_lot_values()]

    def _goods_lines(self):
        return self.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product"
                and line.product_id.type == "consu"
                # an invoice that was imported may have lines without unit
                and not (line.product_uom_id or line.product_id.uom_id).is_zero(line.quantity)
            )
        )

    # -- what has no lot ----------------------------------------------------------------------
    def _get_invoiced_without_lots(self, values):
        """What the lots of an invoice leave out, so that nobody takes them for all of it.

        :param list values: what :meth:`_get_invoiced_lot_values` returned
        :return: list of sentences, none for an invoice on which nothing is tracked
        """
        if self.state != "posted" or self.move_type not in ("out_invoice", "out_refund"):
            return []
        # Superuser, as above. Only what was sold by an order is delivered, as far as an invoice
        # can know.
        lines = self.sudo()._goods_lines().filtered("sale_line_ids")
        products = self.env["product.product"].union(*(line._goods() for line in lines))
        tracked = products.filtered(lambda product: product.tracking != "none")
        if not tracked:
            return []
        lots = [row["lot_id"] for row in values if row.get("lot_id")]
        # Superuser: who prints an invoice may have no access to lots.
        listed = self.env["stock.lot"].sudo().browse(lots).product_id
        sentences = []
        if self.move_type == "out_invoice" and tracked - listed:
            sentences.append(
                self.env._(
                    "No lot/serial number recorded: %(products)s",
                    products=", ".join((tracked - listed).mapped("display_name")),
                )
            )
        if products - tracked:
            sentences.append(
                self.env._(
                    "Not tracked by lots or serial numbers: %(products)s",
                    products=", ".join((products - tracked).mapped("display_name")),
                )
            )
        return sentences


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _goods(self):
        """Give the products of an invoice line: of a kit, those in it."""
        return self.sale_line_ids.move_ids.product_id - self.product_id or self.product_id

    def _components(self):
        """Give the done movements of what is in the kits of an invoice line, to the customer
        and back."""
        return self.sale_line_ids.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.product_id not in self.product_id
                and "customer" in (move.location_id.usage, move.location_dest_id.usage)
            )
        )

    def _kit_lot_values(self):
        """Give the lots in the kits that an invoice line is for, a dict each."""
        lots = self._component_lots()
        delivered = sum(lots.values())
        return [
            {
                "product_name": self.env._(
                    "%(component)s (in %(kit)s)",
                    component=lot.product_id.display_name,
                    kit=self.product_id.display_name,
                ),
                "quantity": formatLang(self.env, quantity, dp="Product Unit"),
                "uom_name": lot.product_uom_id.name,
                "lot_name": lot.name,
                "lot_id": lot.id,
            }
            for product in {lot.product_id for lot in lots if delivered}
            for lot, quantity in self._invoiced_part(
                {lot: one for lot, one in lots.items() if lot.product_id == product}
            )
        ]

    def _component_lots(self):
        """Give {lot: quantity in its own unit}, the first delivered first; what came back is
        subtracted from an invoice, and all that a credit note is for."""
        lots = defaultdict(float)
        refund = self.move_id.move_type == "out_refund"
        lines = self._components().move_line_ids.filtered("lot_id")
        for line in lines.sorted(lambda line: (line.date, line.id)):
            quantity = line.product_uom_id._compute_quantity(
                line.quantity, line.product_id.uom_id, rounding_method="HALF-UP"
            )
            back = line.location_id.usage == "customer"
            if back == refund:
                lots[line.lot_id] += quantity
            elif not refund:
                lots[line.lot_id] -= quantity
        return {lot: quantity for lot, quantity in lots.items() if quantity > 0}

    def _invoiced_part(self, lots):
        """Kits may be invoiced a few at a time: earlier invoices have the lots delivered first.

        :param dict lots: of one component
        :return: list of (lot, quantity) of this line
        """
        moved = abs(sum(self.sale_line_ids.mapped("qty_delivered")))
        if self.move_id.move_type == "out_refund" or not moved:
            return list(lots.items())
        a_kit = sum(lots.values()) / moved
        skip, wanted = self._earlier_quantity() * a_kit, self._sold_quantity() * a_kit
        part = []
        for lot, quantity in lots.items():
            skipped = min(skip, quantity)
            taken = lot.product_uom_id.round(min(wanted, quantity - skipped))
            skip, wanted = skip - skipped, wanted - taken
            if taken > 0:
                part.append((lot, taken))
        return part

    def _sold_quantity(self):
        """Add up the lines' quantity in the unit of their order line, refunds negative."""
        return sum(
            (-1 if line.move_id.move_type == "out_refund" else 1)
            * line.product_uom_id._compute_quantity(
                line.quantity, line.sale_line_ids[:1].product_uom_id, raise_if_failure=False
            )
            for line in self
        )

    def _earlier_quantity(self):
        key = self._invoice_order()
        others = self.sale_line_ids.invoice_lines.filtered(
            lambda line: (
                line.move_id.state == "posted"
                and line.move_id.payment_state != "reversed"
                and line.move_id.move_type == "out_invoice"
                and line._invoice_order() < key
            )
        )
        return others._sold_quantity()

    def _invoice_order(self):
        return self.date, self.move_name or "", self.id
