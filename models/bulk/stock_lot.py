"""Lots that are made at once get the line *created* in their chatter at once.

Core computes the message once for all of them and then creates it lot by lot, which takes a quarter
of the time of a big receipt. The messages differ in nothing but the lot: the first is made by core,
the others are its copies.
"""

from odoo import models
from odoo.tools import SQL

from ...tools.known_overrides import only_known


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _message_log_batch(self, bodies, *args, **kwargs):
        batch = super()._message_log_batch
        if args or kwargs or not self._is_logged_alike(bodies):
            return batch(bodies, *args, **kwargs)
        first = super(StockLot, self[:1])._message_log_batch(bodies)
        return first | first._copy_to(self[1:])

    def _is_logged_alike(self, bodies):
        """:return: whether the same is said of several lots, and nobody watches each message"""
        return (
            len(self) > 1
            and len({bodies.get(lot_id, "") for lot_id in self.ids}) == 1
            and only_known(self, "_message_log_batch", "_message_create")
            and only_known(self.env["mail.message"], "create", "_invalidate_documents")
        )


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _copy_to(self, documents):
        """Let other documents of the same model have the same message.

        :param documents: recordset, without messages that the cache may know
        :return: the new messages, in the documents' order
        """
        self.ensure_one()
        self.flush_recordset()
        names = [
            SQL.identifier(name)
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in ("id", "res_id")
        ]
        values = SQL(", ").join(SQL("origin.%s", name) for name in names)
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO mail_message (res_id, %s)"
                " SELECT document.id, %s FROM mail_message origin,"
                " unnest(%s) WITH ORDINALITY AS document(id, place)"
                " WHERE origin.id = %s ORDER BY document.place RETURNING id",
                *(SQL(", ").join(names), values, documents.ids, self.id),
            )
        )
        # As core's create does for each of them.
        documents.modified(["message_ids"])
        documents.invalidate_recordset(
            ["message_ids", "message_needaction", "message_needaction_counter"]
        )
        return self.browse(sorted(message_id for (message_id,) in rows))
