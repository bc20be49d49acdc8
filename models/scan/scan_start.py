"""Which document a scanner is to work on: named by its barcode, or by what it waits for."""

import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.number_text import storable

SHOWN = 10


class TraceabilityScan(models.AbstractModel):
    _inherit = "traceability.scan"

    @api.model
    @api.readonly
    def find_documents(self, text):
        """Find the open documents that a code is of, or that wait for what it is of.

        :param str text: as the scanner sends it; an empty one for those that are due first
        :return: list of dicts, at most ten: ``model``, ``id``, ``name``, ``title``
        :raise AccessError: for who works on no such documents
        :raise UserError: when there is none
        """
        if not any(self.env[model].has_access("write") for model, *_ in self._scanned_models()):
            self.env["stock.picking"].check_access("write")
        if not isinstance(text, str) or not text.strip():
            return self._listed_documents(None, None)
        text = storable(text)
        named = self._listed_documents(text.strip(), None)
        if named:
            return named
        parsed = self.parse_leniently(text)
        product, _unit = self.find_product(parsed, self.env.company)
        if not product:
            lots = self.env["stock.lot"].search([("name", "=", parsed["name"])], limit=SHOWN)
            product = lots.product_id
        found = self._listed_documents(None, product) if product else []
        if not found:
            raise UserError(
                self.env._(
                    "%(text)s: no open document has this name or waits for this product.",
                    text=parsed["text"][:80],
                )
            )
        return found

    def _listed_documents(self, name, products):
        """:return: those of this name, or that have a move of these products, or all, due first"""
        found = []
        for model, open_domain, paths, order in self._scanned_models():
            domain = Domain(open_domain)
            if name:
                domain &= Domain("name", "=ilike", re.sub(r"[\\%_]", r"\\\g<0>", name))
            if products:
                domain &= Domain.OR([(path, "in", products.ids)] for path in paths)
            if not self.env[model].has_access("write"):
                continue
            found += [
                {
                    "model": model,
                    "id": document.id,
                    "name": document.display_name,
                    "title": " · ".join(document.scan_titles()),
                }
                for document in self.env[model].search(domain, order=order, limit=SHOWN)
            ]
        return found[:SHOWN]

    def _scanned_models(self):
        """:return: [(model, domain of its open documents, paths to products, order)]"""
        is_open = Domain("state", "not in", ("draft", "done", "cancel"))
        return [("stock.picking", is_open, ["move_ids.product_id"], "scheduled_date, id")]
