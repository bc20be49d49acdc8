from odoo import fields, models
from odoo.fields import Command

from odoo.addons.product_traceability.tools.trust import trusted


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.correctable"]

    _correction_link = "production_ids"

    def _correction_lines(self):
        """An order is corrected in what it used and in what it made."""
        return (self.move_raw_ids | self.move_finished_ids).move_line_ids


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _correction_kind(self, plan):
        # Superuser: an Inventory manager who corrects need not be allowed to read orders.
        asked = self.browse(plan.asked).sudo()
        if all(line.move_id.raw_material_production_id for line in asked):
            return "component"
        return super()._correction_kind(plan)

    def _lots_corrected(self, wrong):
        """The order names what it made; an unbuild order what it took apart."""
        result = super()._lots_corrected(wrong)
        made = {}
        for line in self:
            unbuild = line.move_id.consume_unbuild_id
            if unbuild and unbuild.lot_id == wrong[line.id]:
                trusted(unbuild, "lot_id").lot_id = line.lot_id
            order = line.move_id.production_id
            if order and wrong[line.id] in order.lot_producing_ids:
                made.setdefault(order, set()).update((wrong[line.id], line.lot_id))
        for order, lots in made.items():
            # Swapped ones stay, and so does a lot of which not every line was wrong.
            present = order.move_finished_ids.move_line_ids.lot_id
            changed = self.env["stock.lot"].union(*lots)
            right = (order.lot_producing_ids - changed) | (changed & present)
            trusted(order, "lot_producing_ids").lot_producing_ids = [Command.set(right.ids)]
        self._correct_pairs(wrong)
        return result


class TraceabilityCorrection(models.Model):
    _inherit = "traceability.correction"

    production_ids = fields.Many2many(
        "mrp.production", string="Manufacturing Orders", readonly=True, ondelete="restrict"
    )

    def _links(self, lines, lots):
        moves = lines.move_id
        orders = moves.raw_material_production_id | moves.production_id
        return {**super()._links(lines, lots), "production_ids": orders.ids}
