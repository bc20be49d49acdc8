"""The guard's rule 5: stock without lots is visible, identified on purpose, absorbed by no lot."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.locations import OURS


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- a lot takes nothing that has no lot ----------------------------------------------------
    def check_absorption(self, lines, moved=False):
        """Refuse lines that take more of a lot than is there while stock without lots lies beside.

        Core then takes the rest from the stock without lots, and a lot that no one received looks
        as if it had been there.

        :param lines: ``stock.move.line``
        :param bool moved: whether core has moved them already, with :func:`without_absorption`
        :raise UserError: naming every such line
        """
        lines = self._moving(lines.filtered("lot_id"))
        unnamed = self._unnamed_places(lines)
        lines = lines.filtered(lambda line: self._stands(line) in unnamed)
        if not lines:
            return
        left = self._stock_of_lots(lines.lot_id, lines.location_id)
        for line in lines.browse() if moved else lines:
            left[self._stands(line), line.lot_id.id] -= line.quantity_product_uom
            left[self._lands(line), line.lot_id.id] += line.quantity_product_uom
        self._refuse(
            self.env._("Stock without lots is given its numbers first."),
            [
                self.env._(
                    "%(line)s: so much of it is not in %(place)s, where other units have no number."
                    " Identify those in Inventory ▸ Traceability ▸ Stock Without Lots, or take a"
                    " number that is there.",
                    line=self._label(line),
                    place=line.location_id.display_name,
                )
                for line in lines
                if line.product_id.uom_id.compare(left[self._stands(line), line.lot_id.id], 0) < 0
            ],
        )

    @staticmethod
    def _stands(line):
        return line.product_id.id, line.location_id.id, line.package_id.id, line.owner_id.id

    @staticmethod
    def _lands(line):
        place = line.location_dest_id
        return line.product_id.id, place.id, line.result_package_id.id, line.owner_id.id

    def _unnamed_places(self, lines):
        """:return: {(product, place, package, owner)} where the lines find stock without lots"""
        groups = lines and self.env["stock.quant"].sudo()._read_group(
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("location_id", "in", lines.location_id.ids)
            & Domain("location_id.usage", "in", OURS)
            & Domain("lot_id", "=", False)
            & Domain("quantity", ">", 0),
            ["product_id", "location_id", "package_id", "owner_id"],
        )
        return {tuple(record.id for record in group) for group in groups}

    def _stock_of_lots(self, lots, places):
        """:return: {((product, place, package, owner), lot id): quantity}, 0 where there is none"""
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots.ids) & Domain("location_id", "in", places.ids),
                ["product_id", "location_id", "package_id", "owner_id", "lot_id"],
                ["quantity:sum"],
            )
        )
        found = defaultdict(float)
        for *stand, lot, quantity in groups:
            found[tuple(record.id for record in stand), lot.id] += quantity
        return found

    # -- tracking switched ----------------------------------------------------------------------
    def check_tracking(self, templates, tracking):
        """Refuse to switch tracking when the lots in stock do not fit.

        :param templates: ``product.template`` whose tracking changes
        :param str tracking: what it changes to
        :raise ValidationError: naming every lot in stock that does not fit
        """
        problems = [problem for _product, problem in self.tracking_problems(templates, tracking)]
        if problems:
            templates.check_access("write")  # who may not write is told that, and no more
            heading = self.env._(
                "Tracking cannot be switched off while lots or serial numbers are in stock:"
            )
            if tracking == "serial":
                heading = self.env._(
                    "Tracking by serial number is not possible while these lots are more than one"
                    " unit each; use them up, or correct their stock first:"
                )
            raise ValidationError("\n".join([heading, *problems]))

    def tracking_problems(self, templates, tracking):
        """Find the lots in stock that do not fit another tracking.

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
        return [
            (product, self._unfit_lot(product, lot, company, quantity))
            for product, lot, company, quantity, count in groups
            if (company or self.env.company.sudo()).strict_traceability
            and (tracking == "none" or count > 1 or product.uom_id.compare(quantity, 1))
        ]

    def _unfit_lot(self, product, lot, company, quantity):
        """:return: the line of an error; of a company that the user cannot enter, no numbers"""
        if company and company not in self.env.user.sudo().company_ids:
            return self.env._(
                "- %(product)s: stock of another company, %(company)s",
                product=product.display_name,
                company=company.name,
            )
        return self.env._(
            "- %(product)s, %(lot)s: %(quantity)s %(unit)s in stock",
            product=product.display_name,
            lot=lot.name,
            quantity=f"{quantity:g}",
            unit=product.uom_id.name,
        )
