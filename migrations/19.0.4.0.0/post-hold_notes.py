"""Let nobody change the notes of earlier holds: those that nobody typed, in any language."""

from odoo import SUPERUSER_ID, api
from odoo.tools.translate import code_translations

# How the notes of holds begin.
NOTES = ("Put on hold: %(reason)s", "Released from hold")


def migrate(cr, _version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    texts = set(NOTES)
    for language in env["res.lang"].search([]):
        words = code_translations.get_python_translations("product_traceability", language.code)
        texts.update(words.get(text, text) for text in NOTES)
    beginnings = [text.partition("%(")[0].rstrip(" :\N{NO-BREAK SPACE}") for text in texts]
    cr.execute(
        """
        UPDATE mail_message note
           SET is_final = true
          FROM stock_lot lot
          LEFT JOIN res_company company ON company.id = lot.company_id
         WHERE note.model = 'stock.lot' AND note.res_id = lot.id
           AND note.message_type = 'notification'
           AND coalesce(company.strict_traceability, true)
           AND regexp_replace(note.body, '^(<[^>]*>)*', '') LIKE ANY(%s)
        """,
        [[f"{beginning}%" for beginning in beginnings]],
    )
