"""What is scanned at a transfer or order: by one page, the same for each, and by its form."""

import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .places import Places

SHOWN_SCANS = 6
LONGEST_KEY = 64
LARGEST = 1e12  # of a quantity, far beyond any


class TraceabilityScanDocument(models.AbstractModel):
    """A document whose goods are scanned; its model says which moves those are."""

    _name = "traceability.scan.document"
    _description = "Document That Is Scanned"

    def _moves_to_scan(self):
        """Give the open moves.

        :raise UserError: when there are none
        """
        raise NotImplementedError

    def _open_moves_to_scan(self):
        """Give the open moves, none when the document is closed."""
        raise NotImplementedError

    def _expected_moves(self, moves):
        """Give those of the open moves whose goods are all to be scanned."""
        return moves

    @api.private
    def scan_titles(self):
        """:return: what the document is besides its name, in words"""
        return [self.picking_type_id.name] if self.picking_type_id else []

    def _finish_of_scan(self):
        """Give ``method``, ``label`` and perhaps ``context`` of the button that ends the work."""
        raise NotImplementedError

    # -- one scan ---------------------------------------------------------------------------------
    def scan(self, text, product_id=None, accept=False):
        """Record what was scanned, as picked: a unit or the quantity that the label says.

        The barcode of a tracked product alone says which product the next number is for.

        :param str text: as the scanner sends it
        :param int product_id: of the last answer, for a number that could be of several products
        :param bool accept: whether a warning about this very text is meant to be passed over
        :return: a dict: ``kind`` (``done``; ``product``: its number is to follow; ``warning``:
            nothing was written, scan it again to accept), ``message``, ``product_id``,
            ``is_complete`` whether all that is asked for here was picked
        :raise UserError: when it cannot be recorded; nothing is written then
        """
        moves = self._begin_scan()
        match = self._match_scan(moves, text, product_id)
        kind, message, _line = self._record_scan(match, match["quantity"], accept, None)
        return self._scan_answer(kind, match, message)

    def _begin_scan(self):
        """Two scanners on one document take turns, and who waited sees what the other wrote.

        An update, not a lock: after a mere lock the one who waited would go on with what it saw
        before. This way PostgreSQL reports a serialization failure, and Odoo starts the request
        anew (``odoo.service.model.retrying``).
        """
        self.ensure_one()
        self.check_access("write")
        self.env.cr.execute(
            SQL("UPDATE %s SET id = id WHERE id = %s", SQL.identifier(self._table), self.id)
        )
        return self._moves_to_scan()

    def _match_scan(self, moves, text, product_id, is_plain=False):
        product = self.env["product.product"].browse(product_id if type(product_id) is int else ())
        product = product.exists()
        return self.env["traceability.scan"].match(moves, text, product, is_plain=is_plain)

    def _record_scan(self, match, quantity, accept, places):
        """:return: kind, message and the line that was picked"""
        moves = match["moves"]
        if match["product"].tracking == "none":
            line = moves.scan_units(quantity or 1.0, places or Places(self.env))
        elif not match["name"]:
            return "product", self.env._("Scan the lot or serial number."), None
        else:
            warning, line = moves.scan_number(match, quantity, accept, places)
            if warning:
                return "warning", warning, None
        return "done", moves._progress(), line

    def _scan_answer(self, kind, match, message):
        product = match["product"]
        return {
            "kind": kind,
            "message": self.env["traceability.scan"].add_subject(match, message),
            "product_id": product.id,
            "is_complete": kind == "done" and self._is_scanned_complete(),
        }

    def _is_scanned_complete(self):
        moves = self._expected_moves(self._open_moves_to_scan())
        picked = moves.picked_quantities()
        return all(
            move.product_id.uom_id.compare(picked[move], move.product_qty) >= 0 for move in moves
        )

    # -- the page ---------------------------------------------------------------------------------
    def action_scan(self):
        """:return: the client action that is the scan page of this document"""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.client",
            "tag": "product_traceability.scan_page",
            "name": self.env._("Scan: %(document)s", document=self.display_name),
            "target": "fullscreen",
            "params": {"model": self._name, "id": self.id},
        }

    @api.readonly
    def get_scan_page(self, product_id=None):
        """Tell how far the document is.

        :param int product_id: the product to show; by default the first that is not complete
        :return: a dict: ``name``, ``title``, ``is_open``, ``finish`` (``method``, ``label`` and
            perhaps ``context`` of what is done at the end), ``complete`` and ``total``: how many
            products are complete and there, ``product`` what :meth:`_product_to_scan` tells,
            ``scans`` the last ones
        """
        self.ensure_one()
        self.check_access("read")
        moves = self._open_moves_to_scan()
        picked = moves.picked_quantities()
        by_product = moves.grouped("product_id")
        expected = self._expected_moves(moves).grouped("product_id")
        missing = [
            product
            for product, own in expected.items()
            if product.uom_id.compare(
                sum(picked[move] for move in own), sum(own.mapped("product_qty"))
            )
            < 0
        ]
        shown = self.env["product.product"].browse(product_id or ()) & moves.product_id
        shown = shown or (missing or [*expected, *by_product, shown])[0]
        own = by_product.get(shown, moves.browse())
        return {
            "name": self.display_name,
            "title": " · ".join(self.scan_titles()),
            "is_open": bool(moves),
            "finish": self._finish_of_scan(),
            "complete": len(expected) - len(missing),
            "total": len(expected),
            "product": self._product_to_scan(shown, own, picked) if shown else None,
            "scans": self._last_scans(),
        }

    def _product_to_scan(self, product, moves, picked):
        return {
            "id": product.id,
            "name": product.display_name,
            "tracking": product.tracking,
            "unit": product.uom_id.name,
            "picked": sum(picked[move] for move in moves),
            "demand": sum(moves.mapped("product_qty")),
        }

    def _entries(self):
        # Superuser: nobody else reads entries; whose document they are of was checked before.
        return self.env["traceability.scan.entry"].sudo()

    def _entry_domain(self):
        return Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)

    def _last_scans(self):
        entries = self._entries().search(self._entry_domain(), limit=SHOWN_SCANS)
        return [
            {
                "key": entry.scan_key,
                "product": entry.product_id.display_name,
                "product_id": entry.product_id.id,
                "tracking": entry.product_id.tracking,
                "lot": entry.lot_name or "",
                "text": entry.text,
                "quantity": entry.quantity,
                "unit": entry.product_id.uom_id.name,
            }
            for entry in entries
        ]

    def scan_page(self, text, scan_key, **options):
        """Record what was scanned on the page; sent again under the same key, nothing happens.

        :param str text: as the scanner sends it
        :param str scan_key: of this scan alone, chosen by who sends it
        :param options: ``product_id``, ``location_id``, ``location_dest_id`` and ``package_id``
            as scanned before; ``quantity`` as answered to the question; ``accept`` a warning;
            ``is_plain``: the code is a lot/serial number, though it looks like GS1
        :return: as :meth:`scan`, and ``page`` as :meth:`get_scan_page`. More kinds: ``quantity``:
            nothing was written, ``proposed`` is how much to ask about; ``location`` and
            ``package``: nothing was written, ``place`` is to be sent along from now on
        :raise UserError: when it cannot be recorded; nothing is written then
        """
        moves = self._begin_scan()
        self._check_scan_key(scan_key)
        if known := self._entries().search(
            self._entry_domain() & Domain("scan_key", "=", scan_key), limit=1
        ):
            answer = known.answer
        else:
            answer = self._scan_on_page(moves, text, scan_key, options)
        return answer | {"page": self.get_scan_page(answer["product_id"] or None)}

    def _scan_on_page(self, moves, text, scan_key, options):
        places = self._places(options)
        places.check_inside(moves)
        scan, is_plain = self.env["traceability.scan"], options.get("is_plain")
        if not is_plain and (found := scan.find_place(moves, text, places)):
            answer = self._take_place(moves, found, scan_key)
            return {"product_id": options.get("product_id"), **answer}
        match = self._match_scan(moves, text, options.get("product_id"), is_plain)
        quantity = self._asked_quantity(options.get("quantity")) or match["quantity"]
        if match["name"] and not quantity and match["product"].tracking == "lot":
            proposed = match["moves"].proposed_quantity(match, places)
            message = self.env._("How many?")
            return self._scan_answer("quantity", match, message) | {
                "proposed": proposed,
                "unit": match["product"].uom_id.name,
                "lot": match["name"],
            }
        kind, message, line = self._record_scan(match, quantity, options.get("accept"), places)
        if kind != "done":
            return self._scan_answer(kind, match, message)
        entry = self._note_scan(
            scan_key,
            text,
            product_id=match["product"].id,
            move_id=line.move_id.id or match["moves"][:1].id,
            line_id=line.id,
            lot_name=match["name"],
            quantity=quantity or 1.0,
        )
        # Only now, for an order counts what was scanned of its components.
        entry.answer = self._scan_answer(kind, match, match["moves"]._progress())
        return entry.answer

    def _note_scan(self, scan_key, text, **values):
        document = {"res_model": self._name, "res_id": self.id}
        return self._entries().create({"scan_key": scan_key, "text": text, **document, **values})

    def _asked_quantity(self, quantity):
        if quantity is None:
            return None
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if not is_number or not 0 < quantity < LARGEST or not math.isfinite(quantity):
            raise UserError(self.env._("The quantity must be greater than 0."))
        return float(quantity)

    def _check_scan_key(self, scan_key):
        if not isinstance(scan_key, str) or not 0 < len(scan_key) <= LONGEST_KEY:
            raise UserError(self.env._("Each scan needs a key of its own."))

    def _places(self, options):
        """Give what was scanned before, as far as the user may see it."""

        def find(model, name):
            given = options.get(name)
            record = self.env[model].browse(given if type(given) is int else ())
            return record.exists()._filtered_access("read")

        return Places(
            self.env,
            find("stock.location", "location_id"),
            find("stock.location", "location_dest_id"),
            find("stock.package", "package_id"),
        )

    def undo_scan(self, scan_key, quantity=None):
        """Take back a scan of the page, or some units of it; twice is the same as once.

        :param str scan_key: of the scan
        :param float quantity: how much of it; by default all
        :return: as :meth:`scan_page`, ``kind`` is ``undone``
        :raise UserError: when it was moved or changed since
        """
        self._begin_scan()
        self._check_scan_key(scan_key)
        quantity = self._asked_quantity(quantity)
        entry = self._entries().search(
            self._entry_domain() & Domain("scan_key", "=", scan_key), limit=1
        )
        product = self.env["product.product"].browse(entry.product_id.id)
        message = ""
        if entry:
            what = ", ".join(filter(None, [product.display_name, entry.lot_name]))
            message = self.env._("%(what)s: undone", what=what)
            self._undo_entry(entry, min(quantity or entry.quantity, entry.quantity))
        return {
            "kind": "undone",
            "message": message,
            "product_id": product.id,
            "is_complete": False,
            "page": self.get_scan_page(product.id),
        }

    def _undo_entry(self, entry, quantity):
        move = self.env["stock.move"].browse(entry.move_id.id)
        line = self.env["stock.move.line"].browse(entry.line_id.id).exists()
        line = line.filtered(lambda line: line.move_id == move and line.picked)
        others = self._lines_of_entry(move, entry) - line
        left = others.unpick(line.unpick(quantity)) if move else quantity
        if entry.product_id.uom_id.compare(left, 0) > 0:
            raise self.scan_changed(entry)
        entry.take_back(quantity)

    @api.private
    def scan_changed(self, entry):
        """:return: the error that an entry tells no more what is there"""
        return UserError(
            self.env._(
                "%(product)s, %(lot)s: this scan was changed in %(document)s since. Correct it"
                " there.",
                product=entry.product_id.display_name,
                lot=entry.lot_name or "-",
                document=self.display_name,
            )
        )

    def _lines_of_entry(self, move, entry):
        named = move.lines_named([entry.lot_name]) if entry.lot_name else move.move_line_ids
        return named.filtered("picked")
