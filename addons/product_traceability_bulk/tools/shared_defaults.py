"""The defaults of records that are created together."""

DEFAULTS_KEY = "traceability_shared_defaults"


class SharedDefaults:
    """Defaults, by model and the names of the values that are given.

    What a default method gives twice in turn it gives to all the others as well, for none of them
    is created yet. What differs, as the next number of a sequence does, is asked for each.
    """

    def __init__(self):
        self._found = {}  # by key: the first answer
        self._shared = {}  # by key: the answer for all, or None where it differs
        self._properties = {}  # by model: its fields whose default depends on other values

    @classmethod
    def of(cls, records):
        """:return: those of the code that runs; no RPC call can put any in a context"""
        shared = records.env.context.get(DEFAULTS_KEY)
        return shared if isinstance(shared, cls) else None

    def put_into(self, records):
        """:return: the same records, of which :meth:`of` finds these"""
        return records.with_context(**{DEFAULTS_KEY: self})

    def complete(self, model, values, add_missing):
        """Do as the ORM's ``_add_missing_default_values``.

        :param model: what is created
        :param dict values: of one record
        :param add_missing: the ORM's method
        :return: dict, the values and the defaults of all others
        """
        key = (model._name, *values)
        shared = self._shared.get(key)
        if shared is not None:
            return self._complete_properties(model, {**shared, **values})
        completed = add_missing(values)
        if key not in self._shared:
            self._learn(model, key, {k: v for k, v in completed.items() if k not in values})
        return completed

    def _learn(self, model, key, defaults):
        own = {name: defaults[name] for name in defaults.keys() - self._properties_of(model).keys()}
        if any(isinstance(value, (list, dict)) for value in own.values()):
            self._shared[key] = None
        elif key in self._found:
            self._shared[key] = own if own == self._found[key] else None
        else:
            self._found[key] = own

    def _properties_of(self, model):
        if model._name not in self._properties:
            self._properties[model._name] = {
                name: field for name, field in model._fields.items() if field.type == "properties"
            }
        return self._properties[model._name]

    def _complete_properties(self, model, values):
        # As the ORM does for each.
        for name, field in self._properties_of(model).items():
            values[name] = field._add_default_values(model.env, values)
        return values
