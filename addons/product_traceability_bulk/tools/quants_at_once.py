"""Quants are created, or written, by one statement, where core alone stores anything with them."""

from odoo.tools import SQL

from odoo.addons.product_traceability.tools.arrays import array_text, id_array
from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

from . import known_overrides
from .many_values import write_values

# What core gives a quant that is not counted.
UNCOUNTED = {"inventory_quantity_set": False}
# What core computes of it when it is there, and stores by a second statement.
OF_LOCATION = ("company_id", "inventory_date", "inventory_diff_quantity")
OF_LOT = ("expiration_date", "removal_date")  # of product_expiry
RELATED = {"company_id": "location_id.company_id"} | {name: f"lot_id.{name}" for name in OF_LOT}
LINKS = ("product_id", "location_id", "lot_id", "package_id")
STAMPS = ("create_uid", "create_date", "write_uid", "write_date")
OTHERS = (
    "id owner_id user_id quantity reserved_quantity in_date inventory_quantity accounting_date"
).split()
KNOWN = {*OTHERS, *LINKS, *UNCOUNTED, *OF_LOCATION, *OF_LOT, *STAMPS}


def create_at_once(model, values_list):
    """Create quants as core's ``create`` does, which makes one after the other of its own.

    :param model: ``stock.quant``
    :param values_list: of quants that nobody has counted, all with the same names
    :return: the quants, in their order
    """
    if values_list and _is_stored_as_known(model):
        return _insert(model, values_list)
    return super(CoreQuant, model).create([{**UNCOUNTED, **vals} for vals in values_list])


def _is_stored_as_known(model):
    """:return: whether all columns of quants are known, and what core computes of them"""
    stored = {name: field for name, field in model._fields.items() if field.store}
    return (
        stored.keys() <= KNOWN
        and all(stored[name].related == RELATED[name] for name in stored.keys() & RELATED.keys())
        and known_overrides.only_known(
            model,
            "_create",
            "default_get",
            "_compute_inventory_date",
            "_compute_inventory_diff_quantity",
        )
    )


def _insert(model, values_list):
    computed = _compute_of_locations(model, {vals["location_id"] for vals in values_list})
    values_list = [
        {**vals, **computed[vals["location_id"]], **_get_of_lot(model, vals)}
        for vals in values_list
    ]
    given = {name: model._fields[name] for name in values_list[0]}
    others = KNOWN.intersection(model._fields).difference(given, STAMPS)
    user, now = model.env.uid, model.env.cr.now()
    same = model.default_get(list(others)) | UNCOUNTED
    same |= dict(zip(STAMPS, (user, now, user, now), strict=True))
    values = [
        *(SQL("given.%s", SQL.identifier(name)) for name in given),
        *(SQL("%s", model._fields[name].convert_to_column(same[name], model)) for name in same),
    ]
    columns = [
        _to_array(field, [vals[name] for vals in values_list], model)
        for name, field in given.items()
    ]
    rows = model.env.execute_query(
        SQL(
            "INSERT INTO stock_quant (%s) SELECT %s FROM unnest(%s) WITH ORDINALITY AS given (%s)"
            " ORDER BY place RETURNING id",
            _names([*given, *same]),
            SQL(", ").join(values),
            SQL(", ").join(columns),
            _names([*given, "place"]),
        )
    )
    quants = model.browse(sorted(quant_id for (quant_id,) in rows))
    _note_created(quants, [{**vals, **same} for vals in values_list])
    return quants


def update_at_once(quants, values):
    """Write as :func:`.many_values.write_values` does, which leaves it to the ORM to store.

    :param quants: recordset that is there
    :param dict values: {name of a field that is no relation: [value of each quant, in their order]}
    """
    if not quants:
        return
    if not known_overrides.only_known(quants, "_write_multi"):
        write_values(quants, values)
        return
    quants.flush_recordset(values)  # what waits in the cache is older
    fields = [quants._fields[name] for name in values]
    cached = {field: _to_cache(field, values[field.name], quants) for field in fields}
    user, now = quants.env.uid, quants.env.cr.now()
    quants.env.execute_query(
        SQL(
            "UPDATE stock_quant SET (%s, write_uid, write_date) = (%s, %s, %s)"
            " FROM unnest(%s::int[], %s) AS given (id, %s) WHERE stock_quant.id = given.id"
            " RETURNING stock_quant.id",
            _names(values),
            SQL(", ").join(SQL("given.%s", SQL.identifier(name)) for name in values),
            *(user, now, id_array(quants._ids)),
            SQL(", ").join(_to_array(field, cached[field], quants) for field in fields),
            _names(values),
        )
    )
    for field, column in cached.items():
        for quant, value in zip(quants, column, strict=True):
            field._update_cache(quant, value)
    for name, value in (("write_uid", user), ("write_date", now)):
        quants._fields[name]._update_cache(quants, value)
    quants.modified([*values, "write_uid", "write_date"])
    quants._validate_fields(values)


def _to_cache(field, column, records):
    known = {value: field.convert_to_cache(value, records) for value in set(column)}
    return [known[value] for value in column]


def _to_array(field, column, records):
    known = {value: field.convert_to_column(value, records) for value in set(column)}
    return SQL("%s::%s[]", array_text(known[value] for value in column), SQL(field.column_type[1]))


def _names(names):
    return SQL(", ").join(map(SQL.identifier, names))


def _compute_of_locations(model, locations):
    """:return: {location id: what core computes of each quant there}"""
    computed = {}
    for location in locations:
        quant = model.new({"location_id": location, **UNCOUNTED})
        computed[location] = {
            name: model._fields[name].convert_to_write(quant[name], model) for name in OF_LOCATION
        }
    return computed


def _get_of_lot(model, vals):
    lot = model.env["stock.lot"].browse(vals.get("lot_id") or ())
    return {name: lot[name] for name in OF_LOT if name in model._fields}


def _note_created(quants, values_list):
    """Tell the cache of new quants, their relations and who depends on them, as ``_create``."""
    for name, field in quants._fields.items():
        if field.store and name != "id":
            column = [vals.get(name) for vals in values_list]
            field._insert_cache(quants, _to_cache(field, column, quants))
    for name in LINKS:
        field = quants._fields[name]
        # Of thousands of lots, next to none has its quants in the cache.
        known = {
            record_id
            for inverse in quants.pool.field_inverses[field]
            for record_id in inverse._get_cache(quants.env)
        }
        linked = quants.filtered(lambda quant, name=name, known=known: quant[name].id in known)
        for record, of_record in linked.grouped(name).items():
            field._update_inverses(of_record, record.id)
    quants.modified(quants._fields, create=True)
    for name in (*UNCOUNTED, *OF_LOCATION, *OF_LOT):
        if name in quants._fields:
            quants.env.remove_to_compute(quants._fields[name], quants)
    quants._validate_fields(values_list[0])
