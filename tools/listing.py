"""Keep messages short: ten lines or names, then how many more there are."""

SHOWN = 10


def first_lines(env, lines):
    """Write texts as a list, a line each.

    :param list lines: texts, any number
    :return: str
    """
    shown = [f"- {line}" for line in lines[:SHOWN]]
    more = len(lines) - len(shown)
    if more == 1:
        shown.append(env._("and one more"))
    elif more:
        shown.append(env._("and %(count)s more", count=more))
    return "\n".join(shown)


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
