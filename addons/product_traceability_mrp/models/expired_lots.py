from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _check_expired_lots(self):
        """Ask about expired and short-dated components only of the orders whose operation type
        says so; core asks of every order. Whoever confirms, confirms all the orders at once."""
        strict = self.filtered("company_id.strict_traceability")
        action = super(MrpProduction, self - strict)._check_expired_lots()
        if self.env.context.get("skip_expired"):
            return action
        asked = strict.filtered(lambda order: order.picking_type_id.expired_lots_policy == "warn")
        lines = asked.move_raw_ids.move_line_ids
        problems = self.env["traceability.guard"].find_date_problems(lines, "warn")
        lots = lines.lot_id.filtered("product_expiry_alert").union(
            *(line.lot_id for line, _problem in problems)
        )
        if action:
            [(_command, _zero, found)] = action["context"]["default_lot_ids"]
            lots |= lots.browse(found)
        if not lots:
            return action
        return {
            "name": self.env._("Confirmation"),
            "type": "ir.actions.act_window",
            "res_model": "expiry.picking.confirmation",
            "views": [(False, "form")],
            "target": "new",
            "context": self._get_expired_context(lots.ids),
        }
