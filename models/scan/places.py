"""Where scanned goods come from and go to, as was scanned before them."""

from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.quantity_words import say_number


class Places:
    """Records that may be empty: then a line says itself where it is from and goes.

    :param env: of the user who scans
    :param location: ``stock.location`` that goods are taken from
    :param location_dest: ``stock.location`` that they go to
    :param package: ``stock.package`` that they go into
    """

    def __init__(self, env, location=None, location_dest=None, package=None):
        self.env = env
        self.location = location or env["stock.location"]
        self.location_dest = location_dest or env["stock.location"]
        self.package = package or env["stock.package"]

    def check_inside(self, moves):
        """Refuse locations that the moves neither take from nor bring to.

        :raise UserError: naming the location
        """
        for place, roots in (
            (self.location, moves.location_id),
            (self.location_dest, moves.location_dest_id),
        ):
            if place and not any(place._child_of(root) for root in roots):
                raise UserError(
                    self.env._(
                        "%(text)s is not a location in %(location)s.",
                        text=place.display_name,
                        location=", ".join(roots.mapped("display_name")),
                    )
                )

    def row_values(self):
        """Give what a row of a list says of them, for it to be checked."""
        values = {"location": self.location_dest.complete_name, "package": self.package.name}
        return {name: text for name, text in values.items() if text}

    def values_for(self, line):
        """Give what is to be written on a line, of what it does not say yet."""
        values = {}
        if self.location_dest and line.location_dest_id != self.location_dest:
            values["location_dest_id"] = self.location_dest.id
        if self.package and line.result_package_id != self.package:
            values["result_package_id"] = self.package.id
        if self.location and not self._is_inside(line.location_id):
            quant = self._quants(line.move_id, line.lot_id).filtered(
                lambda quant: quant.product_uom_id.compare(quant.quantity, 0) > 0
            )[:1]
            if quant:
                values["location_id"] = quant.location_id.id
                values["package_id"] = quant.package_id.id
        return values

    def nearest_first(self, lines):
        """Sort lines: those at the source that was scanned come first."""
        return lines.sorted(lambda line: not self._is_inside(line.location_id))

    def check_source(self, move, row):
        """Refuse to take from the source that was scanned what is not there.

        :raise UserError: naming product, lot and location
        """
        if not self.location or move._should_bypass_reservation():
            return
        there = self.quantity_at_source(move, row["name"])
        if move.product_id.uom_id.compare(there, row["quantity"]) < 0:
            raise UserError(
                self.env._(
                    "%(product)s, %(lot)s: %(quantity)s of it in %(location)s. Scan the location"
                    " that it is in first.",
                    product=move.product_id.display_name,
                    lot=row["name"],
                    quantity=f"{say_number(self.env, there)} {move.product_id.uom_id.name}",
                    location=self.location.display_name,
                )
            )

    def quantity_at_source(self, move, name):
        """Tell how much of a lot is where it is taken from."""
        lots = self.env["stock.lot"].search(
            Domain("name", "=", name) & Domain("product_id", "=", move.product_id.id)
        )
        return sum(self._quants(move, lots).mapped("quantity"))

    def _quants(self, move, lots):
        place = self.location or move.location_id
        return self.env["stock.quant"].search(
            Domain("lot_id", "in", lots.ids)
            & Domain("product_id", "=", move.product_id.id)
            & Domain("location_id", "child_of", place.id)
        )

    def _is_inside(self, place):
        return not self.location or place._child_of(self.location)
