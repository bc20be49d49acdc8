"""A write for many records at once, of which each gets values of its own."""

# Fewer records than this are not worth what is asked for all of them first.
MANY = 10


def write_values(records, values):
    """Write as ``models.Model.write`` does to each record; there is no call of it for many.

    What the model's own ``write`` does besides is the caller's to know.

    :param records: recordset that is there
    :param dict values: {name of a stored field: [value of each record, in their order]}
    """
    if not records:
        return
    records.check_access("write")
    fields = [records._fields[name] for name in values]
    for field in fields:
        records._check_field_access(field, "write")
    related = [field.name for field in fields if records.pool.is_modifying_relations(field)]
    records.modified(related, before=True)
    for field in fields:
        for record, value in zip(records, values[field.name], strict=True):
            field.write(record, value)
    note_written(records, values)
    records._validate_fields(values)


def note_written(records, names):
    """Note who wrote some fields of records, and when; what depends on them is worked out anew."""
    for stamp, value in (("write_uid", records.env.uid), ("write_date", records.env.cr.now())):
        records._fields[stamp].write(records, value)
    records.modified([*names, "write_uid", "write_date"])
