from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.trust import on_clean_context


class StockQuantClear(models.TransientModel):
    _name = "stock.quant.clear"
    _description = "Quarantine or Scrap Goods"

    operation = fields.Selection(
        [("quarantine", "Move to Quarantine"), ("scrap", "Scrap")], required=True
    )
    quant_ids = fields.Many2many("stock.quant", string="Goods", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    location_id = fields.Many2one(
        "stock.location",
        "Quarantine Location",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        domain="[('is_quarantine', '=', True), ('usage', '=', 'internal'),"
        " ('company_id', 'in', [company_id, False])]",
    )
    lacks_location = fields.Boolean(compute="_compute_lacks_location")
    hold_reason = fields.Char(
        help="If you enter a reason, the lots are put on hold everywhere and their reservations are"
        " released.",
    )
    tag_ids = fields.Many2many("stock.scrap.reason.tag", string="Reason")

    @api.depends("quant_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.quant_ids.get_goods_companies()[:1]

    @api.depends("operation", "quant_ids")
    def _compute_location_id(self):
        for wizard in self:
            found = wizard.operation == "quarantine" and wizard._find_location()
            wizard.location_id = found or False

    @api.depends("operation", "location_id")
    def _compute_lacks_location(self):
        for wizard in self:
            wizard.lacks_location = (
                wizard.operation == "quarantine"
                and not wizard.location_id
                and not wizard._find_location()
            )

    def _find_location(self):
        return self.location_id.search(
            Domain("is_quarantine", "=", True)
            & Domain("usage", "=", "internal")
            & Domain("company_id", "in", [False, *self.quant_ids.get_goods_companies().ids]),
            limit=1,
        )

    def action_create_location(self):
        """Make a quarantine location in the warehouse of these goods, beside its stock.

        :return: the action that opens the wizard again
        """
        self.ensure_one()
        warehouses = self.quant_ids.location_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        # The wizard's defaults, its quants among them, are not those of the location.
        locations = on_clean_context(self.env["stock.location"])
        self.location_id = locations.create(
            {
                "name": self.env._("Quarantine"),
                "location_id": warehouses[:1].view_location_id.id,
                "company_id": self.company_id.id,
                "is_quarantine": True,
            }
        )
        return self._get_records_action(name=self.env._("Move to Quarantine"), target="new")

    def action_apply(self):
        """Give the action that shows the transfers or scrap orders that were made."""
        self.ensure_one()
        self.quant_ids.check_access("read")
        if self.operation == "scrap":
            return self._shown(self.quant_ids.scrap(self.tag_ids), self.env._("Scrap Orders"))
        if not self.location_id or not self.location_id.is_in_quarantine():
            raise UserError(
                self.env._(
                    "Select a quarantine location. If there is none, an Inventory manager can"
                    " create one here, or tick Quarantine on a location in Inventory ▸"
                    " Configuration ▸ Locations."
                )
            )
        if self.hold_reason:
            self.quant_ids.lot_id.hold(self.hold_reason)
        pickings = self.quant_ids.move_to_quarantine(self.location_id)
        return self._shown(pickings, self.env._("Transfers to Quarantine"))

    @staticmethod
    def _shown(records, title):
        return records._get_records_action(name=title)
