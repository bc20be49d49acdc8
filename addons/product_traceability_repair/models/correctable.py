from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.trust import trusted

# Paths to the moves of a repair: its parts, and what was repaired.
OF_REPAIR = ("move_ids", "move_id")


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "traceability.correctable"]

    _correction_link = "repair_ids"

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        self.env["traceability.guard"].check_created_done(repairs)
        return repairs

    def write(self, vals):
        self.env["traceability.guard"].check_document_write(self, vals, *OF_REPAIR)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, *OF_REPAIR)
        return super().unlink()

    def action_repair_done(self):
        doing = self.env["traceability.guard"].start_doing(self)
        return super(RepairOrder, doing).action_repair_done()

    def _correction_lines(self):
        """A repair is corrected in what was repaired and in its parts."""
        return (self.move_id | self.move_ids).move_line_ids


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _correction_kind(self, plan):
        # Superuser: an Inventory manager who corrects need not be allowed to read repairs.
        asked = self.browse(plan.asked).sudo()
        if all(line.move_id.repair_line_type for line in asked):
            return "component"
        return super()._correction_kind(plan)

    def _lots_corrected(self, wrong):
        """A repair names what it repaired, and so does one to come of goods given back."""
        result = super()._lots_corrected(wrong)
        to_come = self.env["repair.order"].search(
            Domain("picking_id", "in", self.picking_id.ids)
            & Domain("state", "not in", ("done", "cancel"))
        )
        right = {(line.picking_id, wrong[line.id]): line.lot_id for line in self}
        for repair in to_come:
            if (repair.picking_id, repair.lot_id) in right:
                repair.lot_id = right[repair.picking_id, repair.lot_id]
        for line in self:
            repair = line.move_id.repair_id
            if repair.move_id == line.move_id and repair.lot_id == wrong[line.id]:
                trusted(repair, "lot_id").lot_id = line.lot_id
        return result


class TraceabilityCorrection(models.Model):
    _inherit = "traceability.correction"

    repair_ids = fields.Many2many(
        "repair.order", string="Repair Orders", readonly=True, ondelete="restrict"
    )

    def _links(self, lines, lots):
        return {**super()._links(lines, lots), "repair_ids": lines.move_id.repair_id.ids}
