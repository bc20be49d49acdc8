"""Say which company holds a lot, keep the notes of holds, and chain the log of corrections."""

from odoo import SUPERUSER_ID, api
from odoo.tools.translate import code_translations

# How the notes of holds begin.
NOTES = ("Put on hold: %(reason)s", "Released from hold")


def migrate(cr, _version):
    cr.execute(
        """
        INSERT INTO stock_lot_hold_company_rel (stock_lot_id, res_company_id)
             SELECT lot.id, coalesce(lot.company_id, holder.company_id)
               FROM stock_lot lot
               JOIN res_users holder ON holder.id = lot.hold_user_id
              WHERE lot.is_on_hold
        ON CONFLICT DO NOTHING
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    _keep_notes(env)
    env["traceability.correction"]._chain_old()


def _keep_notes(env):
    """Let nobody change the notes of earlier holds: those that nobody typed, in any language."""
    texts = set(NOTES)
    for language in env["res.lang"].search([]):
        words = code_translations.get_python_translations("product_traceability", language.code)
        texts.update(words.get(text, text) for text in NOTES)
    beginnings = [text.partition("%(")[0].rstrip(" :\N{NO-BREAK SPACE}") for text in texts]
    env.cr.execute(
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
