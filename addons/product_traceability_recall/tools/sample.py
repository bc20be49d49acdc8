"""The consignees whose recall is checked, drawn so that anyone can draw them again.

Levels as 21 CFR 7.42(b)(3): A all consignees, B more than 10 % and less than all, C 10 %, D 2 %,
E none.
"""

import hashlib

PERCENT = {"a": 100, "c": 10, "d": 2, "e": 0}


def draw(keys, level, seed, percent=None):
    """Draw a sample: those whose SHA-256 with the seed is the smallest.

    :param keys: iterable of str, what the consignees are told apart by; their order is no matter
    :param str level: ``a`` to ``e``
    :param str seed: kept with the sample
    :param int percent: for level ``b`` alone
    :return: list of keys, as drawn; at least one where the level asks for any
    :raise ValueError: for another level, or a percentage that level B does not have
    """
    keys = list(dict.fromkeys(keys))
    if level == "b" and not (percent and 10 < percent < 100):
        raise ValueError("level B is more than 10 and less than 100 percent")
    share = percent if level == "b" else PERCENT.get(level)
    if share is None:
        raise ValueError(f"no level {level}")
    count = -(-len(keys) * share // 100)
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest())[
        :count
    ]
