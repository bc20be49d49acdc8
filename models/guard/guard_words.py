"""How the guard words what it refuses."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.listing import first_lines, first_names
from ...tools.quantity_words import say_quantity


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def refuse(self, heading, problems):
        """Raise one error for all offenders; nothing happens when there are none."""
        if problems:
            raise UserError(self.list_problems(heading, problems))

    @api.private
    def list_problems(self, heading, problems):
        """Give the heading and a line a problem; of many, the first and how many more."""
        return "\n".join([heading, first_lines(self.env, problems)])

    @api.private
    def format_quantity(self, quantity, unit):
        """Give a quantity and its unit, as the user's language writes them."""
        return say_quantity(self.env, quantity, unit.name)

    @api.private
    def describe(self, lines):
        """Give product, lots and document of a move, or of lines that share the others, as errors
        name them."""
        names = self._names_of(lines)
        told = first_names(self.env, names)
        if len(names) > 1:
            told = self.env._(
                "%(count)s lots/serial numbers (%(names)s)", count=len(names), names=told
            )
        move = lines if lines._name == "stock.move" else lines.move_id
        parts = [lines.product_id.display_name, told, lines[:1].reference or move[:1].reference]
        return ", ".join(part for part in parts if part)

    @staticmethod
    def _names_of(lines):
        if lines._name == "stock.move":
            return lines.lot_ids.mapped("name")
        names = (line.lot_id.name or line.lot_name for line in lines)
        return list(dict.fromkeys(name for name in names if name))

    @api.private
    def tell_alike(self, problems):
        """Write one text for all lots of a product and document that have the same problem.

        :param problems: iterable of (line or move, what is wrong in words), or of (line, the same
            of one lot, the same of several)
        :return: list of texts
        """
        alike = defaultdict(list)
        for line, *texts in problems:
            move = line if line._name == "stock.move" else line.move_id
            alike[line.product_id, line.picking_id or move, tuple(texts)].append(line)
        told = []
        for (_product, _document, texts), found in alike.items():
            lines = found[0].union(*found)
            several = len(self._names_of(lines)) > 1
            told.append(f"{self.describe(lines)}: {texts[-1] if several else texts[0]}")
        return told
