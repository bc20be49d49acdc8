"""Done movements get the right lot, or the quantity that really came."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.locations import OURS
from ...tools.trust import trusted
from .correction_apply import apply_plan
from .correction_plan import CorrectionPlan


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "traceability.correctable"]

    _correction_link = "move_line_ids"

    def _correction_lines(self):
        return self

    @api.private
    @api.model
    def correct_lots(self, lots_by_line, reason, follow=True):
        """Give done move lines the lots they should have had, and log it.

        Quants, and what others had reserved, move along, so that every quant still is the sum of
        its done lines. Links to other movements stay on the lines, and follow with them.

        :param dict lots_by_line: {done ``stock.move.line``: right ``stock.lot``}; two lots are
            swapped by giving each one's lines the other
        :param str reason: why, for the log
        :param bool follow: correct also the later movements of the goods under the wrong lot
        :return: the ``traceability.correction`` records, one a company
        :raise AccessError: when the user may not correct or not write one of the lines
        :raise UserError: when the stock would not hold, naming every movement; nothing is written
        """
        lines = self.browse(line.id for line in lots_by_line)
        self.env["stock.lot"]._check_corrector(lines, reason)
        plan = self.plan_correction(lots_by_line, follow)
        self._check_plan(plan)
        apply_plan(plan)
        plan.lines._lots_corrected(plan.wrong)
        return self.env["traceability.correction"]._log_lots(
            plan, self._correction_kind(plan), reason.strip()
        )

    @api.private
    @api.model
    def plan_correction(self, lots_by_line, follow=True):
        """Work out a correction without writing anything; arguments as for `correct_lots`.

        :return: what would be done, and the problems there are
        :raise AccessError, UserError: when it makes no sense at all, naming every line
        """
        lines = self.browse(line.id for line in lots_by_line)
        lines.check_corrector()
        lines.check_access("write")
        self.env["stock.lot"].union(*lots_by_line.values()).check_access("read")
        # sudo: whether the stock holds depends on movements that the user may not see.
        changes = {
            line.sudo(): lot.sudo() for line, lot in lots_by_line.items() if lot != line.lot_id
        }
        if not changes:
            raise UserError(self.env._("Select the correct lot/serial number of a movement."))
        problems = filter(None, (self._change_problem(*change) for change in changes.items()))
        self.env["traceability.guard"].refuse(
            self.env._("These movements cannot be corrected this way:"), list(problems)
        )
        plan = CorrectionPlan(changes, follow)
        lines = plan.lines.with_env(self.env)
        lines.check_corrector()
        if lines._filtered_access("write") != lines:
            plan.problems.append(
                self.env._("The products moved on in another company. Correct them there as well.")
            )
        return plan

    def _check_plan(self, plan):
        self.env["traceability.guard"].refuse(
            self.env._(
                "This correction does not fit the recorded stock. Nothing has been changed."
            ),
            plan.problems,
        )

    # -- quantities -------------------------------------------------------------------------------
    @api.private
    @api.model
    def correct_quantities(self, quantities_by_line, reason):
        """Take back from done receipts what was recorded and never came, and log it.

        :param dict quantities_by_line: {done ``stock.move.line``: right quantity in its unit}
        :param str reason: why, for the log
        :return: the ``traceability.correction`` records, one a company
        :raise AccessError: when the user may not correct or not write one of the lines
        :raise UserError: when it is no receipt, when more came than was recorded, or when what was
            not there moved on, naming every movement; nothing is written
        """
        lines = self.browse(line.id for line in quantities_by_line)
        self.env["stock.lot"]._check_corrector(lines, reason)
        plan = self.plan_quantities(quantities_by_line)
        self._check_plan(plan)
        apply_plan(plan)
        return self.env["traceability.correction"]._log_lots(plan, "quantity", reason.strip())

    @api.private
    @api.model
    def plan_quantities(self, quantities_by_line):
        """Work out such a correction without writing anything; arguments and errors as there."""
        lines = self.browse(line.id for line in quantities_by_line)
        lines.check_corrector()
        lines.check_access("write")
        # sudo: whether the stock holds depends on movements that the user may not see.
        changes = {
            line.sudo(): quantity
            for line, quantity in quantities_by_line.items()
            if line.product_uom_id.compare(quantity, line.quantity)
        }
        if not changes:
            raise UserError(self.env._("Enter the quantity that was really received."))
        recorded = lines.find_recorded_quantities()
        problems = filter(
            None,
            (
                self._quantity_problem(line, quantity, recorded.get(line.id, line.quantity))
                for line, quantity in changes.items()
            ),
        )
        self.env["traceability.guard"].refuse(
            self.env._("These movements cannot be corrected this way:"), list(problems)
        )
        return CorrectionPlan(
            {line: line.lot_id for line in changes},
            follow=False,
            quantities={
                line.id: line.product_uom_id._compute_quantity(
                    quantity, line.product_id.uom_id, rounding_method="HALF-UP"
                )
                for line, quantity in changes.items()
            },
        )

    @api.private
    def find_recorded_quantities(self):
        """Give {line id: quantity before it was first corrected}, of lines whose quantity was."""
        # sudo: who corrects again need not be allowed to read the log.
        entries = (
            self.env["traceability.correction"]
            .sudo()
            .search(
                Domain("move_line_ids", "in", self.ids) & Domain("kind", "=", "quantity"),
                order="number desc",
            )
        )
        return {
            detail["move_line_id"]: detail["quantity_before"]
            for entry in entries
            for detail in entry.details["lines"]
        }

    def _quantity_problem(self, line, quantity, recorded):
        """Tell why a line cannot have that quantity at all, in words, or None.

        :param float recorded: the quantity that it was done with
        """
        words = {"line": self.env["traceability.guard"].describe(line)}
        if line.state != "done":
            return self.env._("%(line)s: not done yet. Change it in its document.", **words)
        if not line.is_receipt_line():
            return self.env._(
                "%(line)s: not a receipt. Count the stock, or return the products.", **words
            )
        if line.product_uom_id.compare(quantity, 0) < 0:
            return self.env._("%(line)s: enter a quantity of 0 or more.", **words)
        if line.product_uom_id.compare(quantity, recorded) > 0:
            return self.env._(
                "%(line)s: more came than was recorded. Add a line to the transfer instead.",
                **words,
            )
        if line.product_id.tracking == "serial" and quantity not in (0, 1):
            return self.env._("%(line)s: enter 1 or 0 for a serial number.", **words)
        return None

    @api.private
    def is_receipt_line(self):
        """Tell whether a line brought goods in from a vendor or customer by a transfer."""
        return bool(
            self.picking_id
            and self.location_id.usage in ("supplier", "customer")
            and self.location_dest_id.usage in OURS
        )

    def _trace_quantities_corrected(self, before):
        """Let what counts on quantities follow; addons extend this.

        :param dict before: {line id: quantity it had}
        """

    # -- lots -------------------------------------------------------------------------------------
    def _change_problem(self, line, lot):
        """Tell why a line cannot have that lot at all, in words, or None."""
        words = {"line": self.env["traceability.guard"].describe(line), "lot": lot.name}
        if line.state != "done":
            return self.env._("%(line)s: not done yet. Change it in its document.", **words)
        if not lot:
            return self.env._("%(line)s: select the correct lot/serial number.", **words)
        if lot.product_id != line.product_id:
            return self.env._("%(line)s: %(lot)s belongs to another product.", **words)
        if lot.company_id and lot.company_id != line.company_id:
            return self.env._("%(line)s: %(lot)s belongs to another company.", **words)
        return None

    @api.model
    def _correction_kind(self, plan):
        """Tell how the log calls it."""
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
                trusted(scrap, "lot_id").lot_id = line.lot_id
