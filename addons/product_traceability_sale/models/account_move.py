"""The lots on an invoice or a refund, with their dates, and what has none."""

from collections import defaultdict

from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.product_traceability.tools.dates import dates_are_on

from .account_move_line import BILLS

SHOWS_DATES = "product_traceability_sale.group_expiry_date_on_invoice"
MOST_NAMES = 10  # in one sentence


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoiced_lot_values(self):
        """Tell the units that are billed or credited; core's rows miss some, and guess others.

        :return: list of dicts as core has them, each with ``expiration_date``, a text that is
            empty where there is none or the settings keep it off invoices
        """
        values = super()._get_invoiced_lot_values()
        if self.state == "posted" and self.move_type in BILLS:
            values = self._get_billed_lot_values(values)
        self._add_expiration_dates(values)
        return values

    def _get_billed_lot_values(self, values):
        """Put our rows in the place of core's; those of a point of sale stay."""
        core = {row["lot_id"]: row for row in values if row.get("lot_id")}
        quantities = defaultdict(float)
        for line, units in self._billed_lines():
            # An invoice that credits something too does it by a negative quantity.
            sign = -1 if line.quantity < 0 else 1
            for product, told in units.items():
                kit = line.product_id - product
                for lot, quantity in told.lots.items():
                    if lot:
                        quantities[lot, kit] += sign * quantity
        rows = [
            # what other addons say of a lot
            {**core.get(lot.id, {}), **self._billed_lot_row(lot, kit, quantity)}
            for (lot, kit), quantity in quantities.items()
            if not lot.product_uom_id.is_zero(quantity)
        ]
        return rows + [row for row in values if not row.get("lot_id")]

    def _billed_lot_row(self, lot, kit, quantity):
        product = lot.product_id.display_name
        if kit:
            product = self.env._(
                "%(component)s (in %(kit)s)", component=product, kit=kit.display_name
            )
        return {
            "product_name": product,
            "quantity": formatLang(self.env, quantity, dp="Product Unit"),
            "uom_name": lot.product_uom_id.name,
            "lot_name": lot.name,
            "lot_id": lot.id,
        }

    def _billed_lines(self):
        """Give pairs of a line of what an order sold, and {product: what is known of its units}."""
        # Superuser: who prints an invoice may have no access to transfers and lots.
        lines = self.sudo().invoice_line_ids.filtered("sale_line_ids")
        return [(line, line._billed_units()) for line in lines if line._is_of_goods()]

    def _add_expiration_dates(self, values):
        shown = dates_are_on(self.env) and self.env["res.groups"]._is_feature_enabled(SHOWS_DATES)
        # Superuser, as core: who prints an invoice may have no access to lots.
        lots = self.env["stock.lot"].sudo()
        for row in values:
            lot = lots.browse(row.get("lot_id"))
            row["expiration_date"] = lot.get_paper_dates()["expiration_date"] if shown else ""

    # -- what the table of lots leaves out ------------------------------------------------------
    def _get_invoiced_without_lots(self, values):
        """Tell what the lots of an invoice leave out, so that nobody takes them for all of it.

        :param list values: what :meth:`_get_invoiced_lot_values` returned
        :return: list of sentences, none for an invoice on which nothing is tracked
        """
        if self.state != "posted" or self.move_type not in BILLS:
            return []
        found = {name: defaultdict(float) for name in ("returned", "missing", "unsure", "no_lot")}
        untracked, tracked = self.env["product.product"], self.env["product.product"]
        for _line, units in self._billed_lines():
            for product, told in units.items():
                if product.tracking == "none":
                    untracked |= product
                    continue
                tracked |= product
                for lot, quantity in told.returned.items():
                    found["returned"][lot or product] += quantity
                found["missing"][product] += told.missing
                found["unsure"][product] += told.unsure
                found["no_lot"][product] += told.lots.get(self.env["stock.lot"], 0)
        if not tracked:
            return []
        texts = {name: self._quantities_text(what) for name, what in found.items()}
        texts["untracked"] = ", ".join(untracked.mapped("display_name"))
        return self._billed_sentences(texts)

    def _billed_sentences(self, texts):
        sentences = {
            "returned": self.env._("Returned since: %(units)s", units=texts["returned"]),
            "missing": self.env._("Not delivered yet: %(products)s", products=texts["missing"]),
            "unsure": self.env._(
                "Credited without a return, so the lot/serial number is not known: %(products)s",
                products=texts["unsure"],
            ),
            "no_lot": self.env._(
                "No lot/serial number recorded: %(products)s", products=texts["no_lot"]
            ),
            "untracked": self.env._(
                "Not tracked by lots or serial numbers: %(products)s", products=texts["untracked"]
            ),
        }
        return [sentence for name, sentence in sentences.items() if texts[name]]

    def _quantities_text(self, quantities):
        """Write {lot or product: quantity}, ten of them, by product."""
        texts, products = defaultdict(list), self.env["product.product"]
        shown = [(record, quantity) for record, quantity in quantities.items() if quantity]
        for record, quantity in shown[:MOST_NAMES]:
            is_lot = record._name == "stock.lot"
            product = record.product_id if is_lot else record
            products |= product
            amount = f"{formatLang(self.env, quantity, dp='Product Unit')} {product.uom_id.name}"
            if not is_lot:
                texts[product].append(amount)
            elif product.tracking == "serial":
                texts[product].append(record.name)
            else:
                texts[product].append(f"{record.name}: {amount}")
        parts = [f"{product.display_name} ({', '.join(texts[product])})" for product in products]
        if (more := len(shown) - MOST_NAMES) > 0:
            parts.append(self.env._("and %(count)s more", count=more))
        return "; ".join(parts)
