"""JSON and CSV of the evidence, the same bytes for the same facts."""

import csv
import io
import json

from odoo import models

from odoo.addons.product_traceability.tools.workbook import safe_csv_text


def as_json(value):
    """Return bytes, JSON that is the same for what is the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def as_csv(table):
    file = io.StringIO()
    rows = ([_cell(value) for value in row] for row in table)
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def _cell(value):
    if isinstance(value, models.BaseModel):
        return value.display_name or ""
    if hasattr(value, "isoformat"):
        return value.isoformat(" ")
    if isinstance(value, bool | None):
        return "" if value is not True else "1"
    return safe_csv_text(value) if isinstance(value, str) else value
