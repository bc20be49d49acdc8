from odoo import api, fields, models


class StockLotAdjust(models.TransientModel):
    _name = "stock.lot.adjust"
    _description = "Adjust the Quantity of a Lot"

    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", required=True, readonly=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    product_uom_id = fields.Many2one(related="lot_id.product_uom_id")
    quant_ids = fields.Many2many("stock.quant", compute="_compute_quant_ids")
    quant_id = fields.Many2one(
        "stock.quant",
        "Location",
        domain="[('id', 'in', quant_ids)]",
        compute="_compute_quant_id",
        store=True,
        readonly=False,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Stock Location",
        domain="[('usage', 'in', ('internal', 'transit'))]",
        compute="_compute_location_id",
        store=True,
        readonly=False,
    )
    quantity = fields.Float(
        "Counted Quantity",
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
    )

    @api.depends("lot_id")
    def _compute_quant_ids(self):
        for wizard in self:
            wizard.quant_ids = wizard.lot_id.get_quants_on_hand()

    @api.depends("quant_ids")
    def _compute_quant_id(self):
        for wizard in self:
            wizard.quant_id = wizard.quant_ids._origin if len(wizard.quant_ids) == 1 else False

    @api.depends("lot_id")
    def _compute_location_id(self):
        for wizard in self:
            wizard.location_id = wizard.lot_id.get_default_location()

    @api.depends("quant_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.quant_id.quantity

    def action_apply(self):
        """Make the inventory adjustment."""
        self.ensure_one()
        self.lot_id.adjust(self.quant_id or self.location_id, self.quantity)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
