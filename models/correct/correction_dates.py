"""Whether movements can have been on another date: no location gives what had not come yet."""

from collections import defaultdict

from odoo.fields import Domain

from ...tools.locations import HELD, QuantKey


def find_too_late(lines, date):
    """Find what would have left a location before it was there.

    What was recorded out of order may stay so, as long as the other date does not make it worse.

    :param lines: done ``stock.move.line``, in superuser mode
    :param date: when they were done instead
    :return: [(``stock.move.line`` that takes too early, :class:`QuantKey` with its lot)]
    """
    history = lines.search(
        Domain("lot_id", "in", lines.lot_id.ids)
        & Domain("state", "=", "done")
        & Domain("product_id.is_storable", "=", True)
    )
    dates = {line: date if line in lines else line.date for line in history}
    recorded, _takers = _find_lowest(history, {line: line.date for line in history})
    corrected, takers = _find_lowest(history, dates)
    return [
        (taker, key)
        for key, taker in takers.items()
        if key.location.usage in HELD
        and taker.product_id.uom_id.compare(corrected[key], min(0, recorded[key])) < 0
    ]


def _find_lowest(history, dates):
    """Play the lines in the order of these dates.

    :return: {:class:`QuantKey` with lot: the least that was ever there, 0 at most}, and of what
        went below 0 {it: the line that took it there}; lines of one moment are played as one
    """
    balance, lowest, takers = defaultdict(float), defaultdict(float), {}
    moments = defaultdict(list)
    for line in history:
        moments[dates[line]].append(line)
    for moment in sorted(moments):
        taken = {}
        for line in moments[moment]:
            source = QuantKey.source_of(line, lot=line.lot_id)
            balance[source] -= line.quantity_product_uom
            balance[QuantKey.target_of(line, lot=line.lot_id)] += line.quantity_product_uom
            taken[source] = line
        for key, line in taken.items():
            if balance[key] < lowest[key]:
                lowest[key], takers[key] = balance[key], line
    return lowest, takers
