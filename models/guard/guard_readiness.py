"""What the rules would refuse of what is open, asked before a company becomes strict."""

from collections import defaultdict
from contextlib import closing
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.refusal import Refusal

# So many documents are judged at once, as long as none is refused.
TOGETHER = 100
# So many of one model are judged; of the others it is said that they were not.
MOST = 5_000
REFUSED = (UserError, ValidationError)


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def find_refusals(self, company):
        """Judge what is open in a company as if it were strict, and change nothing.

        :param company: ``res.company``
        :return: list of :class:`Refusal`, one for each rule that a document offends
        """
        # In a transaction of its own that is never committed: the rules find lots by their names
        # and read the company's setting.
        with self.env.registry.cursor() as cr:
            # Superuser: whoever switches it on switches it on for every document.
            guard = self.with_env(self.env(cr=cr, su=True)).with_company(company.id)
            guard.env.company.strict_traceability = True
            refusals = guard._trace_find_refusals(guard.env.company)
            cr.rollback()
        return refusals

    def _trace_find_refusals(self, company):
        """Judge the transfers and scraps that are open. Addons add their documents through
        ``super()``.

        :param company: ``res.company``, strict for now; nothing that is done here stays
        :return: list of :class:`Refusal`
        """
        own = Domain("company_id", "=", company.id)
        pickings = self.env["stock.picking"].search(
            own
            & Domain("state", "not in", ("done", "cancel"))
            & Domain("move_ids.product_id.tracking", "!=", "none")
        )
        drafts = pickings[:MOST].filtered(lambda picking: picking.state == "draft")
        self.try_apart(drafts, self._confirm_and_fill)
        scraps = self.env["stock.scrap"].search(
            own & Domain("state", "=", "draft") & Domain("product_id.tracking", "!=", "none")
        )
        scraps = self.try_apart(scraps[:MOST], self._plan_scrap) | scraps[MOST:]
        return [
            *self.judge_open(pickings, self._find_validated),
            *self.judge_open(scraps, lambda scrap: scrap.move_ids.move_line_ids),
        ]

    @staticmethod
    def _confirm_and_fill(pickings):
        """Take of drafts what *Validate* takes: all that is asked for."""
        pickings.action_confirm()
        for move in pickings.move_ids:
            if not move.quantity:
                move.quantity = move.product_uom_qty

    @staticmethod
    def _find_validated(picking):
        """Give the lines that *Validate* does: those that are picked, or all if none is."""
        moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        picked = moves.move_line_ids.filtered("picked")
        return picked or moves.move_line_ids

    def _plan_scrap(self, scraps):
        """Make the moves that *Validate* makes of scraps and does."""
        scraps.fill_package_and_owner()
        self.start_doing(scraps)
        self.env["stock.move"].create([scrap._prepare_move_values() for scrap in scraps])

    # -- judging ------------------------------------------------------------------------------
    @api.private
    def try_apart(self, records, do, refused=None):
        """Do something with records and, where it is refused, with each half of them.

        :param do: function that takes records, and raises what is wrong with them
        :param refused: function that takes one record with which it cannot be done, and the error
        :return: the records with which it was done
        """
        if not records:
            return records
        try:
            with self.env.cr.savepoint():
                do(records)
        except REFUSED as error:
            if len(records) > 1:
                half = len(records) // 2
                parts = (records[:half], records[half:])
                return records.browse().union(
                    *(self.try_apart(part, do, refused) for part in parts)
                )
            if refused:
                refused(records, error)
            return records.browse()
        return records

    @api.private
    def judge_open(self, records, find_lines, check=None):
        """Ask every rule of the lines of documents that are not done.

        :param records: the documents, of one model
        :param find_lines: function that takes one and gives the ``stock.move.line`` to be done
        :param check: function that takes documents and raises what else is wrong with them
        :return: list of :class:`Refusal`
        """
        documents = {document: find_lines(document) for document in records[:MOST]}
        refusals = self._refuse_lacking(documents)
        for group in self._group_apart(documents):
            refused = group - self.try_apart(
                group, partial(self._judge_documents, documents, check)
            )
            for document in refused:
                refusals += self._judge_apart(document, documents[document], check)
        heading = self.env._("Not looked at, as there are too many. Look again later.")
        return refusals + [Refusal(one._name, one.id, heading, "") for one in records[MOST:]]

    def _refuse_lacking(self, documents):
        """Judge what lacks lots: most of what is refused where there is a history, and it takes no
        lot to be found or made, which would have to be undone.

        :param dict documents: {document: its lines}; of these the others are left
        :return: list of :class:`Refusal`
        """
        refusals = []
        for document, lines in documents.items():
            lotless = self.filter_moving(lines).filtered(
                lambda line: (
                    not (
                        line.lot_id
                        or (line.lot_name and line.move_id.picking_type_id.use_create_lots)
                    )
                )
            )
            try:
                self._check_lot_given(lotless)
            except UserError as error:
                refusals.append(self.describe_refusal(document, error))
                documents[document] = lines - lotless.filtered(lambda line: not line.lot_waived)
        return refusals

    @api.private
    @staticmethod
    def describe_refusal(document, error):
        """Give the :class:`Refusal` of a document by the error that it meets."""
        heading, _newline, problem = str(error).partition("\n")
        return Refusal(document._name, document.id, heading, problem)

    def _group_apart(self, documents):
        """Group documents so that no two in a group name the same lot: each is judged as if the
        others were not there.

        :return: list of records
        """
        turns, later = defaultdict(list), defaultdict(int)
        for document, lines in documents.items():
            lots = {(line.product_id.id, line.lot_id.name or line.lot_name) for line in lines}
            turn = max((later[lot] for lot in lots if lot[1]), default=0)
            turns[turn].append(document)
            later.update(dict.fromkeys(lots, turn + 1))
        return [
            turn[0].union(*turn[start : start + TOGETHER])
            for turn in turns.values()
            for start in range(0, len(turn), TOGETHER)
        ]

    def _judge_documents(self, lines_of, check, documents):
        """Ask what :meth:`before_done` and :meth:`after_done` ask, without a lock.

        :raise UserError: naming what the first rule refuses
        """
        lines = self.env["stock.move.line"].union(*(lines_of[one] for one in documents))
        moving = self.filter_moving(lines)
        if moving:
            self._settle_lots(moving, lines.env)
            for ask in self._list_open_rules(moving):
                ask(moving)
        if check:
            check(documents)

    def _judge_apart(self, document, lines, check):
        """Ask every rule by itself of a document, so that none keeps another from being told.

        :return: list of :class:`Refusal`, one a rule
        """
        refusals = {}

        def refuse(_refused, error):
            refusal = self.describe_refusal(document, error)
            refusals.setdefault(refusal.heading, refusal)

        # What is settled here is undone: the next document is judged as if this were not there.
        with closing(self.env.cr.savepoint()):
            settle = partial(self._settle_lots, env=lines.env)
            moving = self.try_apart(self.filter_moving(lines), settle, refuse)
            for ask in self._list_open_rules(moving) if moving else ():
                self._try_whole(ask, moving, refuse)
            if check:
                self._try_whole(check, document, refuse)
        return [*refusals.values()]

    def _try_whole(self, ask, records, refuse):
        try:
            with self.env.cr.savepoint():
                ask(records)
        except REFUSED as error:
            refuse(records, error)

    def _list_open_rules(self, lines):
        """Give the rules of lines that are open, as :meth:`_list_rules` does those of lines that
        are being done.
        """
        before = self._locate(lines.lot_id)
        after = self._work_out_after(lines, before)
        return [
            self.check_absorption,
            *self._list_rules(before),
            partial(self._check_one_location, before=before, after=after),
        ]
