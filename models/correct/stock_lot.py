"""A lot that has moved gets the right lot or serial number."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.trust import trusted

ORIGIN = ("vendor_lot_name", "production_date")


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "traceability.correctable"]

    _correction_link = "lot_ids"

    # Only to search by: what can have been taken from a place.
    was_in_id = fields.Many2one(
        "stock.location", store=False, search="_search_was_in_id", exportable=False
    )

    def _search_was_in_id(self, operator, places):
        if operator != "in":
            return NotImplemented
        arrived = self.env["stock.move.line"]._search(
            Domain("location_dest_id", "in", places)
            & Domain("state", "=", "done")
            & Domain("lot_id", "!=", False)
        )
        return Domain("id", "in", arrived.subselect("lot_id"))

    def _correction_lines(self):
        return self.env["stock.move.line"].search(
            Domain("lot_id", "in", self.ids) & Domain("state", "=", "done"), order="date, id"
        )

    @api.private
    def correct_name(self, new_name, reason):
        """Give a lot that has moved the name it should have had, and log it.

        :param str new_name: blanks around it are dropped
        :param str reason: why, for the log
        :return: the ``traceability.correction``
        :raise AccessError: when the user may not correct all its movements or not write the lot
        :raise UserError: without a reason, when nothing changes; ValidationError when the name is
            taken, unclean or against the pattern
        """
        lines = self._lines_to_correct(reason)
        before, after = self.name, self.env["traceability.guard"].clean_name(new_name)
        if not after or after == before:
            raise UserError(
                self.env._("Enter the correct lot/serial number. It is %(lot)s now.", lot=before)
            )
        self.env["traceability.guard"].lock_for_change(self)
        trusted(self, "name").write({"name": after})
        typed = lines.filtered(lambda line: line.lot_name == before)
        trusted(typed, "lot_name").write({"lot_name": after})
        return self.env["traceability.correction"]._log_name(self, lines, before, reason.strip())

    @api.private
    def correct_origin(self, values, reason):
        """Give a lot that has moved the vendor's lot number and production date it should have had.

        :param dict values: of :data:`ORIGIN`; what is as recorded stays
        :param str reason: why, for the log
        :return: the ``traceability.correction``
        :raise AccessError: when the user may not correct all its movements or not write the lot
        :raise UserError: without a reason, when nothing changes
        """
        lines = self._lines_to_correct(reason)
        changed = self.find_origin_changes(values)
        if not changed:
            raise UserError(
                self.env._(
                    "Enter the correct vendor's lot number or production date of %(lot)s.",
                    lot=self.display_name,
                )
            )
        before = {name: self[name] for name in changed}
        self.env["traceability.guard"].lock_for_change(self)
        trusted(self, *changed).write(changed)
        return self.env["traceability.correction"]._log_origin(self, lines, before, reason.strip())

    def _lines_to_correct(self, reason):
        """Give all movements of this lot, in superuser mode, when the user may correct them."""
        self.ensure_one()
        # sudo: the movements of a lot that companies share are all corrected with it.
        lines = self.sudo()._correction_lines()
        self._check_corrector(lines.with_env(self.env), reason)
        self.check_access("write")
        return lines

    @api.private
    def find_origin_changes(self, values):
        """Give those values of :data:`ORIGIN` that are others than the lot has."""
        return {
            name: values[name] or False
            for name in ORIGIN
            if name in values and (values[name] or False) != (self[name] or False)
        }

    @api.private
    def find_new_name_problem(self, new_name):
        """Tell why a lot cannot get that name, in words, or None; nothing is written."""
        guard = self.env["traceability.guard"]
        name = guard.clean_name(new_name)
        if name == self.name:
            return self.env._("This lot/serial number is already %(lot)s.", lot=name)
        taken = Domain("product_id", "=", self.product_id.id) & Domain("name", "=", name)
        if self.company_id:
            taken &= Domain("company_id", "in", (self.company_id.id, False))
        # sudo: a number is taken whether or not the user may see who has it.
        if self.sudo().search_count(taken, limit=1):
            return self.env._(
                "%(product)s, %(lot)s: this lot/serial number already exists. If it is the one"
                " that was meant, select Wrong lot or serial number.",
                product=self.product_id.display_name,
                lot=name,
            )
        pattern = self.product_id.get_lot_name_pattern()
        return guard.find_name_problem(name, pattern) if self.is_strict() else None
