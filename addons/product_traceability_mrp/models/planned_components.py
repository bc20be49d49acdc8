from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        if not vals.get("bom_line_id", True):
            planned = self.filtered("bom_line_id").raw_material_production_id
            self.env["traceability.guard"].check_plan_kept(planned)
        return super().write(vals)


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def unlink(self):
        self.env["traceability.guard"].check_bill_unlink(self)
        return super().unlink()


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    def unlink(self):
        self.env["traceability.guard"].check_bill_kept(self)
        return super().unlink()
