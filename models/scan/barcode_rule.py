from odoo import fields, models


class BarcodeRule(models.Model):
    _inherit = "barcode.rule"

    type = fields.Selection(
        selection_add=[
            ("production_date", "Production Date"),
            ("other", "Other Information"),
        ],
        ondelete={"production_date": "set default", "other": "set default"},
    )
