"""Keep messages short: ten lines or names, then how many more there are."""

SHOWN = 10


def first_lines(env, lines):
    """Write texts as a list, a line each.

    :param list lines: texts, any number
    :return: str
    """
    shown = [f"- {line}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        shown.append(env._("- and %(count)s more", count=len(lines) - SHOWN))
    return "\n".join(shown)


def first_names(env, names):
    """Write names as part of a sentence.

    :param list names: texts, any number
    :return: str
    """
    shown = ", ".join(names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return env._("%(names)s and %(count)s more", names=shown, count=len(names) - SHOWN)
