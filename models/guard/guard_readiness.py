"""What the rules would refuse of what is open, asked before a company becomes strict."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.refusal import Refusal

# So many documents are judged at once, as long as none is refused.
TOGETHER = 100
# So many of one model are judged; of the others it is said that they were not.
MOST = 5_000


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def find_refusals(self, company):
        """Judge what is open in a company as if it were strict, and change nothing.

        :param company: ``res.company``
        :return: list of :class:`Refusal`, at most one a document
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
        """Judge the transfers that are open. Addons add their documents through ``super()``.

        :param company: ``res.company``, strict for now; nothing that is done here stays
        :return: list of :class:`Refusal`
        """
        pickings = self.env["stock.picking"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "not in", ("done", "cancel"))
            & Domain("move_ids.product_id.tracking", "!=", "none")
        )
        self._fill_drafts(pickings[:MOST].filtered(lambda picking: picking.state == "draft"))
        return self.judge_open(pickings, self._find_validated)

    def _fill_drafts(self, pickings):
        """Take of drafts what *Validate* takes: all that is asked for."""
        for picking in pickings:
            try:
                with self.env.cr.savepoint():
                    picking.action_confirm()
                    for move in picking.move_ids:
                        if not move.quantity:
                            move.quantity = move.product_uom_qty
            except (UserError, ValidationError):
                continue  # core refuses it, strict or not

    @staticmethod
    def _find_validated(picking):
        """Give the lines that *Validate* does: those that are picked, or all if none is."""
        moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        picked = moves.move_line_ids.filtered("picked")
        return picked or moves.move_line_ids

    # -- judging ------------------------------------------------------------------------------
    @api.private
    def judge_open(self, records, find_lines, check=None):
        """Ask every rule of the lines of documents that are not done.

        :param records: the documents, of one model
        :param find_lines: function that takes one and gives the ``stock.move.line`` to be done
        :param check: function that takes documents and raises what else is wrong with them
        :return: list of :class:`Refusal`
        """
        documents = {document: find_lines(document) for document in records[:MOST]}
        lacking = self._find_lacking(documents)
        rest = {one: lines for one, lines in documents.items() if one not in lacking}
        refusals = [*lacking.values()]
        for group in self._group_apart(rest):
            refusals += self._judge_group(group, rest, check)
        heading = self.env._("Not looked at, as there are too many. Look again later.")
        return refusals + [Refusal(one._name, one.id, heading, "") for one in records[MOST:]]

    def _find_lacking(self, documents):
        """Judge what lacks lots: most of what is refused where there is a history, and it takes no
        lot to be found or made, which would have to be undone.

        :return: {document: Refusal}
        """
        refusals = {}
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
                refusals[document] = self._describe_refusal(document, error)
        return refusals

    @staticmethod
    def _describe_refusal(document, error):
        heading, _newline, problem = str(error).partition("\n")
        return Refusal(document._name, document.id, heading, problem)

    def _group_apart(self, documents):
        """Group documents so that no two in a group name the same lot: each is judged as if the
        others were not there.

        :return: list of lists of records
        """
        turns, later = defaultdict(list), defaultdict(int)
        for document, lines in documents.items():
            lots = {(line.product_id.id, line.lot_id.name or line.lot_name) for line in lines}
            turn = max((later[lot] for lot in lots if lot[1]), default=0)
            turns[turn].append(document)
            later.update(dict.fromkeys(lots, turn + 1))
        return [
            turn[start : start + TOGETHER]
            for turn in turns.values()
            for start in range(0, len(turn), TOGETHER)
        ]

    def _judge_group(self, group, documents, check):
        """Judge a group at once and, if something is refused, each half of it."""
        lines = self.env["stock.move.line"].union(*(documents[one] for one in group))
        try:
            with self.env.cr.savepoint():
                self._judge_lines(lines)
                if check:
                    check(group[0].union(*group))
        except (UserError, ValidationError) as error:
            if len(group) == 1:
                return [self._describe_refusal(group[0], error)]
            half = len(group) // 2
            return [
                *self._judge_group(group[:half], documents, check),
                *self._judge_group(group[half:], documents, check),
            ]
        return []

    def _judge_lines(self, lines):
        """Ask what :meth:`before_done` and :meth:`after_done` ask, without a lock.

        :raise UserError: naming every line that offends
        """
        moving = self.filter_moving(lines)
        if not moving:
            return
        self._settle_lots(moving, lines.env)
        before = self._locate(moving.lot_id)
        self.check_absorption(moving)
        self._judge(moving, before)
        self._check_one_location(moving, before, self._work_out_after(moving, before))
