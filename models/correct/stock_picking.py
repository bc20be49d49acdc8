"""A done transfer gets the date on which it was really done."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .correction_apply import lock
from .correction_dates import find_too_late


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.correctable"]

    _correction_link = "picking_ids"

    @api.private
    def correct_date(self, date, reason):
        """Give a done transfer the Effective Date it should have had, and log it.

        Its movements are dated with it, but what was scrapped from it later.

        :param datetime date: when it was done, in UTC
        :param str reason: why, for the log
        :return: the ``traceability.correction``
        :raise AccessError: when the user may not correct or not write the transfer
        :raise UserError: when the date is to come, or goods would have left before they came,
            naming every movement; nothing is written
        """
        self.ensure_one()
        moves = self._find_dated_moves()
        lines = moves.move_line_ids
        self.env["stock.lot"]._check_corrector(lines, reason)
        self.check_access("write")
        guard = self.env["traceability.guard"]
        guard.lock_for_change(lines.lot_id)
        # What moved them since this transaction began is not seen yet, but it changed their quants.
        # sudo: those that the user does not see, too.
        quants = self.env["stock.quant"].sudo()
        lock(quants.search([("lot_id", "in", lines.lot_id.ids)]), self.env)
        guard.refuse(
            self.env._("This date does not fit the recorded movements. Nothing has been changed."),
            self.find_date_problems(date),
        )
        before = self.date_done
        # Core would date the scraps too; its constraints are asked all the same.
        models.BaseModel.write(self, {"date_done": date})
        models.BaseModel.write(moves, {"date": date})
        models.BaseModel.write(lines, {"date": date})
        lines.lot_id.follow_warranty()
        return self.env["traceability.correction"]._log_date(self, lines, before, reason.strip())

    def _find_dated_moves(self):
        """Give what was done with the transfer; a scrap made from it later is its own document."""
        return self.move_ids.filtered(lambda move: move.state == "done" and not move.scrap_id)

    @api.private
    def find_date_problems(self, date):
        """Tell why a done transfer cannot have been done on that date, in words.

        :param datetime date: in UTC
        :return: list of texts, empty when it can
        :raise UserError: when it is no date at all for this transfer
        """
        if self.state != "done" or not date:
            raise UserError(self.env._("Enter the date on which the transfer was really done."))
        if date > fields.Datetime.now():
            return [self.env._("%(transfer)s: this date is in the future.", transfer=self.name)]
        # sudo: whether goods were there depends on movements that the user may not see.
        lines = self.sudo()._find_dated_moves().move_line_ids
        lines = lines.filtered(lambda line: line.lot_id and line.product_id.is_storable)
        return [
            self.env._(
                "%(line)s: left %(location)s on %(date)s, before it would have been there.",
                line=self.env["traceability.guard"].describe(line),
                location=key.label,
                date=format_datetime(self.env, line.date if line not in lines else date),
            )
            for line, key in find_too_late(lines, date)
        ]
