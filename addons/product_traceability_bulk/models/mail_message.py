from odoo import api, models
from odoo.tools import SQL


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.private
    def copy_to_documents(self, documents):
        """Give other documents of the same model the same message.

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
