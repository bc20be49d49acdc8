from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.descendants import with_descendants
from ..tools.listing import first_names


class StockLotHold(models.TransientModel):
    _name = "stock.lot.hold"
    _description = "Put Lots on Hold"

    lot_ids = fields.Many2many("stock.lot", string="Lots / Serial Numbers", required=True)
    # Required by the form: `hold` refuses to do without.
    reason = fields.Char()

    # Of a trace: {"certain" or "possible": {"stock" or "gone": ids of lots}}
    found = fields.Json(readonly=True)
    has_possible = fields.Boolean(compute="_compute_kinds")
    has_gone = fields.Boolean(compute="_compute_kinds")
    with_possible = fields.Boolean("Also lots that are only possibly affected", default=True)
    with_gone = fields.Boolean(
        "Also lots of which nothing is left",
        help="They are on hold when a customer returns them.",
    )
    held_count = fields.Integer(readonly=True)
    lot_count = fields.Integer("Lots to Hold", compute="_compute_affected")
    transfers = fields.Char("Reservations Removed From", compute="_compute_affected")

    @api.depends("found")
    def _compute_kinds(self):
        for hold in self:
            found = hold.found or {}
            hold.has_possible = any(found.get("possible", {}).values())
            hold.has_gone = any(parts.get("gone") for parts in found.values())

    @api.depends("lot_ids")
    def _compute_affected(self):
        for hold in self:
            hold.lot_count = len(hold.lot_ids)
            lines = self.env["stock.move.line"]._read_group(
                [
                    ("lot_id", "in", hold.lot_ids.ids),
                    ("state", "not in", ("done", "cancel", "draft")),
                    ("quantity", ">", 0),
                    ("location_id.usage", "in", ("internal", "transit")),
                ],
                ["move_id"],
            )
            moves = self.env["stock.move"].union(*(move for [move] in lines))
            names = sorted({move.reference or "" for move in moves._filtered_access("read")})
            hold.transfers = first_names(self.env, [name for name in names if name])

    @api.onchange("with_possible", "with_gone")
    def _onchange_kinds(self):
        if self.found:
            self.lot_ids = self._chosen_lots()

    def _chosen_lots(self):
        kinds = ("certain", "possible") if self.with_possible else ("certain",)
        parts = ("stock", "gone") if self.with_gone else ("stock",)
        return self.env["stock.lot"].browse(
            [lot for kind in kinds for part in parts for lot in self.found[kind][part]]
        )

    @api.model
    @api.private
    def preview(self, answer):
        """Show which lots of a trace are to be held: what was traced and what became of it.

        :param dict answer: what ``get_traceability`` returned
        :return: the action of the dialog
        :raise AccessError: when the user may not hold lots
        :raise UserError: when there is nothing to hold
        """
        self.check_access("create")
        affected = with_descendants(answer)
        lots = [node for node in answer["nodes"] if node["lot_id"] and node["key"] in affected]
        free = [node for node in lots if not node["hold"]]
        if not lots:
            raise UserError(self.env._("There is no lot or serial number to hold in this trace."))
        if not free:
            raise UserError(self.env._("All lots of this trace are on hold already."))
        found = {
            certainty: {
                part: [
                    node["lot_id"]
                    for node in free
                    if node["certainty"] == certainty
                    and (node["quantity_on_hand"] != 0) == (part == "stock")
                ]
                for part in ("stock", "gone")
            }
            for certainty in ("certain", "possible")
        }
        hold = self.create(
            {
                "found": found,
                "held_count": len(lots) - len(free),
                # With nothing left, what comes back is all there is to hold.
                "with_gone": not any(parts["stock"] for parts in found.values()),
            }
        )
        hold.lot_ids = hold._chosen_lots()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_hold"
        )
        return action | {"res_id": hold.id}

    def action_hold(self):
        """Give the action that closes the wizard."""
        self.ensure_one()
        self.lot_ids.hold(self.reason)
        return {"type": "ir.actions.act_window_close", "infos": {"done": True}}
