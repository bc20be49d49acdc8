"""The guard's rule 8 for the dates of lots: who may change them once the goods have moved."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.dates import DATES
from ...tools.locations import OURS


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_lot_dates(self, lots, values):
        """Refuse other dates for lots that moved, but to an Inventory manager.

        Dates that are missing anyone may fill in who may write lots; and who recorded the lot may
        mend what was typed wrong until its goods have moved on.

        :param lots: ``stock.lot`` about to be written
        :param dict values: what is about to be written
        :return: {lot that moved: [names of its dates that change]}, to be logged
        :raise UserError: naming every lot whose dates would change
        """
        fields = [lots._fields[name] for name in DATES if name in values]
        # Code in superuser mode counts dates by the product's days; it takes none from a client.
        if not fields or self.env.su:
            return {}
        changed = {}
        # Superuser: the rules judge the whole record, whoever writes it.
        for lot in lots.sudo():
            names = [
                field.name for field in fields if self.is_change(lot, field, values[field.name])
            ]
            if names:
                changed[lot] = names
        moved = self.find_moved_lots(lots.browse(lot.id for lot in changed))
        changed = {lot: changed[lot] for lot in moved}
        if self.env.user.has_group("stock.group_stock_manager"):
            return changed
        own = self._find_recorded_by_user(moved)
        lots.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "The dates of a lot or serial number that has moved can be changed by an Inventory"
                " manager only. Ask one, and put the lot on hold meanwhile if it may not leave:"
            ),
            [
                f"{lot.product_id.display_name}, {lot.name}: {self.name_fields(lot, names)}"
                for lot, names in changed.items()
                if lot not in own and any(lot[name] for name in names)
            ],
        )
        return changed

    def _find_recorded_by_user(self, lots):
        """Find the lots that the user recorded and whose goods have not moved on since."""
        lots = lots.filtered(lambda lot: lot.create_uid == self.env.user)
        domain = Domain("lot_id", "in", lots.ids) & Domain("location_id.usage", "in", OURS)
        groups = self.group_done(domain, ["lot_id"])
        return lots - lots.browse().union(*(lot for (lot,) in groups))

    @api.private
    def log_lot_dates(self, before):
        """Log who changed which dates of lots that moved, whatever a client sent along.

        :param dict before: {lot: {name of a date: what it was}}
        """
        bodies = {}
        for lot, old in before.items():
            changes = [
                self.env._(
                    "%(date)s: %(old)s → %(new)s",
                    date=self.name_fields(lot, [name]),
                    old=format_date(self.env, value) or self.env._("none"),
                    new=format_date(self.env, lot[name]) or self.env._("none"),
                )
                for name, value in old.items()
            ]
            bodies[lot.id] = "\n".join(changes)
        if bodies:
            self.env["stock.lot"].browse(bodies)._message_log_batch(bodies=bodies)
