"""The guard's rule 7: the names of lots and serial numbers are clean and fit their pattern."""

import re
import unicodedata

from odoo import models
from odoo.exceptions import ValidationError

LONGEST = 255
# A mask, not a regular expression: whoever sets it runs a warehouse, and no mask takes for ever.
MASK = {"#": "[0-9]", "@": "[A-Z]", "?": ".", "*": ".*"}


def mask_to_regex(mask):
    """:return: the regular expression that a mask stands for; a backslash quotes the next sign"""
    parts = re.findall(r"\\.|.", re.sub(r"\*+", "*", mask), re.DOTALL)
    return re.compile("".join(MASK.get(part) or re.escape(part[-1]) for part in parts), re.DOTALL)


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def clean_name(self, name):
        """:return: the name of a lot without the blanks around it"""
        return name.strip() if isinstance(name, str) else name

    def _clean_lot_names(self, lines):
        """Trim the names typed in lines before core looks for lots of those names."""
        for line in lines:
            if line.lot_name and line.lot_name != line.lot_name.strip():
                line.lot_name = line.lot_name.strip()

    def check_names(self, lots):
        """Rule 7: names are not blank, hold nothing that cannot be printed, and fit the pattern.

        That they are unique is core's own check.

        :param lots: ``stock.lot``, just created or renamed
        :raise ValidationError: naming every lot
        """
        problems = []
        for lot in lots:
            problem = self._name_problem(lot.name or "", lot.product_id._lot_name_pattern())
            if problem:
                problems.append(f"- {lot.product_id.display_name}, {problem}")
        if problems:
            heading = self.env._("These lot or serial numbers cannot be used:")
            raise ValidationError("\n".join([heading, *problems]))

    def _name_problem(self, name, pattern):
        """:return: what is wrong with a name, in words, or None"""
        shown = "".join(sign if sign.isprintable() else "·" for sign in name[:40])
        if not name.strip():
            return self.env._("without a number: enter one.")
        if name != name.strip():
            return self.env._("%(name)s: remove the blanks around it.", name=shown)
        if len(name) > LONGEST:
            return self.env._(
                "%(name)s...: it is longer than %(longest)s signs.", name=shown, longest=LONGEST
            )
        if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in name):
            return self.env._("%(name)s: remove the signs that cannot be printed.", name=shown)
        if pattern and not mask_to_regex(pattern).fullmatch(name):
            return self.env._(
                "%(name)s: it does not fit the pattern %(pattern)s.", name=shown, pattern=pattern
            )
        return None
