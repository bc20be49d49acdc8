"""Say which company holds a lot, and chain the log of corrections."""

from odoo import SUPERUSER_ID, api


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
    env["traceability.correction"]._chain_old()
