import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

PAGE = 80
LONGEST_PAGE = 1000


class StockCountImport(models.TransientModel):
    """Keeps a list of counted quantities on the server, checks it and hands it on."""

    _name = "stock.count.import"
    _description = "Import Counted Quantities"

    location_id = fields.Many2one(
        "stock.location",
        "Default Location",
        required=True,
        default=lambda self: self._default_location(),
        domain="[('usage', 'in', ['internal', 'transit'])]",
        help="Where the rows that name no location were counted.",
    )
    reason = fields.Char(
        "Inventory Reason", default=lambda self: self.env._("Physical Inventory"), required=True
    )
    text = fields.Text("Paste")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    # Never in the view: thousands of rows stay on the server, and a page of them is asked for.
    rows = fields.Json(readonly=True)
    summary = fields.Json(readonly=True)
    row_count = fields.Integer(readonly=True)
    error_count = fields.Integer(readonly=True)
    warning_count = fields.Integer(readonly=True)
    accept_warnings = fields.Boolean()

    def _default_location(self):
        company = self.env.company
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        return warehouse.lot_stock_id

    def _count(self):
        return self.env["traceability.count"]

    # -- sources ----------------------------------------------------------------------------------
    def action_read_text(self):
        """Add the list that was typed."""
        self.add_text(self.text or "")
        self.text = False

    def add_text(self, text):
        """Add a list.

        :param str text: a header row and a row for each lot, as from a spreadsheet
        :raise UserError: when it is no list, or an empty one
        """
        self.ensure_one()
        self._add(self._count().parse_text(text, self.location_id))

    def action_read_file(self):
        """Add the list in a CSV file or workbook."""
        self.ensure_one()
        try:
            content = base64.b64decode(self.file or b"", validate=True)
        except binascii.Error:
            content = b""
        self._add(self._count().parse_file(content, self.file_name or "", self.location_id))
        self.file = self.file_name = False

    def _add(self, rows):
        if not rows:
            raise UserError(self.env._("There are no counted quantities in this list."))
        known = self.rows or []
        last = max((row["row"] for row in known), default=0)
        if last:  # so that each row has a number of its own
            rows = [{**row, "row": last + index} for index, row in enumerate(rows, 1)]
        self._set_rows([*known, *rows])

    # -- the list ---------------------------------------------------------------------------------
    def remove_rows(self, rows):
        """Take rows out of the list.

        :param list rows: as :meth:`get_rows` tells them; one that is gone already, as by a double
            click, takes no other along
        """
        self.ensure_one()
        gone = {row["row"] for row in rows}
        self._set_rows([row for row in self.rows or [] if row["row"] not in gone])

    def action_remove_errors(self):
        """Take the rows that cannot be imported out of the list."""
        self.ensure_one()
        self._set_rows([row for row in self.rows or [] if row["severity"] != "error"])

    def action_clear(self):
        """Empty the list."""
        self.ensure_one()
        self._set_rows([])

    def _set_rows(self, rows):
        rows = self._count().check_rows(rows, self.location_id)
        states = {}
        for row in rows:
            key = row["severity"], row["state"]
            states[key] = states.get(key, 0) + 1
        self.write(
            {
                "rows": rows,
                "row_count": len(rows),
                "error_count": sum(row["severity"] == "error" for row in rows),
                "warning_count": sum(row["severity"] == "warning" for row in rows),
                "accept_warnings": False,
                "summary": [[*key, count] for key, count in states.items()],
            }
        )

    def get_rows(self, offset=0, limit=PAGE, severity=None):
        """Read a page of the list.

        :param int offset: how many rows to pass over
        :param int limit: how many to return, at most 1,000
        :param str severity: ``problem`` for warnings and errors only
        :return: {"total": how many there are, "rows": list of dicts}
        """
        self.ensure_one()
        rows = [row for row in self.rows or [] if not severity or row["severity"] != "ok"]
        page = rows[max(0, offset) : max(0, offset) + min(limit, LONGEST_PAGE)]
        return {"total": len(rows), "rows": page}

    # -- writing ----------------------------------------------------------------------------------
    def action_set(self):
        """Set the counted quantities, all or none, for someone to look at and apply.

        :return: the action that shows Physical Inventory
        :raise UserError: naming the rows that cannot be imported
        """
        self._record()
        return self.env["stock.quant"].action_view_inventory()

    def action_apply(self):
        """Set the counted quantities and apply them, all or none.

        :return: the action that closes the wizard, or what applying asks
        :raise UserError: naming the rows that cannot be imported
        """
        quants = self._record().with_context(inventory_name=self.reason)
        return quants.action_apply_inventory() or {"type": "ir.actions.act_window_close"}

    def _record(self):
        self.ensure_one()
        return self._count().record(self.rows or [], self.location_id, self.accept_warnings)
