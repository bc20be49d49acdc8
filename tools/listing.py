"""Keep messages short: ten lines or names, then how many more there are."""

import re
from collections import defaultdict

SHOWN = 10


def first_lines(env, lines):
    """Write texts as a list, a line each.

    :param list lines: texts, any number
    :return: str
    """
    shown = [f"- {line}" for line in lines[:SHOWN]]
    return "\n".join([*shown, *filter(None, [how_many_more(env, len(lines) - len(shown))])])


def how_many_more(env, count):
    """Say how many are left out of a list.

    :param int count: 0 or less when none is
    :return: str, empty when none is
    """
    if count <= 0:
        return ""
    return env._("and one more") if count == 1 else env._("and %(count)s more", count=count)


def first_names(env, names):
    """Write names as part of a sentence.

    :param list names: texts, any number
    :return: str
    """
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    if more <= 0:
        return shown
    if more == 1:
        return env._("%(names)s and one more", names=shown)
    return env._("%(names)s and %(count)s more", names=shown, count=more)


def spans(names):
    """Say by which ranges names run that count on, such as lot/serial numbers.

    :param names: iterable of texts, each once
    :return: list of (first name, last name) in their order; both are one for a name that stands
        alone
    """
    series, found = defaultdict(list), []
    for name in names:
        if parts := re.fullmatch("(.*?)([0-9]{1,18})([^0-9]*)", name, re.DOTALL):
            start, digits, end = parts.groups()
            series[start, len(digits), end].append(int(digits))
        else:
            found.append((name, name))
    for (start, width, end), numbers in series.items():
        numbers.sort()
        breaks = [at for at in range(1, len(numbers)) if numbers[at] != numbers[at - 1] + 1]
        for low, high in zip([0, *breaks], [*breaks, len(numbers)], strict=True):
            first, last = (
                f"{start}{number:0{width}}{end}" for number in (numbers[low], numbers[high - 1])
            )
            found.append((first, last))
    return sorted(found)
