"""Records that corrections are opened on: lots, transfers and orders."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    can_correct = fields.Boolean(compute="_compute_can_correct")

    @api.depends_context("uid")
    def _compute_can_correct(self):
        """Tell whether the user may correct any of these records' movements."""
        if self.env["stock.move.line"].is_correction_manager():
            self.can_correct = True
            return
        for record in self:
            record.can_correct = bool(record.find_correctable_lines())

    def _compute_correction_count(self):
        link = self._correction_link
        groups = self.env["traceability.correction"]._read_group(
            Domain(link, "in", self.ids), [link], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.correction_count = counts.get(record.id, 0)

    def action_view_corrections(self):
        """Give the window action of these records' corrections.

        :raise AccessError: when the user may not read one of the records
        """
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_traceability_correction"
        )
        return action | {"domain": [(self._correction_link, "in", self.ids)], "context": {}}

    def action_correct(self):
        """Give the window action of the wizard, opened on these records.

        :raise AccessError: when the user may not read one of the records
        """
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_traceability_correction_request"
        )
        context = {"active_model": self._name, "active_ids": self.ids}
        return action | {"context": {**context, "dialog_size": "extra-large"}}

    @api.private
    def find_correctable_lines(self):
        """Give the done move lines of tracked products that the user may correct."""
        lines = self._correction_lines().filtered(
            lambda line: (
                line.state == "done" and (line.lot_id or line.product_id.tracking != "none")
            )
        )
        moved = lines.filtered(lambda line: line.product_uom_id.compare(line.quantity, 0) > 0)
        taken_back = (lines - moved).find_recorded_quantities()
        return lines.filtered(
            lambda line: line in moved or line.id in taken_back
        ).filter_correctable()

    def _correction_lines(self):
        return self.move_line_ids

    def _check_corrector(self, lines, reason):
        """Refuse a correction without a reason, or of lines that the user may not correct.

        :param lines: ``stock.move.line``, all that change
        :raise AccessError: naming the lines; UserError: without a reason
        """
        lines.check_corrector()
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for this correction."))
