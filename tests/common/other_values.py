"""Values for fields that are not those which a record has."""

from odoo.fields import Command

REFUSED = "Completed operations cannot be|Stock Without Lots only|only created by validating"


class OtherValues:
    """Tries to change every final field of a record, one after the other."""

    def refuse_every_field(self, record):
        """Expect a refusal for each field that is final by default, once it is history."""
        guard = self.env["traceability.guard"]
        names = guard.find_final_names(record, dict.fromkeys(record._fields))
        tried = 0
        for name in sorted(names):
            value = self.other_value(record, record._fields[name])
            if value is None:
                continue
            tried += 1
            with self.subTest(record=record, field=name), self.refused(REFUSED):
                self.rpc(self.manager, record._name, "write", record.ids, {name: value})
        self.assertGreater(tried, len(names) / 2)

    def other_value(self, record, field):
        """:return: what the field of the record does not hold, as RPC sends it, or None"""
        old = record.sudo()[field.name]
        if field.type in ("many2one", "many2many"):
            others = self.env[field.comodel_name].search([("id", "not in", old.ids)], limit=1)
            if not others:
                return None
            return others.id if field.type == "many2one" else [Command.set(others.ids)]
        if field.type == "selection":
            return next(
                (key for key, _label in field._description_selection(self.env) if key != old), None
            )
        return {
            "boolean": not old,
            "char": "Other",
            "text": "Other",
            "html": "<p>Other</p>",
            "integer": 77,
            "float": 77.0,
            "monetary": 77.0,
            "date": "2001-01-01",
            "datetime": "2001-01-01 00:00:00",
        }.get(field.type)
