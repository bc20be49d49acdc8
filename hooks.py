"""What the database needs besides data files when the addon goes."""

# Of Odoo 19's stock_lot_views.xml.
CORE_CONTEXT = "{'search_default_group_by_location': True, 'display_complete': True}"


def restore_core(env):
    """Give core's list of lots back the grouping that core gave it."""
    action = env.ref("stock.action_production_lot_form", raise_if_not_found=False)
    if action:
        action.context = CORE_CONTEXT
