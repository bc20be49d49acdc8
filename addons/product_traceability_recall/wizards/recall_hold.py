"""What holding the scope of a recall stops, counted before it is stopped."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.listing import first_names
from odoo.addons.product_traceability.tools.quantity_words import say_quantity


class RecallHold(models.TransientModel):
    _name = "traceability.recall.hold"
    _description = "Hold the Scope of a Recall"

    recall_id = fields.Many2one("traceability.recall", required=True, ondelete="cascade")
    lot_count = fields.Integer("Lots to Hold", compute="_compute_lots")
    held_count = fields.Integer("On Hold Already", compute="_compute_lots")
    stock = fields.Char("In Stock", compute="_compute_stock")
    location_count = fields.Integer("Locations", compute="_compute_stock")
    locations = fields.Char("Where", compute="_compute_stock")
    reservation_count = fields.Integer("Reservations Removed", compute="_compute_open")
    reserved = fields.Char(compute="_compute_open")
    document_count = fields.Integer("Documents Stopped", compute="_compute_open")
    documents = fields.Char("Which", compute="_compute_open")

    @api.depends("recall_id")
    def _compute_lots(self):
        for wizard in self:
            lots = wizard.recall_id.get_affected_lots()
            wizard.held_count = len(lots.filtered("is_on_hold"))
            wizard.lot_count = len(lots) - wizard.held_count

    @api.depends("recall_id")
    def _compute_stock(self):
        for wizard in self:
            groups = self.env["stock.quant"]._read_group(
                Domain("lot_id", "in", wizard.recall_id.get_affected_lots().ids)
                & Domain("location_id.usage", "in", ("internal", "transit"))
                & Domain("quantity", ">", 0),
                ["location_id", "product_uom_id"],
                ["quantity:sum"],
            )
            wizard.stock = self._add_up((unit, quantity) for _place, unit, quantity in groups)
            places = {place for place, _unit, _quantity in groups}
            wizard.location_count = len(places)
            names = sorted(place.display_name for place in places)
            wizard.locations = first_names(self.env, names)

    @api.depends("recall_id")
    def _compute_open(self):
        for wizard in self:
            lines = wizard.recall_id.get_open_lines()
            reserved = lines.filtered("quantity")
            wizard.reservation_count = len(reserved)
            wizard.reserved = self._add_up(
                (line.product_id.uom_id, line.quantity_product_uom) for line in reserved
            )
            documents = wizard.recall_id.get_open_documents()
            wizard.document_count = len(documents)
            names = sorted(document.display_name for document in documents)
            wizard.documents = first_names(self.env, names)

    def _add_up(self, quantities):
        """Write totals, each within one unit. :return: str"""
        totals = {}
        for unit, quantity in quantities:
            totals[unit] = totals.get(unit, 0.0) + quantity
        return ", ".join(say_quantity(self.env, total, unit.name) for unit, total in totals.items())

    def action_hold(self):
        """Put the affected lots on hold."""
        self.ensure_one()
        self.recall_id.action_hold()
        return {"type": "ir.actions.act_window_close"}
