"""Which modules a method that they may all extend really comes from."""

OUR_ADDONS = "product_traceability"  # what the names of the addons of this repository begin with


def unread_modules(records, name, read, within=None):
    """Find the modules whose code runs in a method of a model, of those that nobody read.

    Our own addons and the ORM are known. An automation rule or a test that puts its own method
    into the model counts as a module that nobody read.

    :param records: a recordset of the model, may be empty
    :param str name: the method's name
    :param read: names of the modules whose part of the method was read
    :param str within: name of another method; then only what that method calls by ``super()``
        from its innermost definition on is looked at
    :return: list of the others' names, the outermost first; of a module that is no addon, its path
    """
    classes = type(records).__mro__
    if within:
        innermost = max(place for place, cls in enumerate(classes) if within in cls.__dict__)
        classes = classes[innermost:]
    methods = [cls.__dict__[name] for cls in classes if name in cls.__dict__]
    homes = [getattr(method, "__module__", None) or "" for method in methods]
    return [home for home in map(_module, homes) if not _is_known(home, read)]


def _module(path):
    """:return: name of the addon of a Python module, or the module's own path"""
    parts = path.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else path


def _is_known(module, read):
    return module in read or module.startswith((OUR_ADDONS, "odoo.orm."))
