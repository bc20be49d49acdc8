"""Drop what the rows of a scope keep no more: their company is that of their case."""

from odoo.tools import SQL

ROWS = ("lot", "stock", "delivery", "stop", "doubt", "extent")


def migrate(cr, _version):
    for rows in ROWS:
        table = SQL.identifier(f"traceability_recall_{rows}")
        cr.execute(SQL("ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS company_id", table))
