"""What the database needs besides data files when the addon goes."""

# Of Odoo 19's stock_lot_views.xml.
CORE_CONTEXT = "{'search_default_group_by_location': True, 'display_complete': True}"


def restore_core(env):
    """Give core's list of lots back its grouping, and alerts that are open a type that stays."""
    action = env.ref("stock.action_production_lot_form", raise_if_not_found=False)
    if action:
        action.context = CORE_CONTEXT
    alert = env.ref("product_traceability.mail_activity_expiry", raise_if_not_found=False)
    todo = env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
    if alert and todo:
        activities = env["mail.activity"].with_context(active_test=False)
        activities.search([("activity_type_id", "=", alert.id)]).activity_type_id = todo
