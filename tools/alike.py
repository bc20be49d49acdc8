"""Dictionaries of which there are tens of thousands with the same keys."""


def alike(names):
    """Give a dictionary whose copies share their keys with it, as the attributes of the instances
    of a class do (PEP 412): a copy takes a third of the memory, and less time to fill and to read.

    :param names: iterable of the keys, which come in this order
    :return: dict of None
    """
    template = type("Template", (), {})()
    for name in names:
        setattr(template, name, None)
    return vars(template)
