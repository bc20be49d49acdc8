"""Goods of a recall that come back: returns are prepared, and what arrives is held and counted."""

from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.product_traceability.tools.locations import OURS

from .traceability_recall import OPEN


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    def action_create_returns(self):
        """Prepare a return of each delivery of the scope that is not back yet.

        :return: the action that shows them; whoever receives the goods validates them
        """
        self.ensure_one()
        self.check_acts()
        found = self.env["stock.picking"]
        for picking, moves in self._moves_to_return().items():
            found |= self._plan_return(picking, moves)
        if not found:
            raise UserError(
                self.env._("Nothing of %(recall)s is left to return.", recall=self.name)
            )
        self.note_acting()
        self._log_act(
            self.env._("One return was prepared.")
            if len(found) == 1
            else self.env._("%(count)s returns were prepared.", count=len(found))
        )
        return found._get_records_action(name=self.env._("Returns of %(recall)s", recall=self.name))

    def _moves_to_return(self):
        """:return: {transfer: {move: {lot: what is not back, in the product's unit}}}"""
        rows = self.delivery_ids.filtered(
            lambda row: row.model == "stock.picking" and row.quantity > 0
        )
        lines = self.env["stock.move.line"].browse(rows.mapped("move_line_id")).exists()
        found = defaultdict(dict)
        for move, delivered in lines.grouped("move_id").items():
            if quantities := _not_back(move, delivered):
                found[move.picking_id][move] = quantities
        return found

    def _plan_return(self, picking, moves):
        """Make the return of what of a delivery is affected, of those lots alone."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = line.product_id.uom_id._compute_quantity(
                sum(moves.get(line.move_id, {}).values()), line.uom_id
            )
        returned = picking.browse(wizard.action_create_returns()["res_id"])
        returned.origin = self.env._(
            "%(recall)s: return of %(delivery)s", recall=self.name, delivery=picking.name
        )
        for move in returned.move_ids:
            # Odoo proposes the lots of the delivery in their order.
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        **move._prepare_move_line_vals(),
                        "lot_id": lot.id,
                        "product_uom_id": lot.product_id.uom_id.id,
                        "quantity": quantity,
                    }
                )
                for lot, quantity in moves[move.origin_returned_move_id].items()
            ]
        return returned

    @api.private
    def note_arrivals(self, lines):
        """Count what customers sent back as it arrives, though the scope stays as it was found.

        :param lines: ``stock.move.line``, done, of affected lots
        """
        self.ensure_one()
        certainties = {
            row.lot_id: row.certainty
            for row in self.affected_ids.search(
                Domain("recall_id", "=", self.id) & Domain("lot_id", "in", lines.lot_id.ids)
            )
        }
        consignees = self.consignee_ids.grouped("partner_id")
        prices = self._prices(lines.product_id.ids)
        rows = [
            {
                "consignee_id": consignee.id,
                "product_id": line.product_id.id,
                "uom": line.product_id.uom_id.name,
                "lot_id": line.lot_id.id,
                "lot_name": line.lot_id.name,
                "certainty": certainties[line.lot_id],
                "date": line.date,
                "reference": line.reference,
                "model": "stock.picking",
                "res_id": line.picking_id.id,
                "move_line_id": line.id,
                "quantity": -line.quantity_product_uom,
                "value": -line.quantity_product_uom * prices[line.product_id.id],
            }
            for line in lines
            if (consignee := consignees.get(line.picking_id.partner_id))
        ]
        self._insert_rows(self.delivery_ids.browse(), rows)
        self.consignee_ids._read_accounts_anew()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        """Hold what comes in of a recall as it arrives, and count what customers sent back."""
        result = super()._action_done()
        arrived = self.exists().filtered(
            lambda line: (
                line.lot_id
                and line.location_dest_id.usage in OURS
                and line.location_id.usage not in OURS
            )
        )
        if arrived:
            arrived.lot_id.hold_for_recalls()
            arrived.filtered(lambda line: line.location_id.usage == "customer")._note_for_recalls()
        return result

    def _note_for_recalls(self):
        # sudo: whoever takes the goods in, they count in the accounting of a recall.
        rows = (
            self.env["traceability.recall.lot"]
            .sudo()
            .search(
                Domain("lot_id", "in", self.lot_id.ids)
                & Domain("role", "!=", "sibling")
                & Domain("recall_id.state", "in", OPEN)
                & Domain("company_id", "in", self.company_id.ids)
            )
        )
        for recall, affected in rows.grouped("recall_id").items():
            lots = set(affected.lot_id)
            recall.note_arrivals(
                self.sudo().filtered(
                    lambda line, lots=lots, company=recall.company_id: (
                        line.lot_id in lots and line.company_id == company
                    )
                )
            )


def _not_back(move, delivered):
    """Tell what of a delivery has not been returned, and is on no open return either.

    :param move: ``stock.move``
    :param delivered: ``stock.move.line``, those of its lines that matter
    :return: {lot: quantity in the product's unit}
    """
    quantities = Counter()
    for line in delivered:
        quantities[line.lot_id] += line.quantity_product_uom
    for line in move.returned_move_ids.filtered(lambda back: back.state != "cancel").move_line_ids:
        quantities[line.lot_id] -= line.quantity_product_uom
    unit = move.product_id.uom_id
    return {lot: left for lot, left in quantities.items() if unit.compare(left, 0) > 0}
