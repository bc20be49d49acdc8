"""The guard's rule 5: stock without lots is visible, identified on purpose, absorbed by no lot."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.locations import OURS, QuantKey


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- a lot takes nothing that has no lot ----------------------------------------------------
    @api.private
    def check_absorption(self, lines, moved=False):
        """Refuse lines that take more of a lot than is there while stock without lots lies beside.

        Core then takes the rest from the stock without lots, and a lot that no one received looks
        as if it had been there.

        :param lines: ``stock.move.line``
        :param bool moved: whether core has moved them already, with :func:`without_absorption`
        :raise UserError: naming every such line
        """
        lines = self.filter_moving(lines.filtered("lot_id"))
        unidentified = self._locate_unidentified(lines)
        lines = lines.filtered(
            lambda line: QuantKey.source_of(line, product=line.product_id) in unidentified
        )
        if not lines:
            return
        left = self.sum_stock_of_lots(lines.lot_id, lines.location_id)
        for line in lines.browse() if moved else lines:
            left[QuantKey.source_of(line, lot=line.lot_id)] -= line.quantity_product_uom
            left[QuantKey.target_of(line, lot=line.lot_id)] += line.quantity_product_uom
        self.refuse(
            self.env._("Identify the stock without lots first."),
            [
                self.env._(
                    "%(line)s: not enough of it in %(location)s; unidentified units are there."
                    " Identify them in Inventory ▸ Traceability ▸ Stock Without Lots, or select"
                    " a lot/serial number in stock.",
                    line=self.describe(line),
                    location=line.location_id.display_name,
                )
                for line in lines
                if line.product_id.uom_id.compare(
                    left[QuantKey.source_of(line, lot=line.lot_id)], 0
                )
                < 0
            ],
        )

    def _locate_unidentified(self, lines):
        """Give {:class:`QuantKey` with product} where the lines find stock without lots."""
        # Superuser: stock lies there, whoever may see it.
        groups = lines and self.env["stock.quant"].sudo()._read_group(
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("location_id", "in", lines.location_id.ids)
            & Domain("location_id.usage", "in", OURS)
            & Domain("lot_id", "=", False)
            & Domain("quantity", ">", 0),
            ["location_id", "package_id", "owner_id", "product_id"],
        )
        return {QuantKey(*group) for group in groups}

    @api.private
    def sum_stock_of_lots(self, lots, locations):
        """Give {:class:`QuantKey` with lot: quantity}, 0 where there is none."""
        # Superuser: stock lies there, whoever may see it.
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots.ids) & Domain("location_id", "in", locations.ids),
                ["location_id", "package_id", "owner_id", "lot_id"],
                ["quantity:sum"],
            )
        )
        stock = defaultdict(float)
        for location, package, owner, lot, quantity in groups:
            stock[QuantKey(location, package, owner, lot=lot)] += quantity
        return stock

    # -- tracking switched ----------------------------------------------------------------------
    @api.private
    def check_tracking(self, templates, tracking):
        """Refuse to switch tracking when the lots in stock do not fit.

        :param templates: ``product.template`` whose tracking changes
        :param str tracking: what it changes to
        :raise ValidationError: naming every lot in stock that does not fit
        """
        if not templates or tracking == "lot":
            return
        self.lock_for_change(templates)
        problems = self._list_tracking_problems(templates, tracking)
        if not problems:
            # What came in between the beginning of this transaction and the lock is seen by others.
            with self.env.registry.cursor() as cr:
                now = self.with_env(self.env(cr=cr))
                problems = now._list_tracking_problems(templates.with_env(now.env), tracking)
        if problems:
            templates.check_access("write")  # who may not write is told that, and no more
            heading = self.env._(
                "Tracking cannot be switched off while lots or serial numbers are in stock or on"
                " their way:"
            )
            if tracking == "serial":
                heading = self.env._(
                    "Tracking cannot be By Unique Serial Number while these lots are more than"
                    " one unit each. Use them up, or correct their stock first:"
                )
            raise ValidationError(self.list_problems(heading, problems))

    def _list_tracking_problems(self, templates, tracking):
        return [text for _product, text in self.find_tracking_problems(templates, tracking)]

    @api.private
    def find_tracking_problems(self, templates, tracking):
        """Find the lots, in stock or entered in open documents, that do not fit another tracking.

        :param templates: ``product.template`` whose tracking would change
        :param str tracking: what it would change to
        :return: [(``product.product``, the lot in words)]
        """
        if not templates or tracking == "lot":
            return []
        # Superuser, and archived products too: stock of any company binds a shared product.
        groups = (
            self.env["stock.quant"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain("product_id.product_tmpl_id", "in", templates.ids)
                & Domain("lot_id", "!=", False)
                & Domain("location_id.usage", "in", OURS)
                & Domain("quantity", "!=", 0),
                ["product_id", "lot_id", "company_id"],
                ["quantity:sum", "__count"],
            )
        )
        in_stock = [
            (product, self._unfit_lot(product, lot, company, quantity))
            for product, lot, company, quantity, count in groups
            if (company or self.env.company).strict_traceability
            and (tracking == "none" or count > 1 or product.uom_id.compare(quantity, 1))
        ]
        return in_stock + (self._find_entered_lots(templates) if tracking == "none" else [])

    def _find_entered_lots(self, templates):
        """Find lots that are on their way: without tracking they would be dropped on arrival."""
        # Superuser, and archived products too, as above.
        lines = self.env["stock.move.line"].sudo().with_context(active_test=False)
        open_lines = lines.search(
            Domain("product_id.product_tmpl_id", "in", templates.ids)
            & Domain("state", "not in", ("done", "cancel"))
            & (Domain("lot_id", "!=", False) | Domain("lot_name", "not in", (False, "")))
            & Domain("company_id.strict_traceability", "=", True)
        )
        own = self.env.user.company_ids
        return [
            (
                line.product_id,
                self.env._(
                    "%(product)s, %(lot)s: entered in %(document)s. Validate that first, or remove"
                    " the lot/serial number there.",
                    product=line.product_id.display_name,
                    lot=line.lot_id.name or line.lot_name,
                    document=line.reference or line.move_id.reference or "",
                )
                if line.company_id in own
                else self.env._(
                    "%(product)s: entered in a document of another company, %(company)s",
                    product=line.product_id.display_name,
                    company=line.company_id.name,
                ),
            )
            for line in open_lines
        ]

    def _unfit_lot(self, product, lot, company, quantity):
        """Give the line of an error; of a company that the user cannot enter, no lot."""
        if company and company not in self.env.user.company_ids:
            return self.env._(
                "%(product)s: stock of another company, %(company)s",
                product=product.display_name,
                company=company.name,
            )
        return self.env._(
            "%(product)s, %(lot)s: %(quantity)s in stock",
            product=product.display_name,
            lot=lot.name,
            quantity=self.format_quantity(quantity, product.uom_id),
        )
