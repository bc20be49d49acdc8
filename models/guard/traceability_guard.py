"""The guard: the rules that every movement of a tracked product meets on the server.

Every way in which, in core, a quant or a done move line comes to be or changes, and the rule
that covers it. "Choke point" is ``stock.move.line._action_done``, the one method through which
lines are done; the rules are the methods of ``traceability.guard``, numbered as in the design,
in files of their own: ``_movement`` (1, 2), ``_serials`` (3), ``_history``, ``_links``,
``_documents`` and ``_quants`` (4), ``_stock`` (5), ``_names`` (7), ``_policy`` (8). Rule 6 is
rules 1 to 3 for orders, and the pairing of the bridge ``product_traceability_mrp``.

Lines that become done, all through the choke point (rules 1, 2, 3, 5 and 8):

- ``stock.picking.button_validate`` and its immediate transfers, backorders, batches and waves;
  returns, exchanges and returns of returns; dropships; both legs of an inter-warehouse transfer
- ``stock.scrap.do_scrap``, from a transfer, an order or alone (has no operation type of its own)
- ``stock.quant._apply_inventory``: counted quantity, applied quantity, import, the product's
  quantity on hand (``product._inverse_qty_available``), reverting an adjustment
- ``stock.quant.move_quants``: relocation, unpacking, the place written on a lot
- ``mrp.production._post_inventory`` (components, products, by-products, kits exploded before),
  ``mrp.unbuild.action_unbuild``: rule 6; subcontracting (``stock.picking._action_done`` of that
  module), which receives goods before they are made: made by the end of the transaction
- ``repair.order.action_repair_done``: parts added, removed, recycled and the repaired product
- ``pos.order`` and ``pos.session`` (``stock.picking._create_picking_from_pos_order_lines``), which
  pass over errors: the bridge ``product_traceability_pos`` tells them
- ``stock.quant.identify`` of this module and its undoing: one line in, one out, rule 5

Lines that are done without it:

- created with ``picking_id`` or ``move_id`` of something done, from a form, by RPC or by defaults
  in the context, whose quants ``stock.move.line.create`` moves itself: judged as soon as core has
  moved them, by what core made of the values (rules 1, 2, 3, 5, 8); dated now (rule 4)
- created with ``state`` done for a move that is not: core sets the state of its move
- put on a done move afterwards (``move_id``), or ``state`` written on the line: refused (rule 4)
- their move created as done: its lines are created done, see above
- their move written as done (``stock.move.write``): refused unless each line has passed the choke
  point in this transaction (rule 4)

Done lines, moves and documents that change (rule 4):

- lot, typed name, product, quantity, unit, places, owner, packages, move, transfer, reference of
  a line: refused, also by way of ``stock.move`` (``quantity``, ``lot_ids``, ``move_line_ids``), of
  one2many commands, of ``product._update_uom`` and of context key ``skip_uom_conversion``
- product, unit, places, partner, reference, transfer of a done move, its state set back: refused
- number, partner and state of a done transfer; number and state of a done scrap; number, lots and
  state of a done order, unbuild or repair (in their bridges): refused. ``sale.order.write`` of the
  address writes all deliveries of an order, of which those done before keep their partner
- date and genealogy links: refused once committed. Core writes them just after a line is done:
  ``stock.move._action_done`` (date), ``_apply_inventory(date)``, subcontracting (a second before
  the receipt), ``_post_inventory``, ``action_unbuild``, ``mrp``'s ``stock.move.line.create``;
  ``stock.picking.write`` of ``date_done`` dates all moves of a transfer, of which those done
  before keep their date
- links of lines not done yet: refused, but of a repair to its parts, which core ties beforehand
- partners deleted whom done lines, moves or transfers name: refused, for their foreign keys set
  null; locations, products and packages core keeps
- deleted: core refuses, but not with context key ``_force_unlink``; refused for lines and moves
- corrected by an Inventory manager (``traceability.correctable``): the one way, by
  :func:`trusted`, and logged in ``traceability.correction``, which nobody writes or deletes

Lots (rules 4, 7 and 8):

- renamed, given another product or deleted after they moved: refused. Deleting one blanks
  ``lot_id`` of its lines, for that foreign key sets null
- created or renamed, by form, RPC, import or from ``lot_name`` of a line: name made clean, checked;
  the same number made by two transactions at once: refused by the database, told in words
- ``is_on_hold`` and its reason: set by ``hold`` and ``release`` only; a lot on hold is neither
  reserved (``_get_gather_domain``, ``_get_reserve_quantity``) nor moved, but to quarantine or scrap
- expired or short-dated: judged at the choke point by the policy of the operation type

Quants (rules 4 and 5):

- ``_update_available_quantity``: core's one writer, called by the lines above and by nothing else;
  reservations write ``reserved_quantity`` alone
- ``create``, ``write`` of quantity or identity, ``unlink`` with stock, by RPC or import: refused
- a lot that is short makes up for it from stock without lot (``_get_available_quantity``,
  ``_gather``): not in strict companies
- ``_merge_quants`` and ``_unlink_zero_quants``: keep every sum
- ``product_expiry`` writes dates of lots and quants only

Products (rule 5): ``tracking`` switched on warns of stock without lots; off, or to serial numbers
with lots of more than one unit in stock: refused, also by way of *Track Inventory* or the product's
type, on which core switches it off. A tracked product is no kit.

With a company's *Strict traceability* off nothing here acts.
"""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Datetime, Domain

from ...tools.trust import is_trusted, trusted

# Ids of the lines done in this transaction; core forgets this dictionary when the transaction ends.
DONE_KEY = "product_traceability.done_lines"


class TraceabilityGuard(models.AbstractModel):
    _name = "traceability.guard"
    _description = "Traceability Guard"

    # -- whom it concerns ---------------------------------------------------------------------
    def _guarded(self, records):
        """Pick what the rules apply to.

        :param records: move lines or moves
        :return: those of tracked products (or with a lot, if tracking was switched off since) in
            companies that are strict, in superuser mode: the rules judge the whole record, not
            the part that the user sees
        """
        records = records.sudo()
        strict = records.company_id.filtered("strict_traceability")
        has_lot = "lot_id" if records._name == "stock.move.line" else "lot_ids"
        return records.filtered(
            lambda record: (
                record.company_id in strict
                and (record.product_id.tracking != "none" or record[has_lot])
            )
        )

    def _moving(self, lines):
        """:return: the guarded lines that move something"""
        return self._guarded(lines).filtered(
            lambda line: line.product_uom_id.compare(line.quantity, 0) > 0
        )

    # -- lines on their way to done -----------------------------------------------------------
    def before_done(self, lines):
        """Check lines that are about to be done, before core moves their quants.

        :param lines: ``stock.move.line``, all that are done at once
        :return: what :meth:`after_done` needs to compare
        :raise UserError: naming every line that offends
        """
        lines = self._moving(lines)
        if not lines:
            return lines, {}
        self._clean_lot_names(lines)
        if not is_trusted(self.env):
            self._check_lot_given(lines)
        self._lock_serials(lines.lot_id)
        places = self._places(lines.lot_id)
        self.check_absorption(lines)
        self._check_lot_known(lines, places)
        self.check_hold(lines)
        self.check_dates(lines)
        return lines, places

    def after_done(self, lines, places):
        """Check lines that core has moved: lots that core found or made by name are known now.

        :param lines: the first answer of :meth:`before_done`
        :param dict places: its second answer
        :raise UserError: naming every line that offends; the caller lets it roll all back
        """
        if not lines:
            return
        known = {lot for lot, _stand in places}
        self._lock_serials(lines.lot_id.filtered(lambda lot: lot.id not in known))
        if any(line.lot_id.id not in known and self._takes_only_known(line) for line in lines):
            before = self._places_before(lines, self._places(lines.lot_id), places)
            self._check_lot_known(lines, before)
        self._check_lot_new(lines)
        self._check_serial_quantity(lines, places)
        self._check_one_place(lines, places)
        self._expect_made(lines)
        self._done_now().update(lines.ids)

    def after_created_done(self, lines):
        """Check lines that were created in a done transfer, order or move.

        :param lines: ``stock.move.line``, which core has moved
        :raise UserError: naming every line that offends; the caller lets it roll all back
        """
        lines = self._moving(lines)
        if not lines:
            return
        places = self._places_before(lines, self._places(lines.lot_id), {})
        self._check_lot_given(lines)
        self.check_absorption(lines, moved=True)
        self._check_lot_known(lines, places)
        self.check_hold(lines)
        self.check_dates(lines)
        self.after_done(lines, places)
        self._date_now(lines)

    def _date_now(self, lines):
        """What is done is done now, whatever date a client sends along; so are new done moves."""
        now = Datetime.now()
        trusted(lines).date = now
        trusted(lines.move_id.filtered(self._is_fresh)).date = now

    def _done_now(self):
        """:return: the set of ids of the guarded lines done in this transaction"""
        return self.env.cr.postcommit.data.setdefault(DONE_KEY, set())

    # -- where the lots are -------------------------------------------------------------------
    def _places(self, lots):
        """:return: {(lot id, stand): quantity} of the lots' quants, whoever may see them; see
        :meth:`_stand`"""
        if not lots:
            return {}
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots.ids),
                ["lot_id", "location_id", "package_id", "owner_id"],
                ["quantity:sum"],
            )
        )
        places = defaultdict(float)
        for lot, place, package, owner, quantity in groups:
            places[lot.id, self._stand(place, package, owner)] += quantity
        return dict(places)

    @staticmethod
    def _stand(place, package, owner):
        """Say where goods are, as exactly as core keeps books of it.

        Core never looks for stock where reservation is bypassed (with customers, and between
        companies): goods come back from there without their package and owner, and leave a quant
        below zero beside the one they were in. Such a place counts as a whole.

        :return: (place, package, owner)
        """
        if place.should_bypass_reservation():
            return place, package.browse(), owner.browse()
        return place, package, owner

    def _stand_before(self, line):
        return self._stand(line.location_id, line.package_id, line.owner_id)

    def _stand_after(self, line):
        return self._stand(line.location_dest_id, line.result_package_id, line.owner_id)

    def _lock_serials(self, lots):
        """Make sure that nobody else moves these serial numbers until this transaction ends.

        Who comes while the other is at it fails here. Who began before the other ended, and comes
        after, would judge by what it saw when it began: PostgreSQL then reports a serialization
        failure on the lock, for moving a serial number updates its lot's ``location_id``; Odoo
        starts that request anew, and it sees the serial number where it is.

        :raise UserError: when another transaction is moving one of them
        """
        serials = lots.sudo().filtered(lambda lot: lot.product_id.tracking == "serial")
        free = serials.try_lock_for_update(allow_referencing=True)
        if len(free) == len(serials):
            return
        busy = serials - free
        raise UserError(
            self.env._(
                "Someone else is moving these serial numbers right now; try again:\n%(lots)s",
                lots="\n".join(f"- {lot.product_id.display_name}, {lot.name}" for lot in busy),
            )
        )

    # -- words --------------------------------------------------------------------------------
    def _refuse(self, heading, problems):
        """Raise one error for all offenders; nothing happens when there are none."""
        if problems:
            raise UserError("\n".join([heading, *(f"- {problem}" for problem in problems)]))

    def _label(self, line):
        """:return: product, lot and document of a line or move, as errors name them"""
        parts = [line.product_id.display_name]
        lots = line.lot_ids if line._name == "stock.move" else line.lot_id
        names = lots.mapped("name") or [getattr(line, "lot_name", "") or ""]
        parts += [", ".join(name for name in names if name)]
        move = line if line._name == "stock.move" else line.move_id
        parts += [line.reference or move.reference or ""]
        return ", ".join(part for part in parts if part)
