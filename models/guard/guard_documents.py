"""The guard's rule 4 for documents: who and what a done one was stays as every trace names it."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.trust import is_trusted

# What traces print of a document, and the state that keeps it closed.
FINAL_OF_DOCUMENT = frozenset(["name", "partner_id", "state"])


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_document_write(self, documents, values, *moves, final=FINAL_OF_DOCUMENT):
        """Refuse another number, partner or state for documents that moved tracked goods.

        :param documents: transfers, scraps or orders about to be written
        :param dict values: what is about to be written
        :param str moves: names of the fields that hold a document's moves
        :param final: names of the fields that are final
        :raise UserError: naming every document that would change
        """
        if not final & values.keys() or is_trusted(self.env):
            return
        # Superuser: what is final is so for who does not see the moves, too.
        problems = []
        for document in documents.sudo().filtered(lambda document: document.state == "done"):
            names = self._find_changes(document, values, final)
            if names and self._has_history(document, moves):
                problems.append((document, names))
        if problems:
            documents.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._("Completed operations cannot be changed. Log a note on them instead."),
            [
                self.env._(
                    "%(document)s: %(fields)s cannot be changed.",
                    document=document.display_name,
                    fields=self._field_names(document, names),
                )
                for document, names in problems
            ],
        )

    @api.private
    def check_backorder_link(self, pickings):
        """Refuse a *Backorder of* that validating a part of a transfer did not set.

        Rule 2 knows the rest of a receipt by it. Core sets it in ``_create_backorder_picking``
        alone, which passes as trusted.

        :param pickings: the transfers that get such a link, or another one than they have
        :raise UserError: naming every one of a strict company
        """
        if is_trusted(self.env):
            return
        # Superuser: the rule of a transfer's company holds for whoever writes it.
        strict = pickings.sudo().filtered("company_id.strict_traceability")
        self.refuse(
            self.env._("A backorder is only created by validating a part of a transfer."),
            [
                self.env._(
                    "%(transfer)s: validate the quantities that are there.", transfer=picking.name
                )
                for picking in strict
            ],
        )

    def _has_history(self, document, names):
        """Tell whether a document has guarded moves that were done before this transaction."""
        moves = self.env["stock.move"].union(*(document[name] for name in names))
        done = self.filter_guarded(moves.filtered(lambda move: move.state == "done"))
        return any(not self._is_fresh(move) for move in done)

    @staticmethod
    def _field_names(record, names):
        """Give the labels of fields, in the user's language."""
        return ", ".join(
            sorted(record._fields[name]._description_string(record.env) for name in names)
        )

    @api.private
    def without_done_documents(self, documents, values, *moves):
        """Leave out what is done, when core sets the partner of all documents at once.

        ``sale.order.write`` of the delivery address does so, to what was delivered before too.

        :return: the documents to write; all of them when every one is done
        """
        if values.keys() != {"partner_id"}:
            return documents
        done = documents.filtered(
            lambda document: (
                document.sudo().state == "done" and self._has_history(document.sudo(), moves)
            )
        )
        return documents - done or documents

    @api.private
    def check_partner_unlink(self, partners):
        """Refuse to delete whom tracked goods came from, went to or belong to.

        Core deletes them: the foreign keys of moves, lines and quants then set null.

        :raise UserError: naming every such partner
        """
        # Superuser: movements of any company bind a shared partner.
        lines = self.env["stock.move.line"].sudo()
        strict = Domain("state", "=", "done") & Domain("company_id.strict_traceability", "=", True)
        strict &= Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")
        bound = partners.browse()
        for path in ("picking_id.partner_id", "move_id.partner_id", "owner_id"):
            for partner in partners - bound:
                if lines.search_count(strict & Domain(path, "=", partner.id), limit=1):
                    bound |= partner
        self.refuse(
            self.env._(
                "Traces name these contacts, so they cannot be deleted. Archive them, or merge"
                " them with the right contacts:"
            ),
            bound.mapped("display_name"),
        )
