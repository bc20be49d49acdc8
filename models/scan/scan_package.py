"""A package that is scanned where its goods are taken from."""

from odoo import models
from odoo.exceptions import UserError

from .places import Places


class TraceabilityScanDocument(models.AbstractModel):
    _inherit = "traceability.scan.document"

    def _take_place(self, moves, found, scan_key):
        """Pick what is reserved from a package; else what is scanned from now on is for a place.

        :param dict found: see :meth:`traceability.scan.find_place`
        :return: the answer
        :raise UserError: when nothing can be taken from or put into the package
        """
        if found["kind"] == "package":
            package = self.env["stock.package"].browse(found["place"]["id"])
            lines = self._lines_in_package(moves, package)
            if lines:
                return self._scan_package(package, lines, scan_key)
            self._check_package_is_here(moves, package)
        return {"is_complete": False, **found}

    def _lines_in_package(self, moves, package):
        """Give the lines that are reserved from a package, or one in it, and wait."""
        packages = package.search([("id", "child_of", package.id)])
        return moves.move_line_ids.filtered(
            lambda line: line.package_id in packages and not line._is_scanned()
        )

    def _scan_package(self, package, lines, scan_key):
        """Pick all that is reserved from a package; each part of it can be undone by itself."""
        entries = self._entries()
        for number, line in enumerate(lines):
            name, quantity = line._lot_or_name(), line.quantity_product_uom
            row = {"move_id": line.move_id.id, "name": name, "quantity": quantity}
            if name:
                line.move_id._check_scanned_row(row)
            _left, picked = line._pick(quantity, Places(self.env))
            entries += self._note_scan(
                f"{scan_key}:{number}" if number else scan_key,
                line.product_id.barcode or line.product_id.display_name,
                product_id=picked.product_id.id,
                move_id=picked.move_id.id,
                line_id=picked.id,
                lot_name=name,
                quantity=quantity,
            )
        first = entries[0]
        first.answer = {
            "kind": "done",
            "message": self.env._(
                "Package %(package)s: all that is reserved of it is scanned.", package=package.name
            ),
            "product_id": first.product_id.id,
            "is_complete": self._is_scanned_complete(),
        }
        return first.answer

    def _check_package_is_here(self, moves, package):
        """Refuse to put goods into a package that is elsewhere.

        :raise UserError: naming the package and its location
        """
        place = package.location_id
        if place and not any(place._child_of(target) for target in moves.location_dest_id):
            raise UserError(
                self.env._(
                    "Package %(package)s is in %(location)s, and nothing is reserved from it for"
                    " %(document)s. Scan the lot/serial numbers in it.",
                    package=package.name,
                    location=place.display_name,
                    document=self.display_name,
                )
            )
