"""Lots that are reserved before all others, whatever the removal strategy says."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.listing import first_lines, first_names
from ...tools.notices import notify_done

PENDING = ("confirmed", "partially_available", "assigned")


class StockLot(models.Model):
    _inherit = "stock.lot"

    reserve_first = fields.Boolean(
        tracking=True,
        copy=False,
        help="Reserve this lot before all other lots of the product. Without strict traceability"
        " the removal strategy alone decides.",
    )

    def _check_reservable(self):
        """Refuse lots that no reservation takes, by name."""
        problems = [
            self.env._("%(product)s, %(lot)s: on hold. Release it first.", **lot._words())
            if lot.is_on_hold
            else self.env._(
                "%(product)s, %(lot)s: expired or past its removal date. Scrap it or move it to"
                " quarantine.",
                **lot._words(),
            )
            for lot in self
            if lot.is_on_hold or lot.expiry_state in ("expired", "remove")
        ]
        if problems:
            raise UserError(
                self.env._(
                    "These lots cannot be reserved:\n%(lots)s",
                    lots=first_lines(self.env, problems),
                )
            )

    def _words(self):
        return {"lot": self.name, "product": self.product_id.display_name}


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        quants = super()._gather(
            product_id, location_id, lot_id, package_id, owner_id, strict=strict, qty=qty
        )
        # A strict search is for goods that are known already.
        if strict or product_id.tracking == "none" or not self.is_strict_at(location_id):
            return quants
        return quants.sorted(lambda quant: not quant.lot_id.reserve_first)

    def action_reserve_first(self):
        """Reserve these lots before all others from now on, and for what is pending already.

        Pending deliveries and productions that hold other lots get these, the most urgent first,
        as long as there are any; those picked or printed keep what they have.

        :return: the message that names the transfers that take them, as a client action
        :raise UserError: for lots that are on hold, expired or to be removed, or lie where strict
            traceability is off
        """
        self._check_reserves_first()
        lots = self.lot_id
        lots._check_reservable()
        lots.reserve_first = True
        moves = self.env["stock.move"]
        for quants in self.grouped("product_id").values():
            moves |= quants._moves_to_reserve_anew()
        moves._do_unreserve()
        moves._action_assign()
        takers = moves.move_line_ids.filtered(lambda line: line.lot_id in lots).move_id
        names = sorted({move.reference or move.display_name for move in takers})
        message = self.env._(
            "Reserved first from now on: %(lots)s.",
            lots=first_names(self.env, lots.mapped("name")),
        )
        if names:
            taken = self.env._(
                "Now reserved for %(transfers)s.", transfers=first_names(self.env, names)
            )
            message = f"{message} {taken}"
        return notify_done(message)

    def _check_reserves_first(self):
        """Refuse lots in locations where :meth:`_gather` is core's, by name."""
        loose = self.filtered(lambda quant: not self.is_strict_at(quant.location_id))
        if loose:
            raise UserError(
                self.env._(
                    "Strict traceability is off in the company of these lots, so only the removal"
                    " strategy decides what is reserved first: %(lots)s.",
                    lots=first_names(self.env, loose.lot_id.mapped("name")),
                )
            )

    def action_reserve_in_order(self):
        """Reserve these lots as the removal strategy says again.

        :return: the message, as a client action
        """
        first = self.lot_id.filtered("reserve_first")
        first.reserve_first = False
        return notify_done(
            self.env._(
                "Back to the normal reservation order: %(lots)s.",
                lots=first_names(self.env, first.mapped("name")),
            )
        )

    def _moves_to_reserve_anew(self):
        """Give the most urgent moves that can take these quants of one product."""
        moves = self.env["stock.move"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "in", PENDING)
            & Domain("picked", "=", False)
            # Components of an order have no transfer that could be printed.
            & (Domain("picking_id", "=", False) | Domain("picking_id.printed", "!=", True))
            & Domain("location_id", "parent_of", self.location_id.ids)
            # What another operation brings for a move is not exchanged.
            & Domain("move_orig_ids", "=", False)
            & (
                Domain("location_dest_id.usage", "in", ("customer", "production"))
                | Domain("move_dest_ids", "!=", False)
            ),
            order="priority desc, date, id",
        )
        free = sum(quant.quantity - quant.reserved_quantity for quant in self)
        chosen = moves.browse()
        for move in moves:
            if free <= 0:
                break
            if any(line.picked for line in move.move_line_ids):
                continue
            mine = move.move_line_ids.filtered(lambda line: line.lot_id in self.lot_id)
            wanted = move.product_qty - sum(mine.mapped("quantity_product_uom"))
            if wanted > 0:
                chosen |= move
                free -= wanted
        return chosen
