"""Words that play a danger down: a recall notice for consumers may not have them.

Regulation (EU) 2023/988, article 36(2)(c): such as "voluntary", "precautionary", "discretionary",
"in rare situations" or "in specific situations", or that no accidents were reported.
"""

import re

PATTERNS = (
    # English
    *(r"voluntar\w*", r"precaution\w*", r"discretion\w*", r"rare(ly)?", r"specific situations?"),
    *(r"no (reported )?(accidents?|incidents?|injur(y|ies))", r"abundance of caution", r"minor"),
    # French
    *(r"volontair\w*", r"précaution\w*", r"discrétionnair\w*", r"rares?", r"rarement"),
    *(r"situations? (spécifiques?|particulières?)", r"aucun (accident|incident)\w*"),
    # German
    *(r"freiwillig\w*", r"vorsorglich\w*", r"vorsichtshalber", r"selten\w*", r"Ermessen\w*"),
    r"in (bestimmten|spezifischen) (Fällen|Situationen)",
    r"kein(e|en|erlei)? (Unf[aä]ll|Vorf[aä]ll|Verletzung)\w*",
)
FOUND = re.compile(rf"\b({'|'.join(PATTERNS)})\b", re.IGNORECASE)


def find_softening(text):
    """:return: list of the words of a text that play a danger down, in its order, each once"""
    return list(dict.fromkeys(match[0] for match in FOUND.finditer(text or "")))
