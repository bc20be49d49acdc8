"""Lines that core makes one after the other, where nobody looks at them before all are there."""

from ..tools import known_overrides

# Of the transaction: the values of the lines that wait.
GATHERED_LINES = "product_traceability_bulk.gathered_lines"
# What core's mrp.unbuild gives each line; what a move plans for its own lines comes with more.
OF_UNBUILD = frozenset(
    "move_id lot_id quantity product_id product_uom_id location_id location_dest_id".split()
)


def may_gather(unbuild):
    """:return: whether ``action_unbuild`` looks at no line before it says that all are picked"""
    env = unbuild.env
    return (
        known_overrides.only_known(unbuild, "action_unbuild", "_prepare_move_line_vals")
        and known_overrides.only_known(env["stock.move"], "_inverse_picked")
        and known_overrides.only_known(env["stock.move.line"], "create", "_apply_putaway_strategy")
    )


def gather(env, vals_list):
    """Let the line of an unbuild wait, if lines are gathered now.

    :param vals_list: as ``create`` gets it
    :return: whether it waits
    """
    waiting = env.cr.precommit.data.get(GATHERED_LINES)
    if waiting is None or [vals.keys() - {"owner_id"} for vals in vals_list] != [OF_UNBUILD]:
        return False
    waiting += vals_list
    return True


def take_gathered(env):
    """:return: the values of the lines that waited; once there were any, none wait any more"""
    data = env.cr.precommit.data
    if waiting := data.get(GATHERED_LINES):
        data[GATHERED_LINES] = None
    return waiting
