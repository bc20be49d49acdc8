"""The guard: the rules that every movement of a tracked product meets on the server.

:meth:`TraceabilityGuard.before_done` and its kin say in which order the rules are asked. Each rule
has a file here: ``guard_lot_given`` (1), ``guard_operation_types`` (2), ``guard_serials`` (3),
``guard_history``, ``guard_links``, ``guard_documents``, ``guard_master_data`` and ``guard_quants``
(4), ``guard_unidentified`` (5), ``guard_names`` (7), ``guard_hold`` (8). Rule 6 is that of the
addon ``product_traceability_mrp``; the dates of rule 8 plug in by
:meth:`TraceabilityGuard.check_policies`. What they judge stays so until the transaction ends
(``guard_locks``), and ``guard_words`` says what they refuse. Every way in which stock can change,
and the rule that covers it, is in ``doc/ways_in.rst``.
"""

from collections import defaultdict
from contextlib import contextmanager
from functools import partial

from odoo import api, models
from odoo.fields import Datetime, Domain
from odoo.tools.misc import clean_context

from ...tools.locations import QuantKey
from ...tools.trust import trusted

# Sets of ids that last as long as the transaction: core forgets them when it ends.
DONE_KEY = "product_traceability.done.%s"
MADE_KEY = "product_traceability.made_lines"
MOVES_KEY = "product_traceability.moves_of_made_lines"
LOTLESS_KEY = "product_traceability.moves_without_lot"


class TraceabilityGuard(models.AbstractModel):
    _name = "traceability.guard"
    _description = "Traceability Guard"

    # -- whom it concerns ---------------------------------------------------------------------
    @api.private
    def filter_guarded(self, records):
        """Pick what the rules apply to.

        :param records: move lines or moves
        :return: those of tracked products (or with a lot, if tracking was switched off since) in
            companies that are strict, in superuser mode
        """
        # Superuser: the rules judge the whole record, not the part that the user sees.
        records = records.sudo()
        strict = records.company_id.filtered("strict_traceability")
        has_lot = "lot_id" if records._name == "stock.move.line" else "lot_ids"
        return records.filtered(
            lambda record: (
                record.company_id in strict
                and (record.product_id.tracking != "none" or record[has_lot])
            )
        )

    @api.private
    def filter_historic(self, records):
        """Pick what traces tell of: what :meth:`filter_guarded` does, and goods without lots that
        lots went into, or were taken out of.

        :param records: done move lines or moves
        :return: in superuser mode
        """
        guarded = self.filter_guarded(records)
        # Superuser, as those.
        others = (records.sudo() - guarded).filtered("company_id.strict_traceability")
        made = self._find_made_of_lots(others.product_id)
        return guarded | others.filtered(
            lambda record: record.product_id in made or self._trace_is_linked(record)
        )

    def _find_made_of_lots(self, products):
        """Find the products without lots that lots went into."""
        groups = self.group_done(
            Domain("product_id", "in", products.ids)
            & Domain("consume_line_ids.lot_id", "!=", False),
            ["product_id"],
        )
        return products.browse().union(*(product for (product,) in groups))

    def _trace_is_linked(self, record):
        """Tell whether goods without lots belong to the history of lots; addons add their orders.

        :param record: a move line or move, in superuser mode
        """
        lines = record.move_line_ids if record._name == "stock.move" else record
        return bool(lines.consume_line_ids.lot_id or lines.produce_line_ids.lot_id)

    @api.private
    def filter_moving(self, lines):
        """Give the guarded lines that move something."""
        return self.filter_guarded(lines).filtered(
            lambda line: line.product_uom_id.compare(line.quantity, 0) > 0
        )

    # -- lines on their way to done -----------------------------------------------------------
    @api.private
    def before_done(self, lines):
        """Check lines that are about to be done, before core moves their quants.

        :param lines: ``stock.move.line``, all that are done at once
        :return: what :meth:`after_done` needs to compare
        :raise UserError: naming every line that offends
        """
        self._count_moved(lines)
        moving = self.filter_moving(lines)
        if not moving:
            return moving, {}
        self._settle_lots(moving, lines.env)
        self._lock_judged(moving)
        stock = self._locate(moving.lot_id)
        self.check_absorption(moving)
        self._judge(moving, stock)
        return moving, stock

    def _count_moved(self, lines):
        """Let lines move the quantity that they show, and be of the transfer of their move.

        Core moves ``quantity_product_uom``, which it works out of the quantity and its unit, but
        which a client can write as well; and so it can the transfer.
        """
        guarded = self.filter_guarded(lines)
        self.env.add_to_compute(lines._fields["quantity_product_uom"], guarded)
        for line in guarded.filtered(self._is_of_another_transfer):
            line.picking_id = line.move_id.picking_id

    @staticmethod
    def _is_of_another_transfer(line):
        """Tell whether a line says another transfer than its move; it need not say any."""
        return line.move_id and line.picking_id and line.picking_id != line.move_id.picking_id

    def _settle_lots(self, lines, env):
        """Find or make the lots of lines, of which each must have one.

        :param env: of the user who does them
        :raise UserError: naming every line without lot
        """
        self._clean_lot_names(lines)
        self._resolve_lots(lines.with_env(env))
        self._check_moved_names(lines.lot_id)
        self._find_boxes(lines)
        self._check_lot_given(lines)

    def _judge(self, lines, before):
        """Ask every rule of lines and their lots, once.

        :param dict before: where the lots were, as :meth:`_locate` tells
        :raise UserError: naming every line that offends
        """
        with self.keeping_ways(lines):
            for ask in self._list_rules(before):
                ask(lines)

    def _list_rules(self, before):
        """Give the rules of lines that have their lots, in the order in which they are asked.

        :return: list of functions that take lines and raise what is wrong with them
        """
        return [
            self._check_movement,
            partial(self._check_lot_known, before=before),
            self._check_lot_new,
            partial(self._check_serial_quantity, before=before),
            self._check_not_built_in,
            self._check_returned,
            self._check_was_there,
            self.check_hold,
            self.check_policies,
        ]

    @api.private
    def after_done(self, lines, before):
        """Check what lines have left behind that core has moved.

        :param lines: the first answer of :meth:`before_done`
        :param dict before: its second answer
        :raise UserError: naming every line that offends; the caller lets it roll all back
        """
        if not lines:
            return
        self._check_one_location(lines, before)
        self._expect_made(lines)
        trusted(lines, "recorder_id").write({"recorder_id": self.env.uid})

    @api.private
    def after_created_done(self, lines):
        """Check lines that were created in a done transfer, order or move.

        :param lines: ``stock.move.line``, which core has moved
        :raise UserError: naming every line that offends; the caller lets it roll all back
        """
        self._check_added(self.filter_historic(lines))
        lines = self.filter_moving(lines)
        if not lines:
            return
        self._lock_judged(lines)
        before = self._work_out_before(lines, self._locate(lines.lot_id))
        self._check_lot_given(lines)
        self.check_absorption(lines, moved=True)
        self._judge(lines, before)
        self.after_done(lines, before)
        self._date_now(lines)

    @api.private
    def check_pushed(self, lines):
        """Judge lines that Odoo, just after they are done, takes on to another location at once.

        :param lines: ``stock.move.line`` whose destination was written
        :raise UserError: naming every line whose lot may not go there
        """
        lines = self.filter_moving(lines.filtered(lambda line: line.state == "done"))
        if lines:
            self.check_hold(lines)
            self.check_policies(lines)

    @api.private
    def check_policies(self, lines):
        """Refuse lines that an operation type's policy blocks; other rooms add theirs by `super()`.

        :param lines: ``stock.move.line`` with a known lot, about to be done
        :raise UserError: naming every line that offends
        """

    def _date_now(self, lines):
        """Date lines and new moves by now, whatever date a client sends along."""
        now = Datetime.now()
        new = lines.move_id.filtered(lambda move: self.filter_moving(move.move_line_ids) <= lines)
        # The lines first: core dates those of a move along, which then is no change.
        trusted(lines | new.move_line_ids, "date").date = now
        trusted(new, "date").date = now

    # -- this transaction ---------------------------------------------------------------------
    def _ids_of_now(self, key):
        return self.env.cr.postcommit.data.setdefault(key, set())

    @api.private
    def now_done(self, model="stock.move.line"):
        """Give the ids of what Odoo's own methods do, or have done, in this transaction.

        :param str model: of lines, moves or documents
        :return: set, to be added to
        """
        return self._ids_of_now(DONE_KEY % model)

    @api.private
    def start_doing(self, records):
        """Note that one of Odoo's own methods is about to do these moves or documents.

        :return: the same; in a strict company without the defaults that a client sent along, so
            that what Odoo makes on the way takes none
        """
        # Superuser: the rules judge the whole record, whoever does it.
        open_records = records.sudo().filtered(lambda record: record.state != "done")
        self.now_done(records._name).update(open_records.ids)
        if open_records.company_id.filtered("strict_traceability"):
            return records.with_env(records.env(context=clean_context(records.env.context)))
        return records

    @api.private
    def now_made(self):
        """Give the ids of the lines that Odoo is creating right now, as a set to be added to."""
        return self._ids_of_now(MADE_KEY)

    @api.private
    @contextmanager
    def making_lines(self):
        """Let Odoo go on, within the block, with the lines that it creates there."""
        made, moves = self.now_made(), self._ids_of_now(MOVES_KEY)
        before = set(made)
        try:
            yield
            if moves and not before:
                self.check_done_moves(self.env["stock.move"].browse(moves).exists())
        finally:
            made.intersection_update(before)
            if not before:
                moves.clear()

    @api.private
    def check_created_moves(self, moves):
        """Judge moves that are created as done, once Odoo has given them their lines.

        :param moves: ``stock.move`` just created
        :raise UserError: naming every one with a demand and no lines
        """
        done = moves.filtered(lambda move: move.state == "done")
        if self.now_made():
            self._ids_of_now(MOVES_KEY).update(done.ids)
        else:
            self.check_done_moves(done)

    @api.private
    def now_without_lot(self):
        """Give the ids of the moves of this transaction that take stock without lots away, or
        bring it back, as a set to be added to."""
        return self._ids_of_now(LOTLESS_KEY)

    # -- where the lots are -------------------------------------------------------------------
    def _locate(self, lots):
        """Give {:class:`QuantKey` with lot: quantity} of the lots' quants, whoever may see them."""
        if not lots:
            return {}
        # Superuser: a lot is where it is, whoever may see that place.
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots.ids),
                ["lot_id", "location_id", "package_id", "owner_id"],
                ["quantity:sum"],
            )
        )
        stock = defaultdict(float)
        for lot, location, package, owner, quantity in groups:
            stock[QuantKey(location, package, owner, lot=lot).as_counted()] += quantity
        return dict(stock)

    @staticmethod
    def _source_of(line):
        """Tell what the line takes from, as a key of :meth:`_locate`."""
        return QuantKey.source_of(line, lot=line.lot_id).as_counted()

    @staticmethod
    def _target_of(line):
        """Tell what the line adds to, as a key of :meth:`_locate`."""
        return QuantKey.target_of(line, lot=line.lot_id).as_counted()

    # -- where they were ----------------------------------------------------------------------
    @api.private
    def group_done(self, domain, groupby, aggregates=()):
        """Group done lines as ``_read_group`` does, of whatever company.

        :param Domain domain: of ``stock.move.line``
        :return: list of tuples, their records in superuser mode
        """
        # Superuser: what a lot went through binds it for everybody.
        lines = self.env["stock.move.line"].sudo()
        return lines._read_group(domain & Domain("state", "=", "done"), groupby, aggregates)
