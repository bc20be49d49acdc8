"""Who may correct: an Inventory manager, or who recorded it until the goods moved on."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

MANAGERS = "stock.group_stock_manager"


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.private
    @api.model
    def is_correction_manager(self):
        """Tell whether the user may correct what others recorded, too."""
        return self.env.user.has_group(MANAGERS)

    @api.private
    def filter_correctable(self):
        """Pick the done lines that the user may correct."""
        if self.is_correction_manager():
            return self
        own = self.filtered(lambda line: line._is_recorded_by_user())
        return own - own.find_moved_on()

    @api.private
    def check_corrector(self):
        """Refuse lines that the user may not correct.

        :raise AccessError: naming them
        """
        refused = self - self.filter_correctable()
        if refused:
            guard = self.env["traceability.guard"]
            # Superuser: who may not correct a line is told which, whatever else he may read.
            names = [guard.describe(line) for line in refused.sudo()]
            raise AccessError(
                guard.list_problems(
                    self.env._(
                        "You can correct what you recorded yourself until the products move"
                        " again. Ask an Inventory manager to correct these:"
                    ),
                    names,
                )
            )

    def _is_recorded_by_user(self):
        # Superuser: the recorder is written by the guard, for nobody to read but here.
        line = self.sudo()
        return (
            line.recorder_id == self.env.user
            and bool(line.lot_id)
            and line.company_id.strict_traceability
        )

    @api.private
    def find_moved_on(self):
        """Give those lines whose goods, or what was made of them, left the place they came to."""
        if not self:
            return self
        # Superuser: goods that went on in another company went on all the same.
        own = self.sudo()
        carriers = {line: line | line.produce_line_ids for line in own}
        all_carriers = own | own.produce_line_ids
        later = own.search(
            Domain("lot_id", "in", all_carriers.lot_id.ids)
            & Domain("state", "=", "done")
            & Domain("date", ">=", min(own.mapped("date")))
        )
        left = later.grouped(lambda line: (line.lot_id, line.location_id))
        moved = own.filtered(
            lambda line: any(
                (follower.date, follower.id) > (carrier.date, carrier.id)
                for carrier in carriers[line]
                for follower in left.get((carrier.lot_id, carrier.location_dest_id), ())
            )
        )
        return moved.with_env(self.env)
