"""What every workbook and CSV file that leaves the database shares."""

import re

CELL_CHARACTERS = 32_767
# Neither XML nor Excel holds these.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet program may run text that begins so when it meets it in a file saved as CSV.
FORMULA = re.compile("[=+@\t\r\n\uff1d\uff0b\uff20]|[-\uff0d](?![0-9.,]+$)")
# Where separators of columns are looked for in text as well, what follows one is a cell of its own:
# French and German programs open files so, and know no quotes there.
SPLIT_FORMULA = re.compile(
    "([;\t\r\n][ \u00a0\"']*)(?=[=+@\uff1d\uff0b\uff20]|[-\uff0d](?![0-9.,]+(?:$|[;\t\r\n])))"
)
# How the header row of a sheet looks.
HEAD_STYLE = {"bold": True, "bg_color": "#E9ECEF", "bottom": 1}


def safe_text(value):
    """Return str that no spreadsheet program takes for a formula or refuses to hold."""
    text = ILLEGAL.sub("", value)
    # The writer passes text that looks like its own rich text on as raw XML.
    if FORMULA.match(text) or text.startswith("<r>"):
        text = f"'{text}"
    return text if len(text) <= CELL_CHARACTERS else f"{text[: CELL_CHARACTERS - 1]}…"


def safe_csv_text(value):
    """Return :func:`safe_text` that stays so wherever ``;`` or a tab separates columns."""
    return SPLIT_FORMULA.sub(r"\1'", safe_text(value))
