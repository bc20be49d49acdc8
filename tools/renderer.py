"""What papers can be printed by, on this machine."""

import functools
import logging

from odoo.addons.base.models.ir_actions_report import _wkhtml


@functools.lru_cache(1)
def weasyprint():
    """Import the library when it is first needed.

    :return: the module, or None where it, or the Pango that it draws with, is missing
    """
    # It tells of each rule of a stylesheet that is about screens.
    for name in "weasyprint", "weasyprint.progress":
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    try:
        import weasyprint as module  # noqa: PLC0415  an optional library that loads slowly
    except (ImportError, OSError):
        return None
    return module


def prints_plainly():
    """Tell whether papers come out without the company's header and footer."""
    return not _wkhtml().is_patched_qt and weasyprint() is None
