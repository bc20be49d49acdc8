"""Keep messages short: ten lines or names, then how many more there are."""

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
