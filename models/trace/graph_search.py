"""*Ask anything*: what a person types or scans, found among all that can be traced."""

import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Beside the lots, which most people look for, a few of each other kind.
OTHERS = 3
MOST_LOTS = 80
# No name and no code is longer; the database needs seconds to look for a text of a megabyte.
LONGEST_TEXT = 500
# The database holds neither.
ILLEGAL = re.compile("[\x00\ud800-\udfff]")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.readonly
    @api.model
    def find_traceable(self, text, limit=8):
        """Find what can be traced by a number or name, as far as the user may see it.

        A GS1 code is read: its serial or lot number is looked for. What bears exactly that name
        comes first, lots before documents.

        :param str text: typed or scanned; blank gives the newest lots; what is longer than 500
            characters is cut
        :param int limit: how many lots at most, 1 to 80; of other kinds there are fewer
        :return: list of dict: ``model`` and ``id`` to call ``get_traceability`` on, ``name``,
            ``kind`` (name of the kind in the user's language), ``detail`` (such as the product)
        :raise AccessError: for who may not read lots
        :raise UserError: when an argument is of another kind
        """
        self.env["stock.lot"].check_access("read")
        text, limit = self._name_in(self._searched_text(text)), self._searched_number(limit)
        exact, near = [], []
        for model, (names, _detail) in self._traceable_kinds().items():
            records = self.env[model]
            if not records.has_access("read"):
                continue
            most = limit if model == "stock.lot" else OTHERS
            same = records
            if text:
                same = records.search(self._bears(names, "=", text), limit=most)
                like = self._bears(names, "ilike", text) & Domain("id", "not in", same.ids)
                near.append(records.search(like, limit=most))
            elif model == "stock.lot":
                near.append(records.search([], limit=most, order="id desc"))
            exact.append(same)
        return [found for records in exact + near for found in self._found(records)]

    def _traceable_kinds(self):
        """Return {model: (fields searched, field that tells two of a name apart)}; apps add
        theirs"""
        return {
            "stock.lot": (("name", "ref", "vendor_lot_name"), "product_id"),
            "stock.picking": (("name", "origin"), "partner_id"),
            "stock.package": (("name",), "location_id"),
            "res.partner": (("complete_name",), "city"),
        }

    @staticmethod
    def _bears(names, operator, text):
        return Domain.OR([[(name, operator, text)] for name in names])

    def _searched_text(self, text):
        """Return what was typed as the database can look for it."""
        if not text:
            return ""
        if not isinstance(text, str):
            raise UserError(self.env._("Search for a text, such as a lot/serial number."))
        return ILLEGAL.sub("", text[:LONGEST_TEXT])

    def _searched_number(self, limit):
        if not isinstance(limit, int) or isinstance(limit, bool):
            raise UserError(self.env._("The limit of a search must be a whole number."))
        return max(1, min(limit, MOST_LOTS))

    def _name_in(self, text):
        """Return the lot or serial number in a GS1 code, or the text itself."""
        text = text.strip()
        if not text:
            return ""
        try:
            return self.env["traceability.scan"].parse(text)["name"] or text
        except UserError:
            return text  # a name that only looks like a code

    def _found(self, records):
        detail = self._traceable_kinds()[records._name][1]
        kind = self.env["ir.model"]._get(records._name).name
        return [
            {
                "model": record._name,
                "id": record.id,
                "name": record.display_name,
                "kind": kind,
                "detail": self._text(record[detail]),
            }
            for record in records
        ]

    @staticmethod
    def _text(value):
        return (value.display_name if isinstance(value, models.BaseModel) else value) or ""
