"""The guard's rule 4 for master data: what history names stays as it was then."""

from odoo import api, models
from odoo.fields import Domain


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_location_write(self, locations, values):
        """Refuse another usage for locations that lots have been in, for history reads by it.

        :param locations: ``stock.location`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such location
        """
        changed = locations.filtered(
            lambda location: "usage" in values and location.usage != values["usage"]
        )
        named = [
            location
            for location in changed
            if self._is_in_history(
                Domain("location_id", "=", location.id)
                | Domain("location_dest_id", "=", location.id)
            )
        ]
        if named:
            locations.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "Lots and serial numbers have been in these locations, and what happened to them"
                " there depends on the location type. Create a new location instead, and archive"
                " this one:"
            ),
            [location.display_name for location in named],
        )

    @api.private
    def check_variant_write(self, products, values):
        """Refuse to give variants whose lots moved to another product, with its name and tracking.

        :param products: ``product.product`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such product
        """
        changed = products.filtered(
            lambda product: (
                "product_tmpl_id" in values
                and product.product_tmpl_id.id != values["product_tmpl_id"]
            )
        )
        named = [
            product
            for product in changed
            if self._is_in_history(Domain("product_id", "=", product.id))
        ]
        if named:
            products.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "Lots and serial numbers of these products have moved, so they cannot become"
                " variants of another product. Create a new variant there instead:"
            ),
            [product.display_name for product in named],
        )

    @api.private
    def check_partner_unlink(self, partners):
        """Refuse to delete whom tracked goods came from, went to or belong to.

        Core deletes them: the foreign keys of moves, lines and quants then set null.

        :raise UserError: naming every such partner
        """
        # Superuser: movements of any company bind a shared partner.
        lines = self.env["stock.move.line"].sudo()
        strict = Domain("state", "=", "done") & Domain("company_id.strict_traceability", "=", True)
        strict &= Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")
        bound = partners.browse()
        for path in ("picking_id.partner_id", "move_id.partner_id", "owner_id"):
            for partner in partners - bound:
                if lines.search_count(strict & Domain(path, "=", partner.id), limit=1):
                    bound |= partner
        self.refuse(
            self.env._(
                "Traces name these contacts, so they cannot be deleted. Archive them, or merge"
                " them with the right contacts:"
            ),
            bound.mapped("display_name"),
        )

    def _is_in_history(self, domain):
        """Tell whether such done lines moved lots in a strict company."""
        # Superuser: movements of any company bind what is shared.
        return bool(
            self.env["stock.move.line"]
            .sudo()
            .search_count(
                domain
                & Domain("lot_id", "!=", False)
                & Domain("state", "=", "done")
                & Domain("company_id.strict_traceability", "=", True),
                limit=1,
            )
        )
