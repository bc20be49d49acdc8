"""Stock without lots gets its lots and serial numbers (rule 5)."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

from ...tools.listing import first_lines, first_names
from ...tools.quantity_words import say_number
from ...tools.trust import trusted

# Only code can pass this very object, as no client's JSON becomes it; compared by identity.
NOTHING = object()
ABSORB_KEY = "traceability_absorbs_nothing"


def without_absorption(records):
    """Give the same records, whose lots take nothing from stock without lots."""
    return records.with_context(**{ABSORB_KEY: NOTHING})


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_available_quantity(self, product_id, location_id, lot_id=None, *args, **kwargs):
        # Core asks this, for the lot False, to make up for a lot that falls short.
        if lot_id is False and self.absorbs_nothing(location_id):
            return 0.0
        return super()._get_available_quantity(product_id, location_id, lot_id, *args, **kwargs)

    def _gather(self, product_id, location_id, lot_id=None, *args, strict=False, **kwargs):
        # Core's writer takes a lot that has no quant in a place, be it the inventory loss, from
        # the quant without lot there: no quant would be the sum of its lines any more.
        quants = super()._gather(product_id, location_id, lot_id, *args, strict=strict, **kwargs)
        if strict and lot_id and self.absorbs_nothing(location_id):
            return quants.filtered("lot_id")
        return quants

    @api.private
    def absorbs_nothing(self, location):
        """Tell whether lots take nothing from stock without lots, in this code and place."""
        return self.env.context.get(ABSORB_KEY) is NOTHING and self.is_strict_at(location)

    def action_identify(self):
        """Open the wizard on these quants.

        :raise UserError: when they are not stock without lots of one product
        """
        self._check_unidentified()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_quant_identify"
        )
        return action | {"context": {"default_quant_ids": self.ids}}

    def _check_unidentified(self):
        gone = self.env._(
            "This stock has been identified, moved or counted by someone else meanwhile. Open"
            " Stock Without Lots again to see what is left."
        )
        quants = self.exists()
        if not quants or quants != self:
            raise UserError(gone)
        if len(quants.product_id) > 1:
            raise UserError(
                self.env._(
                    "Select stock of one product at a time, not of:\n%(products)s",
                    products=first_lines(self.env, quants.product_id.mapped("display_name")),
                )
            )
        if quants.filtered(lambda quant: quant.lot_id or quant.quantity <= 0):
            raise UserError(gone)
        if quants.product_id.tracking == "none" or any(
            quant.location_id.usage not in ("internal", "transit") for quant in quants
        ):
            raise UserError(
                self.env._(
                    "%(product)s needs no lots or serial numbers here: only stock of tracked"
                    " products in your own locations is identified.",
                    product=quants.product_id.display_name,
                )
            )

    @api.private
    def move_to_identify(self, quantity):
        """Make the movement that lists are read and checked for, as if a transfer brought them.

        :param float quantity: how many units to identify
        :return: ``stock.move`` that is not stored
        """
        quant = self[:1]
        loss = quant.product_id.with_company(quant.company_id).property_stock_inventory
        return self.env["stock.move"].new(
            {
                "product_id": quant.product_id.id,
                "product_uom": quant.product_uom_id.id,
                "product_uom_qty": quantity,
                "company_id": quant.company_id.id,
                "location_id": loss.id,
                "location_dest_id": quant.location_id.id,
                "is_inventory": True,
            }
        )

    @api.private
    def identify(self, rows, quantity, lot_values=None, accept_warnings=False):
        """Turn units without lot into units with lots or serial numbers.

        Core's moves have one direction, so each quant makes two inventory moves that belong
        together: its quantity out, without lot, and the same quantity in, a line for each lot.
        Location, package, owner and the date of arrival stay.

        :param list rows: as :mod:`..assign.traceability_assignment` describes them, one for each
            lot; ``name`` and ``quantity`` are enough
        :param float quantity: how many units to identify, over all quants together
        :param dict lot_values: values of all lots that are made, their dates for instance
        :param bool accept_warnings: whether rows with a warning are meant as they are
        :return: ``stock.move``, done
        :raise UserError: when the stock is not there any more, or someone else is moving it, or
            naming every row that cannot be used
        """
        # The wizard's defaults are not those of the lots and moves made here.
        quants = self.with_env(self.env(context=clean_context(self.env.context)))
        quants = quants._lock_unidentified(quantity)
        assignment, move = self.env["traceability.assignment"], quants.move_to_identify(quantity)
        rows = assignment.check_rows(move, rows)
        assignment.refuse_rows(move, rows, accept_warnings)
        quants._check_total(sum(row["quantity"] for row in rows), quantity)
        lots = quants._lots_of_rows(move, rows, lot_values or {})
        shares = quants._spread([(lots[row["name"]], row["quantity"]) for row in rows])
        moves = quants._make_identifying_moves(shares)
        for quant, lines, arrival in shares:
            # Superuser: arrival dates are nobody's to write, but units are as old as they were.
            younger = self.sudo().search(
                Domain("lot_id", "in", [lot.id for lot, _share in lines])
                & Domain("location_id", "=", quant.location_id.id)
                & Domain("package_id", "=", quant.package_id.id)
                & Domain("owner_id", "=", quant.owner_id.id)
                & Domain("in_date", ">", arrival)
            )
            trusted(younger, "in_date").in_date = arrival
        moves._trigger_assign()
        return moves

    def _check_total(self, total, quantity):
        unit = self.product_uom_id
        words = {
            "product": self.product_id.display_name,
            "total": f"{say_number(self.env, total)} {unit.name}",
            "quantity": f"{say_number(self.env, quantity)} {unit.name}",
        }
        if unit.compare(total, quantity) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: the list adds up to %(total)s, too many for the %(quantity)s to"
                    " identify. Remove rows, or lower their quantities.",
                    **words,
                )
            )
        if unit.compare(total, quantity) < 0:
            raise UserError(
                self.env._(
                    "%(product)s: the list adds up to %(total)s, too few for the %(quantity)s to"
                    " identify. Add rows, or identify fewer units.",
                    **words,
                )
            )

    def _lock_unidentified(self, quantity):
        """Give these quants, which nobody else changes until the transaction ends.

        Core takes no notice of a quant that is locked: a delivery that may go without lots would
        take the same units below zero. It locks its products, so it waits for us, or we for it.
        """
        self._check_unidentified()
        self.env["traceability.guard"].lock_for_change(self.product_id.product_tmpl_id)
        locked = self.try_lock_for_update(allow_referencing=True)
        if len(locked) != len(self):
            raise UserError(
                self.env._(
                    "Someone else is identifying or moving %(product)s in %(locations)s right now."
                    " Try again in a moment.",
                    product=self.product_id.display_name,
                    locations=first_names(
                        self.env, (self - locked).location_id.mapped("display_name")
                    ),
                )
            )
        self.invalidate_recordset()
        self._check_unidentified()
        there = sum(self.mapped("quantity"))
        if self.product_uom_id.compare(quantity, there) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: only %(there)s %(unit)s are without a lot/serial number, not"
                    " %(quantity)s. Identify fewer.",
                    product=self.product_id.display_name,
                    there=say_number(self.env, there),
                    unit=self.product_uom_id.name,
                    quantity=say_number(self.env, quantity),
                )
            )
        return self.sorted(lambda quant: (quant.in_date, quant.id))

    def _lots_of_rows(self, move, rows, values):
        """Give {name: lot}; those that do not exist are made."""
        product, assignment = move.product_id, self.env["traceability.assignment"]
        known = [row for row in rows if row.get("lot_id")]
        new = [row for row in rows if not row.get("lot_id")]
        lots = {row["name"]: self.env["stock.lot"].browse(row["lot_id"]) for row in known}
        for row in known:
            lots[row["name"]].fill_assigned_values(assignment.lot_values(move, row))
        # Their movement tells who made them and when; a note in each chatter would take half the
        # time of making them.
        made = (
            self.env["stock.lot"]
            .with_context(mail_create_nolog=True)
            .create(
                [
                    {"product_id": product.id, "name": row["name"]}
                    | product.completed_lot_values(values | assignment.lot_values(move, row))
                    for row in new
                ]
            )
        )
        return lots | dict(zip([row["name"] for row in new], made.with_env(self.env), strict=True))

    def _spread(self, lots):
        """Fill quants one after the other; a lot at their border lies in both.

        :return: [(quant, [(lot, quantity)], date of arrival)] of those that get something
        """
        compare = self.product_uom_id.compare
        shares, lots = [], iter(lots)
        lot, left = next(lots)
        for quant in self:
            room, lines = quant.quantity, []
            while lot and compare(room, 0) > 0:
                part = min(room, left)
                lines.append((lot, part))
                room, left = room - part, left - part
                if compare(left, 0) <= 0:
                    lot, left = next(lots, (None, 0))
            if lines:
                shares.append((quant, lines, quant.in_date))
        return shares

    @api.model
    def _make_identifying_moves(self, shares):
        """Give the done moves, those that take out before those that bring in."""
        moves = trusted(self.env["stock.move"], "identifies_id")
        outgoing = moves.create([quant._identifying_out(lines) for quant, lines, _date in shares])
        incoming = moves.create(
            [
                quant._identifying_in(lines) | {"identifies_id": move.id}
                for move, (quant, lines, _date) in zip(outgoing, shares, strict=True)
            ]
        )
        both = outgoing + incoming
        self.env["traceability.guard"].now_without_lot().update(outgoing.ids)
        both.with_context(ignore_dest_packages=True)._action_done()
        return both.with_env(self.env)

    def _identifying_values(self, quantity, **packages):
        loss = self.product_id.with_company(self.company_id).property_stock_inventory
        places = (self.location_id, loss) if "package_id" in packages else (loss, self.location_id)
        named = self.with_context(inventory_name=self.env._("Stock identified"))
        return named._get_inventory_move_values(quantity, *places, **packages)

    def _identifying_out(self, lines):
        quantity = sum(share for _lot, share in lines)
        return self._identifying_values(quantity, package_id=self.package_id)

    def _identifying_in(self, lines):
        quantity = sum(share for _lot, share in lines)
        values = self._identifying_values(quantity, package_dest_id=self.package_id)
        [(command, zero, line)] = values["move_line_ids"]
        values["move_line_ids"] = [
            (command, zero, {**line, "lot_id": lot.id, "quantity": share}) for lot, share in lines
        ]
        return values
