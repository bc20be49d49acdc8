"""From a lot to the manufacturing orders that made or used it."""

from odoo import fields, models
from odoo.fields import Domain


class StockLot(models.Model):
    _inherit = "stock.lot"

    production_count = fields.Integer(
        "Manufacturing Orders", compute="_compute_production_count", groups="mrp.group_mrp_user"
    )

    def _compute_production_count(self):
        for lot in self:
            lot.production_count = self.env["mrp.production"].search_count(lot._production_domain())

    def _production_domain(self):
        """:return: the domain of the orders with a movement of one of these lots"""
        moves = Domain("move_line_ids.lot_id", "in", self.ids)
        return Domain("move_raw_ids", "any", moves) | Domain("move_finished_ids", "any", moves)

    def action_view_productions(self):
        """:return: the window action of the orders that made or used this lot"""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("mrp.mrp_production_action")
        orders = self.env["mrp.production"].search(self._production_domain())
        action |= {"domain": [("id", "in", orders.ids)], "context": {"create": False}}
        if len(orders) == 1:
            action |= {"views": [(False, "form")], "res_id": orders.id}
        return action
