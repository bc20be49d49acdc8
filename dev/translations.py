"""The words of each addon, for translators; `make translations` and `make lint` feed this to an
Odoo shell whose addons path holds the addons alone, for the export walks through their folders.
"""

from io import BytesIO
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

LANGUAGES = ("de", "fr")
# Dates would change at each export, and say nothing that the history does not.
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def template(env, module):
    """:return: :class:`polib.POFile` of every word of an installed module that people meet"""
    buffer = BytesIO()
    trans_export(None, [module], buffer, "po", env)
    words = polib.pofile(buffer.getvalue().decode())
    for word in list(words):
        if all("/tests/" in path for path, _line in word.occurrences):
            words.remove(word)
    for date in DATES:
        words.metadata.pop(date, None)
    return words


def write(env, folders):
    """Export the template of each module and bring its translations up to date with it.

    What is translated stays, what is new is added without translation, what is gone goes.

    :param dict folders: the ``i18n`` folder of each installed module by its name
    """
    for module, folder in folders.items():
        words = template(env, module)
        Path(folder).mkdir(exist_ok=True)
        words.save(f"{folder}/{module}.pot")
        for language in LANGUAGES:
            missing = merge(words, Path(folder, f"{language}.po"), language)
            print(f"{module} {language}: {len(words)} words, {missing} to translate")


def merge(words, path, language):
    translated = polib.pofile(str(path)) if path.exists() else polib.POFile()
    translated.merge(words)
    translated.metadata = {**words.metadata, "Language": language}
    for gone in translated.obsolete_entries():
        translated.remove(gone)
    translated.save(str(path))
    return len(translated.untranslated_entries())


def check(env, folders):
    """Print what the templates of the modules lack or have too much.

    :param dict folders: as :func:`write` takes it
    """
    for module, folder in folders.items():
        path = Path(folder, f"{module}.pot")
        kept = {word.msgid for word in polib.pofile(str(path))} if path.exists() else set()
        for word in sorted(kept ^ {word.msgid for word in template(env, module)}):
            print(f"{module}: {word!r} is new or gone; `make translations` brings it up to date")
