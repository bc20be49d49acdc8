"""An audit as an Excel workbook: the summary, the score, the kinds and every finding."""

from odoo.tools.misc import format_date

from odoo.addons.product_traceability.reports.trace.traceability_dates import local_time
from odoo.addons.product_traceability.tools.workbook import write_sheets

from .audit_papers import name_of

WIDE, NARROW = 36, 14


def write_workbook(audit):
    """Write an audit as an Excel workbook.

    :param audit: one ``traceability.audit``, whose user's language and time zone it speaks
    :return: bytes of the xlsx file
    """
    env = audit.env
    names = (
        (env._("Audit"), _summary),
        (env._("Score"), _scores),
        (env._("What would raise it"), _gains),
        (env._("Results"), _results),
        (env._("Findings"), _findings),
    )
    title = f"{env._('Traceability Audit')} {local_time(env, audit.moment):%Y-%m-%d %H:%M}"
    return write_sheets(title, [(name, *table(audit)) for name, table in names])


def _summary(audit):
    env, before = audit.env, audit.previous_id
    columns = [(env._("What"), WIDE), (env._("Value"), WIDE), (env._("Before"), WIDE)]
    rows = [
        (env._("Company"), audit.company_id.name, None),
        (env._("Audited On"), local_time(env, audit.moment), local_time(env, before.moment)),
        (env._("Audited By"), name_of(audit.user_id), name_of(before.user_id)),
        (env._("Period From"), format_date(env, audit.since), format_date(env, before.since)),
        (env._("Score (%)"), audit.score, before.score if before else None),
        (
            env._("Movements"),
            audit.movement_count,
            before.movement_count if before else None,
        ),
        (
            env._("Records Found"),
            audit.finding_count,
            before.finding_count if before else None,
        ),
    ]
    return columns, rows


def _columns(model, *names):
    """:return: list of (the field's label, width)"""
    fields = model.fields_get(names, ["string", "type"])
    wide = ("char", "many2one", "selection")
    return [
        (fields[name]["string"], WIDE if fields[name]["type"] in wide else NARROW) for name in names
    ]


def _rows(records, *names):
    """:return: iterable of the values of fields, as people read them"""
    words = {
        name: dict(records._fields[name]._description_selection(records.env))
        for name in names
        if records._fields[name].type == "selection"
    }
    for record in records:
        yield [_cell(record, name, words.get(name)) for name in names]


def _cell(record, name, words):
    value, field = record[name], record._fields[name]
    if words:
        return words.get(value, value)
    if field.type == "many2one":
        return name_of(value)
    if name == "previous_share":
        return value or None  # nothing of it had moved
    return value if field.type in ("float", "integer", "monetary") else value or None


def _table(records, *names):
    return _columns(records, *names), _rows(records, *names)


def _scores(audit):
    where = ("product_id", "warehouse_id")
    numbers = ("share", "previous_share", "lines", "broken_lines", "moved", "unbroken", "uom_id")
    return _table(audit.score_ids, *where, *numbers)


def _gains(audit):
    names = ("points", "kind", "product_id", "lines", "quantity", "uom_id")
    return _table(audit.gain_ids, *names)


def _results(audit):
    """Give a row a kind, and one more for each further unit: what has several has no total."""
    results, findings = audit.result_ids, audit.finding_ids
    found = ("kind", "severity", "count", "previous_count")
    told = ("value", "example", "proves")
    columns = [
        *_columns(results, *found),
        *_columns(findings, "quantity", "product_uom_id"),
        *_columns(results, *told),
    ]
    sums = results.sum_quantities()
    rows = []
    for result, first, last in zip(
        results, _rows(results, *found), _rows(results, *told), strict=True
    ):
        [(unit, quantity), *others] = sums[result].items() or [(None, None)]
        rows.append([*first, quantity, unit and name_of(unit), *last])
        rows += [
            [first[0], None, None, None, quantity, name_of(unit), None, None, None]
            for unit, quantity in others
        ]
    return columns, rows


def _findings(audit):
    what = ("kind", "severity", "product_id", "warehouse_id", "picking_type_id", "user_id")
    numbers = ("month_name", "count", "quantity", "product_uom_id", "value", "example")
    return _table(audit.finding_ids, *what, *numbers)
