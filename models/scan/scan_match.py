"""Which line of a transfer or order a scan is for, and what it says about it."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import end_of_day, warehouse_zone
from ...tools.listing import first_names
from .traceability_scan import LooksLikeGs1


class TraceabilityScan(models.AbstractModel):
    _inherit = "traceability.scan"

    @api.private
    def match(self, moves, text, product=None, likely=None, is_plain=False):
        """Tell what a scanned text stands for among moves.

        :param moves: ``stock.move`` of one company that are not done, tracked or not
        :param str text: see :meth:`parse`
        :param product: ``product.product`` scanned just before, which a number alone is for
        :param likely: ``product.product`` to take where a new number could be of several
        :param bool is_plain: whether the text is a lot/serial number, whatever it looks like
        :return: a dict: ``product``; ``moves`` of it; ``name`` of its lot or serial number, None
            when the product alone was scanned; ``quantity`` in the product's own unit, None when
            the text does not say it; ``values`` of the lot, as text of a datetime in UTC
        :raise UserError: when it stands for nothing here
        """
        company = moves.company_id[:1] or self.env.company
        return self.with_company(company)._match(moves, text, product, likely, is_plain)

    def _match(self, moves, text, product, likely, is_plain):
        parsed = self.parse_plain(text) if is_plain else self._parse_known(moves, text)
        parsed = self._by_vendor_lot(moves, parsed)
        product = (product or self.env["product.product"]) & moves.product_id
        found, unit = self.find_product(parsed, self.env.company)
        # A lot/serial number may be the barcode of a product as well, even of its own.
        is_number = is_plain or (
            not parsed["is_gs1"] and product and product in self._known(moves, parsed["name"])
        )
        if found and is_number:
            found, unit = product.browse(), unit.browse()
        if found:
            self._check_expected(moves, found)
        elif parsed["is_gs1"] and parsed["gtin"]:
            raise UserError(self.env._("No product has the barcode %(gtin)s.", gtin=parsed["gtin"]))
        name = None if found and not parsed["is_gs1"] else parsed["name"]
        if not found and not name:
            raise UserError(
                self.env._(
                    "%(text)s: no product has this barcode.",
                    text=parsed["text"],
                )
            )
        found = found or self._product_of_number(moves, parsed, product, likely)
        if name and found.tracking == "lot":
            name = parsed["lot"] or name
        return {
            "product": found,
            "moves": moves.filtered(lambda move: move.product_id == found),
            "name": name,
            "quantity": self._quantity(parsed, found, unit),
            "values": self._lot_values(parsed, found, moves),
        }

    @api.private
    def add_subject(self, match, message):
        """Put the product and the lot or serial number of a scan before a message."""
        what = ", ".join(filter(None, [match["product"].display_name, match["name"]]))
        return self.env._("%(what)s: %(message)s", what=what, message=message)

    def _parse_known(self, moves, text):
        """Read a text; what can be read in two ways is read as what is known here."""
        try:
            parsed = self.parse(text)
        except LooksLikeGs1:
            plain = self.parse_plain(text)
            if self._is_known(moves, plain):
                return plain
            raise
        plain = None if parsed["is_certain"] else self.parse_plain(text)
        return plain if plain and self._is_known(moves, plain) else parsed

    def _is_known(self, moves, plain):
        product, _unit = self.find_product(plain, self.env.company)
        return bool(product or self._known(moves, plain["name"]))

    def _check_expected(self, moves, product):
        if product not in moves.product_id:
            raise UserError(
                self.env._(
                    "%(product)s is not part of this document.", product=product.display_name
                )
            )

    # -- a number alone -------------------------------------------------------------------------
    def _known(self, moves, name):
        """Give those products of the moves that have this number, in stock or on their lines."""
        lots = self.env["stock.lot"].search(
            Domain("name", "=", name)
            & Domain("product_id", "in", moves.product_id.ids)
            & Domain("company_id", "in", (False, *moves.company_id.ids))
        )
        return lots.product_id | moves.lines_named([name]).product_id

    def _product_of_number(self, moves, parsed, product, likely):
        names = {parsed["lot"], parsed["serial"], parsed["name"]} - {None}
        known = self.env["product.product"].union(*(self._known(moves, name) for name in names))
        tracked = moves.filtered(lambda move: move.product_id.tracking != "none")
        makes = tracked.filtered(lambda move: move.picking_type_id.use_create_lots)
        if product and (product in known or product in makes.product_id):
            return product
        if len(known) == 1:
            return known
        words = {"number": parsed["name"]}
        if known:
            raise UserError(
                self.env._(
                    "%(number)s is a lot/serial number of several products: %(products)s. Scan the"
                    " product first.",
                    products=first_names(self.env, known.mapped("display_name")),
                    **words,
                )
            )
        foreign = self.env["stock.lot"].search([("name", "in", list(names))], limit=1).product_id
        if foreign:
            raise UserError(
                self.env._(
                    "%(number)s is a lot/serial number of %(product)s, which is not part of this"
                    " document.",
                    product=foreign.display_name,
                    **words,
                )
            )
        if not makes:
            raise UserError(
                self.env._(
                    "%(number)s: no product of this document has this lot/serial number or"
                    " barcode.",
                    **words,
                )
            )
        return self._product_in_want(makes, words, likely)

    def _product_in_want(self, makes, words, likely):
        """Give the one product that a new number can be for."""
        wanting = makes.product_id
        if len(wanting) > 1:
            missing = self.env["traceability.assignment"].missing_quantity
            wanting = makes.filtered(missing).product_id or wanting
        if likely and likely in wanting:
            return likely
        if len(wanting) > 1:
            raise UserError(
                self.env._(
                    "%(number)s could be a new lot/serial number of several products: %(products)s."
                    " Scan the product first.",
                    products=first_names(self.env, wanting.mapped("display_name")),
                    **words,
                )
            )
        return wanting

    # -- quantity and dates -----------------------------------------------------------------------
    def _quantity(self, parsed, product, unit):
        """Give the quantity in the product's own unit, None when the text does not say it."""
        measured = self.env["uom.uom"].browse(parsed["measure_uom_id"] or ())
        if measured and measured._has_common_reference(product.uom_id):
            return measured._compute_quantity(parsed["measure"], product.uom_id)
        if parsed["quantity"] is None and not unit:
            return None
        count = parsed["quantity"] or 1.0
        return unit._compute_quantity(count, product.uom_id) if unit else count

    def _lot_values(self, parsed, product, moves):
        """Give {name of a date of a lot: its text, in UTC where it has a time}.

        A label says days, and on its last day a lot is still good where it is: its date is the end
        of that day in the warehouse. What a label leaves out follows from what it says, by the
        product's own number of days.
        """
        expires, best, made = (
            parsed[name] for name in ("expiration_date", "use_date", "production_date")
        )
        produced = {"production_date": fields.Date.to_string(made)} if made else {}
        if not product.use_expiration_date:
            return produced
        if not expires and best:
            expires = best + timedelta(days=product.use_time)
        elif not expires and made and product.expiration_time:
            expires = made + timedelta(days=product.expiration_time)
        days = {"expiration_date": expires, "use_date": best}
        zone = warehouse_zone(moves.picking_type_id[:1])
        return produced | {
            name: fields.Datetime.to_string(end_of_day(day, zone))
            for name, day in days.items()
            if day
        }

    # -- locations and packages -------------------------------------------------------------------
    @api.private
    def find_place(self, moves, text, places):
        """Tell whether a location or package of the moves was scanned, and no product or lot.

        :param moves: ``stock.move`` that are not done
        :param str text: see :meth:`parse`
        :param places: :class:`.places.Places` that were scanned before
        :return: None, or a dict: ``kind`` (``location``, ``package``), ``role`` (the name of the
            option that it is), ``place`` ({``id``, ``name``}) and ``message``
        """
        try:
            parsed = self.parse(text)
        except LooksLikeGs1:
            return None
        if parsed["sscc"]:
            return self._package_scanned(moves, parsed["sscc"], is_new=True)
        if parsed["is_gs1"] or self.find_product(parsed, self.env.company)[0]:
            return None
        name = parsed["name"]
        if self._known(moves, name):
            return None
        return self._location_scanned(moves, name, places) or self._package_scanned(moves, name)

    def _location_scanned(self, moves, barcode, places):
        if not self.env.user.has_group("stock.group_stock_multi_locations"):
            return None
        taking = moves.filtered(lambda move: not move._should_bypass_reservation())
        location = self.env["stock.location"].search(
            Domain("barcode", "=", barcode)
            & Domain("usage", "!=", "view")
            & Domain("id", "child_of", (taking.location_id | moves.location_dest_id).ids),
            limit=1,
        )
        if not location:
            return None
        is_source = _is_inside(location, taking.location_id)
        is_target = _is_inside(location, moves.location_dest_id)
        # Where it can be both, goods are taken first and then put down.
        if is_source and is_target and places.location and places.location != location:
            is_source = False
        words = {"location": location.display_name}
        message = (
            self.env._("From %(location)s", **words)
            if is_source
            else self.env._("To %(location)s", **words)
        )
        return {
            "kind": "location",
            "role": "location_id" if is_source else "location_dest_id",
            "place": {"id": location.id, "name": location.display_name},
            "message": message,
        }

    def _package_scanned(self, moves, name, is_new=False):
        """:param bool is_new: whether the code can only be a package's, so that it is made now"""
        if not self.env.user.has_group("stock.group_tracking_lot"):
            return None
        packages = self.env["stock.package"]
        package = packages.search(
            Domain("name", "=", name) & Domain("company_id", "in", (False, *moves.company_id.ids)),
            limit=1,
        )
        if not package and is_new:
            package = packages.create({"name": name})
        if not package:
            return None
        return {
            "kind": "package",
            "role": "package_id",
            "place": {"id": package.id, "name": package.name},
            "message": self.env._("Into package %(package)s", package=package.name),
        }


def _is_inside(location, roots):
    return any(location._child_of(root) for root in roots)
