"""The trace as an Excel workbook, a sheet for each of its tables."""

from ...tools.workbook import write_sheets
from .traceability_sheets import sheets


def write_workbook(env, answer, title="", is_kept=False):
    """Write a trace as an Excel workbook.

    :param env: whose language and time zone the workbook speaks
    :param dict answer: what ``get_traceability`` returned
    :param str title: what was traced
    :param bool is_kept: whether the answer is of an earlier moment, see :func:`sheets`
    :return: bytes of the xlsx file, with dates and numbers as such and no formula anywhere
    """
    return write_sheets(title, sheets(env, answer, title, is_kept))
