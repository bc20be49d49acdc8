"""Carries a correction of lots out: reservations, quants, lines, in this order."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.trust import trusted


def lock(records, env):
    """Lock what a correction touches until the transaction ends.

    Whoever changed it after this transaction began makes PostgreSQL report a serialization
    failure, upon which Odoo starts the request anew.

    :raise UserError: when another transaction is changing it
    """
    if len(records.try_lock_for_update(allow_referencing=True)) < len(records):
        raise UserError(
            env._(
                "Someone else is moving or correcting these products right now. Try again in a"
                " moment."
            )
        )


def apply_plan(plan):
    """Make lines, quants and reservations what the plan says.

    :param CorrectionPlan plan: one without problems
    :raise UserError: when someone else is moving the same goods
    """
    lots = plan.all_lots()
    plan.env["traceability.guard"].lock_for_change(lots)
    lock(plan.lines, plan.env)
    lock(plan.env["stock.quant"].union(*plan.quants.values()), plan.env)
    moves = plan.lines.move_id.move_dest_ids
    waiting = moves.filtered(lambda move: move.state not in ("done", "cancel"))
    waiting._do_unreserve()
    since = _find_dates(plan)
    _make_quants(plan, since)
    short = _move_quants(plan, since)
    _write_lines(plan)
    _free_reservations(plan, short)
    waiting._action_assign()
    lots.follow_warranty()


def _make_quants(plan, since):
    """Give each lot a quant where it gets or gives stock.

    Core would take what is missing from a quant without lot; and it would date new stock today.
    """
    trusted(plan.env["stock.quant"], "in_date").create(
        [
            {
                **{f"{name}_id": record.id for name, record in key._asdict().items()},
                "quantity": 0,
                "in_date": since[key._replace(lot=None)],
            }
            for key in plan.deltas
            if not plan.quants.get(key)
        ]
    )


def _find_dates(plan):
    """Give {QuantKey with product: date} goods are there for as long as the lots that lose them."""
    dates = defaultdict(lambda: min(plan.lines.mapped("date")))
    for key, gain in plan.deltas.items():
        losing = plan.quants.get(key, ()) if gain < 0 else ()
        of_any_lot = key._replace(lot=None)
        for date in filter(None, (quant.in_date for quant in losing)):
            dates[of_any_lot] = min(date, dates.get(of_any_lot, date))
    return dates


def _move_quants(plan, since):
    """Move quantities between lots by core's one writer, gains first so that none is short.

    :return: [(QuantKey, quantity)] that was reserved and is not there any more
    """
    quants = plan.env["stock.quant"]
    # Core reads quants one by one unless it is given them.
    cache = quants._get_quants_by_products_locations(
        plan.lines.product_id,
        plan.env["stock.location"].union(*(key.location for key in plan.deltas)),
        extra_domain=Domain("lot_id", "in", [*plan.all_lots().ids, False]),
    )
    short = []
    for key, gain in sorted(plan.deltas.items(), key=lambda item: -item[1]):
        free, _date = quants.with_context(quants_cache=cache)._update_available_quantity(
            key.product,
            key.location,
            gain,
            lot_id=key.lot,
            package_id=key.package,
            owner_id=key.owner,
            in_date=since[key._replace(lot=None)] if gain > 0 else None,
        )
        bypass = key.location.should_bypass_reservation()
        if gain < 0 and not bypass and key.product.uom_id.compare(free, 0) < 0:
            short.append((key, -free))
    return short


def _write_lines(plan):
    if plan.quantities:
        _write_quantities(plan)
        return
    # By this key core leaves the quants alone, which it would mend a line at a time, short of
    # stock in between, taking stock without lot and freeing reservations on the way.
    lines = trusted(plan.lines, "lot_id", "lot_waived", "lot_name").with_context(
        skip_uom_conversion=True
    )
    for lot, changed in lines.grouped(lambda line: plan.lots[line.id]).items():
        changed.write({"lot_id": lot.id, "lot_waived": False})
        changed.filtered("lot_name").write({"lot_name": lot.name})


def _write_quantities(plan):
    for line in plan.lines:
        quantity = line.product_id.uom_id._compute_quantity(
            plan.quantities[line.id], line.product_uom_id, rounding_method="HALF-UP"
        )
        # Past core's write, which has no key to leave the quants alone when a quantity changes.
        models.BaseModel.write(line, {"quantity": quantity})
    plan.lines._trace_quantities_corrected(plan.quantities_before)


def _free_reservations(plan, short):
    """Let go what others had reserved and is not there any more; they reserve anew."""
    lines = plan.lines.grouped("product_id")
    for key, quantity in short:
        lines[key.product][0]._free_reservation(
            key.product,
            key.location,
            quantity,
            lot_id=key.lot,
            package_id=key.package,
            owner_id=key.owner,
        )
