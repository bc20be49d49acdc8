from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.correctable"]

    _correction_link = "picking_ids"
