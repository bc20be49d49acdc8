"""What the database needs besides data files when the addon comes, and when it goes."""

from odoo.fields import Domain
from odoo.models import is_model_definition
from odoo.tools import sql

from .models.guard.unique_name import INDEX
from .tools.locations import OURS

ADDON = "product_traceability"
CHATTER = "mail.thread"
# Of Odoo 19's stock_lot_views.xml.
CORE_CONTEXT = "{'search_default_group_by_location': True, 'display_complete': True}"
# Which have no groups in Odoo 19: without us, only stock users see the menu above them.
CORE_MENUS = (
    "stock.menu_action_inventory_tree",
    "stock.menu_stock_scrap",
    "stock.stock_picking_type_menu",
)


def leave_history_as_it_is(env):
    """Let companies that have a history with lots, or without, go on as before: *Strict
    Traceability* starts off there, so that nothing is refused that nobody looked at.
    """
    goods = Domain("product_id.tracking", "!=", "none") | Domain("lot_id", "!=", False)
    lines = env["stock.move.line"].with_context(active_test=False)
    quants = env["stock.quant"].with_context(active_test=False)
    for company in env["res.company"].with_context(active_test=False).search([]):
        own = goods & Domain("company_id", "=", company.id)
        if lines.search(own & Domain("state", "=", "done"), limit=1) or quants.search(
            own & Domain("location_id.usage", "in", OURS) & Domain("quantity", "!=", 0), limit=1
        ):
            company.strict_traceability = False


def restore_core(env):
    """Leave the records of other addons as they are without this one."""
    action = env.ref("stock.action_production_lot_form", raise_if_not_found=False)
    if action:
        action.context = CORE_CONTEXT
    for name in CORE_MENUS:
        menu = env.ref(name, raise_if_not_found=False)
        if menu:
            menu.group_ids -= env.ref("stock.group_stock_user")
    alert = env.ref(f"{ADDON}.mail_activity_expiry", raise_if_not_found=False)
    todo = env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
    if alert and todo:
        activities = env["mail.activity"].with_context(active_test=False)
        activities.search([("activity_type_id", "=", alert.id)]).activity_type_id = todo
    # Odoo drops what it knows as ours, not what stood in for it.
    sql.drop_index(env.cr, INDEX, "stock_lot")
    lent, own = _our_chatters(env.registry)
    _delete_chatter(env, lent)
    _delete_inheritance(env, lent + own)


def _our_chatters(registry):
    """:return: the models that have a chatter through us alone: of other addons, and our own"""
    lent, own = [], []
    for name, model in registry.items():
        definitions = [base for base in model._base_classes__ if is_model_definition(base)]
        givers = [base._module for base in definitions if CHATTER in base._inherit]
        if givers and all(map(_is_ours, givers)):
            makers = [base._module for base in definitions if name not in base._inherit]
            (own if all(map(_is_ours, makers)) else lent).append(name)
    return lent, own


def _is_ours(module):
    return module == ADDON or module.startswith(f"{ADDON}_")


def _delete_chatter(env, models):
    """Delete what Odoo would delete with the models themselves."""
    activities = env["mail.activity"].with_context(active_test=False)
    activities.search(Domain("res_model", "in", models)).unlink()
    env["mail.message"].search(Domain("model", "in", models)).unlink()
    env["mail.followers"].search(Domain("res_model", "in", models)).unlink()
    env.cr.execute("UPDATE ir_model SET is_mail_thread = FALSE WHERE model = ANY(%s)", [models])


def _delete_inheritance(env, models):
    """Delete what addons that extend every chatter, such as portal, noted about these models."""
    links = env["ir.model.inherit"].search(
        Domain("model_id.model", "in", models) & Domain("parent_id.model", "=", CHATTER)
    )
    names = env["ir.model.data"].search(
        Domain("model", "=", links._name) & Domain("res_id", "in", links.ids)
    )
    names.unlink()
    links.unlink()
