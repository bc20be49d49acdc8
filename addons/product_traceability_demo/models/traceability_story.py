from freezegun import freeze_time

from odoo import api, fields, models

from ..story import CHAPTERS
from ..story.cast import Cast, is_cast
from ..story.teller import Teller


class TraceabilityStory(models.AbstractModel):
    """The half year of a maker of sauces and kitchen machines, told by the methods people click.

    Nothing here can be called from outside: the names begin with an underscore.
    """

    _name = "traceability.story"
    _description = "Traceability Demonstration"

    # The lots that show best what a trace answers: (product code, lot name) by role.
    _KEY_LOTS = {
        "tomato": ("TOM-PLUM", "TOM-1041"),
        "twice": ("TOM-PLUM", "TOM-1077"),
        "sauce": ("SAU-500", "SAU-0001"),
        "blender": ("BLD-600", "BLD-0004"),
    }

    @api.model
    def _tell(self):
        """Tell the story, unless it was told here before.

        The clock of the whole process stands still meanwhile, at the day that is told of: this is
        for databases that demonstrate, not for a server at work.

        :return: the lots to look at first, as :meth:`_key_lots` gives them
        """
        story = self._as_administrator()
        if not is_cast(story.env):
            today = fields.Date.today()
            with freeze_time(today, tick=False) as clock:
                teller = Teller(story.env, clock, today)
                teller.on(183)
                teller.cast = Cast(story.env)
                for chapter in CHAPTERS:
                    chapter.tell(teller)
                story.env.flush_all()
        return story._key_lots()

    def _as_administrator(self):
        """A person's rights and name, where there is one, rather than the system's."""
        user = self.env.ref("base.user_admin", raise_if_not_found=False)
        if not user or not user.active:
            return self
        company = user.company_id
        return self.with_user(user).with_context(allowed_company_ids=company.ids)

    def _key_lots(self):
        """:return: {role: stock.lot} of the lots to look at first, {} when nothing was told"""
        lots = {
            role: self.env["stock.lot"].search(
                [("product_id.default_code", "=", code), ("name", "=", name)], limit=1
            )
            for role, (code, name) in self._KEY_LOTS.items()
        }
        return {role: lot for role, lot in lots.items() if lot}
