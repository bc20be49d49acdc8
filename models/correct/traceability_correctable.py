"""What can be corrected: done movements get the right lot, lots the right number."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.trust import trusted
from .correction_apply import apply_plan, lock
from .correction_plan import CorrectionPlan


class TraceabilityCorrectable(models.AbstractModel):
    """A record that corrections are opened on and that shows those it had."""

    _name = "traceability.correctable"
    _description = "Correctable Record"

    # The field of the log that leads to these records.
    _correction_link = None

    correction_count = fields.Integer(
        "Corrections",
        compute="_compute_correction_count",
        groups="product_traceability.group_auditor",
    )

    def _compute_correction_count(self):
        link = self._correction_link
        groups = self.env["traceability.correction"]._read_group(
            Domain(link, "in", self.ids), [link], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.correction_count = counts.get(record.id, 0)

    def action_view_corrections(self):
        """:return: the window action of these records' corrections"""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_traceability_correction"
        )
        return action | {"domain": [(self._correction_link, "in", self.ids)], "context": {}}

    def action_correct(self):
        """:return: the window action of the wizard, opened on these records"""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_traceability_correction_request"
        )
        return action | {"context": {"active_model": self._name, "active_ids": self.ids}}

    def _correctable_lines(self):
        """:return: the done move lines of tracked products that can get another lot"""
        return self._correction_lines().filtered(
            lambda line: (
                line.state == "done"
                and line.product_uom_id.compare(line.quantity, 0) > 0
                and (line.lot_id or line.product_id.tracking != "none")
            )
        )

    def _correction_lines(self):
        return self.move_line_ids

    def _check_corrector(self, reason):
        """:raise AccessError: unless an Inventory manager asks; UserError: without a reason"""
        if not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(self.env._("Only an Inventory manager corrects what is recorded."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this is corrected."))


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

    def _correct_name(self, new_name, reason):
        """Give a lot that has moved the name it should have had, and log it.

        :param str new_name: blanks around it are dropped
        :param str reason: why, for the log
        :return: the ``traceability.correction``
        :raise AccessError: when the user is no Inventory manager or may not write the lot
        :raise UserError: without a reason, when nothing changes, when the lot is just moved by
            someone else; ValidationError when the name is taken, unclean or against the pattern
        """
        self.ensure_one()
        self._check_corrector(reason)
        self.check_access("write")
        before, after = self.name, self.env["traceability.guard"].clean_name(new_name)
        if not after or after == before:
            raise UserError(self.env._("Enter the right number; now it is %(lot)s.", lot=before))
        # sudo: the movements of a lot that companies share are all renamed with it.
        lines = self.sudo()._correction_lines()
        lock(self.sudo(), self.env)
        trusted(self).write({"name": after})
        trusted(lines.filtered(lambda line: line.lot_name == before)).write({"lot_name": after})
        return self.env["traceability.correction"]._log_name(self, lines, before, reason.strip())

    def _new_name_problem(self, new_name):
        """:return: why a lot cannot get that name, in words, or None; nothing is written"""
        guard = self.env["traceability.guard"]
        name = guard.clean_name(new_name)
        if name == self.name:
            return self.env._("%(lot)s is the number it has.", lot=name)
        # sudo: a number is taken whether or not the user may see who has it.
        taken = Domain("product_id", "=", self.product_id.id) & Domain("name", "=", name)
        if self.company_id:
            taken &= Domain("company_id", "in", (self.company_id.id, False))
        if self.sudo().search_count(taken, limit=1):
            return self.env._(
                "%(product)s, %(lot)s: this number is taken. If it is the one that was meant,"
                " choose Wrong lot or serial number.",
                product=self.product_id.display_name,
                lot=name,
            )
        pattern = self.product_id._lot_name_pattern()
        return guard._name_problem(name, pattern) if self._is_strict() else None


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.correctable"]

    _correction_link = "picking_ids"


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model
    def _correct_lots(self, lots_by_line, reason, follow=True):
        """Give done move lines the lots they should have had, and log it.

        Quants, and what others had reserved, move along, so that every quant still is the sum of
        its done lines. Links to other movements stay on the lines, and follow with them.

        :param dict lots_by_line: {done ``stock.move.line``: right ``stock.lot``}; two lots are
            swapped by giving each one's lines the other
        :param str reason: why, for the log
        :param bool follow: correct also the later movements of the goods under the wrong lot
        :return: the ``traceability.correction`` records, one a company
        :raise AccessError: when the user is no Inventory manager or may not write one of the lines
        :raise UserError: when the stock would not hold, naming every movement; nothing is written
        """
        self.env["stock.lot"]._check_corrector(reason)
        plan = self._plan_correction(lots_by_line, follow)
        self.env["traceability.guard"]._refuse(
            self.env._("This correction would break the stock. Nothing has been changed."),
            plan.problems,
        )
        apply_plan(plan)
        plan.lines._lots_corrected(plan.wrong)
        return self.env["traceability.correction"]._log_lots(
            plan, self._correction_kind(plan), reason.strip()
        )

    @api.model
    def _plan_correction(self, lots_by_line, follow=True):
        """Work out a correction without writing anything; arguments as for `_correct_lots`.

        :return: what would be done, and the problems there are
        :raise AccessError, UserError: when it makes no sense at all, naming every line
        """
        self.env["stock.lot"]._check_corrector("preview")
        lines = self.browse(line.id for line in lots_by_line)
        lines.check_access("write")
        self.env["stock.lot"].union(*lots_by_line.values()).check_access("read")
        # sudo: whether the stock holds depends on movements that the user may not see.
        changes = {
            line.sudo(): lot.sudo() for line, lot in lots_by_line.items() if lot != line.lot_id
        }
        if not changes:
            raise UserError(self.env._("Choose the right lot or serial number of a movement."))
        problems = filter(None, (self._change_problem(*change) for change in changes.items()))
        self.env["traceability.guard"]._refuse(
            self.env._("These movements cannot be corrected so:"), list(problems)
        )
        plan = CorrectionPlan(changes, follow)
        hidden = plan.lines - plan.lines.with_env(self.env)._filtered_access("write").sudo()
        if hidden:
            plan.problems.append(
                self.env._("The goods moved on in another company; correct it there as well.")
            )
        return plan

    def _change_problem(self, line, lot):
        """:return: why a line cannot have that lot at all, in words, or None"""
        words = {"line": self.env["traceability.guard"]._label(line), "lot": lot.name}
        if line.state != "done":
            return self.env._("%(line)s: it is not done; change it there.", **words)
        if not lot:
            return self.env._("%(line)s: choose the right number.", **words)
        if lot.product_id != line.product_id:
            return self.env._("%(line)s: %(lot)s is a number of another product.", **words)
        if lot.company_id and lot.company_id != line.company_id:
            return self.env._("%(line)s: %(lot)s is a number of another company.", **words)
        return None

    @api.model
    def _correction_kind(self, plan):
        """:return: how the log calls it"""
        pairs = {(plan.wrong[line_id], plan.lots[line_id]) for line_id in plan.asked}
        if len(pairs) > 1 and all((right, wrong) in pairs for wrong, right in pairs):
            return "swap"
        return "lot"

    def _lots_corrected(self, wrong):
        """Let documents that name the lot themselves name the right one.

        :param dict wrong: {line id: the lot it had}
        """
        for line in self:
            scrap = line.move_id.scrap_id
            if scrap and scrap.lot_id == wrong[line.id]:
                trusted(scrap).lot_id = line.lot_id
