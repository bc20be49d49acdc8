"""The guard's rule 4 for master data: what history names stays as it was then."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import OURS
from ...tools.trust import trusted_names

# From lines to the packages that they were moved in, and to those around them.
PACKAGE_PATHS = (
    *("package_id", "result_package_id", "package_history_id.package_id"),
    *("package_history_id.parent_orig_id", "package_history_id.parent_dest_id"),
    "package_history_id.outermost_dest_id",
)

# Both name one relation; the second shows of it what tells variants apart.
ATTRIBUTES = ("product_template_attribute_value_ids", "product_template_variant_value_ids")
RATIO = frozenset(["factor", "relative_factor", "relative_uom_id"])


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_location_write(self, locations, values):
        """Refuse another usage, or a place elsewhere, for locations that lots have been in.

        History reads by both: what left a warehouse, and what came to it.

        :param locations: ``stock.location`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such location
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers have been in these locations, and what happened to them"
                " there depends on the location type. Create a new location instead, and archive"
                " this one:"
            ),
            locations.filtered(
                lambda location: "usage" in values and location.usage != values["usage"]
            ),
            *("location_id", "location_dest_id"),
        )
        self.refuse_named(
            self.env._(
                "Lots and serial numbers have been in these locations, so they stay in their"
                " warehouse. Create a new location where you need one, and move the stock there by"
                " a transfer:"
            ),
            locations.filtered(lambda location: self._leaves_its_place(location, values)),
            *("location_id", "location_dest_id"),
            operator="child_of",
        )

    def _leaves_its_place(self, location, values):
        """Tell whether a location would lie elsewhere, by these values of a write.

        Odoo derives the warehouse from what a location lies in, but a client can write it, too.
        """
        # Superuser: a location lies where it lies, whoever may see that.
        location = location.sudo()
        if "warehouse_id" in values and location.warehouse_id.id != values["warehouse_id"]:
            return True
        parent = location.browse(values.get("location_id") or ())
        return "location_id" in values and self._place_of(location.location_id) != self._place_of(
            parent
        )

    @staticmethod
    def _place_of(location):
        """Tell where what lies in a location is: in which warehouse, or outside, as what."""
        return location.warehouse_id.id, not location.warehouse_id and location.usage

    @api.private
    def check_warehouse_write(self, warehouses, values):
        """Refuse another view location, by which a warehouse would get or lose its locations.

        :param warehouses: ``stock.warehouse`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such location that lots have been in
        """
        for warehouse in warehouses if "view_location_id" in values else ():
            old = warehouse.view_location_id
            new = old.browse(values["view_location_id"])
            if new != old:
                self.check_location_write(old, {"warehouse_id": False})
                self.check_location_write(new, {"warehouse_id": warehouse.id})

    @api.private
    def check_operation_type_write(self, operations, values):
        """Refuse another kind for operation types that moved lots: receipts would be deliveries.

        :param operations: ``stock.picking.type`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such operation type
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers were moved by these operation types, so their Type of"
                " Operation cannot be changed. Create a new operation type instead, and archive"
                " this one:"
            ),
            operations.filtered(
                lambda operation: "code" in values and operation.code != values["code"]
            ),
            *("picking_id.picking_type_id", "move_id.picking_type_id"),
        )

    @api.private
    def check_scrap_reason_unlink(self, reasons):
        """Refuse to delete why lots were scrapped: their scraps would forget it.

        :param reasons: ``stock.scrap.reason.tag`` about to be deleted
        :raise UserError: naming every such reason
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers were scrapped for these reasons, so they cannot be"
                " deleted. Leave them unused:"
            ),
            reasons,
            "move_id.scrap_id.scrap_reason_tag_ids",
            operation="unlink",
        )

    @api.private
    def check_variant_write(self, products, values):
        """Refuse to give variants whose lots moved to another product, with its name and tracking.

        :param products: ``product.product`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such product
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers of these products have moved, so they cannot become"
                " variants of another product. Create a new variant there instead:"
            ),
            products.filtered(
                lambda product: (
                    "product_tmpl_id" in values
                    and product.product_tmpl_id.id != values["product_tmpl_id"]
                )
            ),
            "product_id",
        )
        self.refuse_named(
            self.env._(
                "Lots and serial numbers of these products have moved, so they keep the attribute"
                " values that tell them from other variants. Create a new variant instead:"
            ),
            products.filtered(lambda product: self._becomes_another(product, values)),
            "product_id",
        )

    def _becomes_another(self, product, values):
        """Tell whether other attribute values would tell a variant from others.

        Attributes that have but one value tell nothing apart: Odoo gives it to all variants when a
        product gets such an attribute, and takes it away with it.
        """
        # Superuser: a variant is what it is, whoever may see its attributes.
        product = product.sudo()
        for name in ATTRIBUTES:
            if name in values:
                field, old = product._fields[name], product[name]
                cached = field.convert_to_cache(values[name], product, validate=False)
                new = old.browse(cached)
                if any(
                    len(one.attribute_line_id.product_template_value_ids) > 1 for one in old - new
                ):
                    return True
                if any(not self._is_only_value(one) for one in new - old):
                    return True
        return False

    @staticmethod
    def _is_only_value(value):
        """Tell whether an attribute value of a product is the only one that its attribute has."""
        return value == value.attribute_line_id.product_template_value_ids._only_active()

    @api.private
    def check_unit_write(self, units, values):
        """Refuse another ratio for units that lots were moved in, for documents name them by it.

        :param units: ``uom.uom`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such unit
        """
        fields = [units._fields[name] for name in RATIO & values.keys()]
        self.refuse_named(
            self.env._(
                "Lots and serial numbers were moved in these units of measure, so their ratio"
                " stays. Create a new unit instead, and archive this one:"
            ),
            units.filtered(
                lambda unit: any(
                    self.is_change(unit, field, values[field.name]) for field in fields
                )
            ),
            "product_uom_id",
            operator="child_of",
        )

    @api.private
    def check_package_write(self, packages, values):
        """Refuse another name for packages that lots were moved in: transfers name them by it.

        :param packages: ``stock.package`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such package
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers were moved in these packages, so they cannot be renamed."
                " Put the products into a new package instead:"
            ),
            packages.filtered(
                lambda package: any(
                    name in values and package[name] != values[name]
                    for name in ("name", "complete_name")
                )
            ),
            *PACKAGE_PATHS,
        )
        self.refuse_named(
            self.env._(
                "Packages can be put into a container by hand only where both are in the same"
                " location of your stock. Move these by a transfer:"
            ),
            packages.filtered(lambda package: self._is_put_elsewhere(package, values)),
            *PACKAGE_PATHS,
        )

    @staticmethod
    def _is_put_elsewhere(package, values):
        """Tell whether a package would be in another container though no one can have put it there.

        A transfer, which puts it there as it moves it, passes as trusted; *Unpack* takes it out.
        """
        name = "parent_package_id"
        if name not in values.keys() - trusted_names(package):
            return False
        if not values[name] or package[name].id == values[name]:
            return False
        # Superuser: a package is where it is, whoever may see that.
        place = package.sudo().location_id
        to = package.sudo().browse(values[name]).location_id
        return bool(place) and (place.usage not in OURS or (bool(to) and to != place))

    @api.private
    def check_package_unlink(self, packages):
        """Refuse to delete packages that lots were moved in; core keeps those of lines alone.

        :raise UserError: naming every such package
        """
        self.refuse_named(
            self.env._(
                "Lots and serial numbers were moved in these packages, so they cannot be deleted."
                " Leave them empty:"
            ),
            packages,
            *PACKAGE_PATHS,
            operation="unlink",
        )

    @api.private
    def check_package_history(self, histories):
        """Refuse to write the package history of what is done; Odoo makes it just before.

        :param histories: ``stock.package.history`` just created, or written
        :raise UserError: naming every such package
        """
        # Superuser: what is final is so for who does not see the movements, too.
        done = histories.sudo().filtered(self._is_history_of_done)
        if done:
            histories.check_access("write")
        self.refuse(
            self.env._(
                "Which package products were in is recorded when they are moved, and not entered"
                " here. To put them into another one, move them again:"
            ),
            done.mapped("package_name"),
        )

    def _is_history_of_done(self, history):
        fresh = self.now_done()
        lines = self._of_state_done(history.picking_ids.move_line_ids | history.move_line_ids)
        return bool(self.filter_historic(lines.filtered(lambda line: line.id not in fresh)))

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

    @api.private
    def refuse_named(self, heading, records, *paths, operator="=", operation="write"):
        """Refuse to change records that done lines of lots name.

        :param str paths: from lines to the record
        :param str operator: ``child_of`` where what lies inside counts as well
        :param str operation: who may not do it is told that, and no more
        :raise UserError: naming every such record
        """
        named = [
            record
            for record in records
            if self._is_in_history(Domain.OR(Domain(path, operator, record.id) for path in paths))
        ]
        if named:
            records.check_access(operation)
        self.refuse(heading, [record.display_name for record in named])

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
