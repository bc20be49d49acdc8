"""The guard's rule 4 for documents: who and what a done one was stays as every trace names it."""

from odoo import api, models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_document_write(self, documents, values, *moves):
        """Refuse to change what is final of documents that moved tracked goods.

        :param documents: transfers, scraps or orders about to be written
        :param dict values: what is about to be written
        :param str moves: paths to the moves of a document
        :raise UserError: naming every document that would change
        """
        names = self.find_final_names(documents, values)
        if not names:
            return
        if values.get("state") == "done":
            self.check_done_by_method(documents, *moves)
        done_now = self.now_done(documents._name)
        problems = []
        # Superuser: what is final is so for who does not see the moves, too.
        for document in self._find_done(documents.sudo()):
            found = self.find_final_changes(document, values, names, document.id in done_now)
            if found and self._has_history(document, moves):
                problems.append((document, found))
        if problems:
            documents.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "Completed operations cannot be changed. To correct what was recorded, an"
                " Inventory manager clicks Correct on the document; for anything else, log a note."
            ),
            [
                self.env._(
                    "%(document)s: %(fields)s cannot be changed.",
                    document=document.display_name,
                    fields=self.name_fields(document, found),
                )
                for document, found in problems
            ],
        )

    @api.private
    def check_done_by_method(self, documents, *moves):
        """Refuse documents that are done by anything but Odoo's own way to do them.

        :param documents: those created as done, or about to be written as done
        :param str moves: paths to the moves of a document; none when it is created
        :raise UserError: naming every such document of a strict company
        """
        done_now = self.now_done(documents._name)
        problems = []
        # Superuser: the rule of a document's company holds for whoever writes it.
        for document in documents.sudo().filtered("company_id.strict_traceability"):
            goods = self._moves_of(document, moves)
            was_open = document.state != "done" or not moves
            tells = not goods or self.filter_guarded(goods)
            if was_open and tells and document.id not in done_now:
                problems.append(document)
        if problems:
            documents.check_access("write")
        self.refuse(
            self.env._("Documents are completed by their buttons, not by writing their state."),
            [
                self.env._("%(document)s: validate it instead.", document=document.display_name)
                for document in problems
            ],
        )

    @api.private
    def check_created_done(self, documents):
        """Refuse documents that are created as done.

        :param documents: those just created
        :raise UserError: naming every such document of a strict company
        """
        self.check_done_by_method(self._of_state_done(documents))

    @api.private
    def check_document_unlink(self, documents, *moves):
        """Refuse to delete documents that traces name; core's own checks give way to a context key.

        :param documents: transfers, scraps or orders about to be deleted
        :param str moves: paths to the moves of a document
        :raise UserError: naming every document that moved tracked goods
        """
        # Superuser: what is final is so for who does not see the moves, too.
        named = [one for one in documents.sudo() if self._has_history(one, moves)]
        if named:
            documents.check_access("unlink")
        self.refuse(
            self.env._(
                "Traces name these documents, so they cannot be deleted. To undo what they moved,"
                " return the products:"
            ),
            [document.display_name for document in named],
        )

    @api.private
    def check_backorder_link(self, pickings):
        """Refuse a *Backorder of* that validating a part of a transfer did not set.

        Rule 2 knows the rest of a receipt by it. Core sets it in ``_create_backorder_picking``
        alone, which passes as trusted.

        :param pickings: the transfers that get such a link, or another one than they have
        :raise UserError: naming every one of a strict company
        """
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

    def _find_done(self, documents):
        """Give those that are done: of transfers also those whose goods were moved, for their state
        follows all of their moves.
        """
        return documents.filtered(
            lambda document: (
                document.state == "done"
                or (
                    document._name == "stock.picking"
                    and any(
                        move.state == "done" and not move.scrap_id for move in document.move_ids
                    )
                )
            )
        )

    def _has_history(self, document, moves):
        """Tell whether a document has done moves that traces tell of."""
        return bool(self.filter_historic(self._of_state_done(self._moves_of(document, moves))))

    def _moves_of(self, document, paths):
        # Superuser: the rules judge all that a document moved.
        return self.env["stock.move"].sudo().union(*(document.mapped(path) for path in paths))

    @api.private
    @staticmethod
    def name_fields(record, names):
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
        # Superuser: what is final is so for who does not see the moves, too.
        done = self._of_state_done(documents.sudo()).filtered(
            lambda document: self._has_history(document, moves)
        )
        return documents - done or documents
