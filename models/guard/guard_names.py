"""The guard's rule 7: the names of lots and serial numbers are clean and fit their pattern."""

import re

from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.number_text import composed, is_visible, shown

LONGEST = 255
# A mask, not a regular expression: whoever sets it runs a warehouse, and no mask takes for ever.
MASK = {"#": "[0-9]", "@": "[A-Z]", "?": "."}


def fits_mask(mask, name):
    """Tell whether a name fits a mask; a backslash quotes the next character.

    What stands between two ``*`` is taken where it first fits, which needs no way back: the time
    grows with both lengths and no faster, whatever the mask.
    """
    parts = [[]]
    for part in re.findall(r"\\.|.", mask, re.DOTALL):
        if part == "*":
            parts.append([])
        else:
            parts[-1].append(MASK.get(part) or re.escape(part[-1]))
    first, *middle = (re.compile("".join(part), re.DOTALL) for part in parts)
    if not middle:
        return bool(first.fullmatch(name))
    *middle, last = middle
    found = first.match(name)
    for part in middle:
        found = found and part.search(name, found.end())
    start = len(name) - len(parts[-1])
    return bool(found and start >= found.end() and last.fullmatch(name, start))


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def clean_name(self, name):
        """Give the name of a lot without spaces before and after it, its letters composed."""
        return composed(name.strip()) if isinstance(name, str) else name

    def _clean_lot_names(self, lines):
        """Clean the names typed in lines before core looks for lots of those names."""
        for line in lines:
            name = self.clean_name(line.lot_name)
            if name != line.lot_name:
                line.lot_name = name

    @api.private
    def check_names(self, lots):
        """Rule 7: names are not blank, hold nothing that cannot be seen, and fit the pattern.

        That they are unique is core's own check.

        :param lots: ``stock.lot``, just created or renamed
        :raise ValidationError: naming every lot
        """
        problems = (
            (lot, self.find_name_problem(lot.name or "", lot.product_id.get_lot_name_pattern()))
            for lot in lots
        )
        self._refuse_names({lot: problem for lot, problem in problems if problem})

    def _check_moved_names(self, lots):
        """Refuse names that a company without strict traceability gave to lots that all share.

        :param lots: ``stock.lot``, about to move; those that did here before keep their names
        :raise ValidationError: naming every lot
        """
        problems = {
            lot: problem
            for lot in lots
            if (problem := self.find_name_problem(lot.name or "", pattern=None))
        }
        if problems:
            known = self.find_moved_lots(lots.browse([lot.id for lot in problems]))
            self._refuse_names({lot: problems[lot] for lot in problems if lot not in known})

    def _refuse_names(self, problems):
        """:param dict problems: {lot: what is wrong with its name, in words}"""
        if problems:
            heading = self.env._("These lot or serial numbers cannot be used:")
            told = [f"{lot.product_id.display_name}, {text}" for lot, text in problems.items()]
            raise ValidationError(self.list_problems(heading, told))

    @api.private
    def find_name_problem(self, name, pattern):
        """Tell what is wrong with a name, in words, or None."""
        short = shown(name)
        if not name.strip():
            return self.env._("no lot/serial number. Enter one.")
        if name != name.strip():
            return self.env._("%(name)s: remove the spaces before and after it.", name=short)
        if len(name) > LONGEST:
            return self.env._(
                "%(name)s…: longer than %(longest)s characters.", name=short, longest=LONGEST
            )
        if not all(map(is_visible, name)):
            return self.env._(
                "%(name)s: remove the invisible and non-printable characters, shown as ·.",
                name=short,
            )
        if pattern and not fits_mask(pattern, name):
            return self.env._(
                "%(name)s: does not match the pattern %(pattern)s.", name=short, pattern=pattern
            )
        return None

    @api.private
    def check_patterns(self, records):
        """Refuse patterns that no lot or serial number can match.

        :param records: products or categories
        :raise ValidationError: naming the record
        """
        for record in records:
            pattern = record.lot_name_pattern
            if pattern and (pattern != pattern.strip() or not all(map(is_visible, pattern))):
                raise ValidationError(
                    self.env._(
                        "%(name)s: remove spaces around the lot/serial pattern, and"
                        " non-printable characters.",
                        name=record.display_name,
                    )
                )
            if pattern and len(pattern) > LONGEST:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the lot/serial pattern is longer than %(longest)s characters.",
                        name=record.display_name,
                        longest=LONGEST,
                    )
                )
