from odoo import fields, models

from odoo.addons.product_traceability.tools.trust import trusted

# What a move is planned by.
PLANNED_BY = frozenset(["bom_line_id", "planned_bom_id"])


class StockMove(models.Model):
    _inherit = "stock.move"

    planned_bom_id = fields.Many2one(
        "mrp.bom",
        "Planned by Bill of Materials",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The bill that planned this component, once its line there is gone.",
    )

    def write(self, vals):
        for name in PLANNED_BY & vals.keys():
            if not vals[name]:
                planned = self.filtered(name).raw_material_production_id
                self.env["traceability.guard"].check_plan_kept(planned)
        return super().write(vals)


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def unlink(self):
        self.env["traceability.guard"].check_bill_unlink(self)
        return super().unlink()


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    def write(self, vals):
        if "bom_id" in vals:
            self.filtered(lambda line: line.bom_id.id != vals["bom_id"])._keep_bill_of_moves()
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_bill_kept(self)
        self._keep_bill_of_moves()
        return super().unlink()

    def _keep_bill_of_moves(self):
        """Let moves know what planned them, or which kit they are a part of, without these lines.

        Core cancels those of components that an order did not use.
        """
        # Superuser: what was planned was so, whoever may see it.
        moves = self.env["stock.move"].sudo().search([("bom_line_id", "in", self.ids)])
        moves = moves.filtered(lambda move: not move.planned_bom_id)
        for bill, planned in moves.grouped(lambda move: move.bom_line_id.bom_id).items():
            trusted(planned, "planned_bom_id").planned_bom_id = bill
