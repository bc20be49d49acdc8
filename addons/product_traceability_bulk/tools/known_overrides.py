"""What is done for many records at once must do what it would do for each, in every module.

So the ways that save time ask here whether all that runs on the ordinary way is known to them: they
were written after reading it. A module that nobody read, an automation rule or a test that puts its
own method there is met on the ordinary way, call by call; the log says so.
"""

import logging

from odoo.addons.product_traceability.tools.known_overrides import unread_modules

_logger = logging.getLogger(__name__)

# By model and method, the modules whose methods were read, of Odoo 19.0.
READ = {
    ("mrp.production", "_check_sn_uniqueness"): {"mrp"},
    ("mrp.unbuild", "action_unbuild"): {"mrp"},
    ("mrp.unbuild", "_prepare_move_line_vals"): {"mrp"},
    ("mail.message", "create"): {"mail"},
    ("mail.message", "_invalidate_documents"): {"mail"},
    ("stock.lot", "_add_missing_default_values"): set(),
    ("stock.lot", "default_get"): {"stock"},
    ("stock.lot", "_message_create"): {"mail"},
    ("stock.lot", "_message_log_batch"): {"mail"},
    ("stock.lot", "_check_company"): set(),
    ("stock.location", "_check_access_putaway"): {"stock", "mrp_subcontracting"},
    ("stock.location", "_get_putaway_strategy"): {"stock"},
    ("stock.location", "_should_be_valued"): {"stock_account"},
    ("stock.move", "_add_missing_default_values"): set(),
    ("stock.move", "_add_precomputed_values"): set(),
    ("stock.move", "_check_company"): set(),
    ("stock.move", "_compute_location_dest_id"): {"stock", "mrp", "repair"},
    ("stock.move", "_compute_location_id"): {"stock", "mrp", "repair"},
    ("stock.move", "_compute_packaging_uom_id"): {"stock", "mrp", "sale_stock", "purchase_stock"},
    ("stock.move", "_compute_product_uom"): {"stock"},
    ("stock.move", "default_get"): {"stock", "mrp"},
    ("stock.move", "_get_in_move_lines"): {"stock_account"},
    ("stock.move", "_get_manual_value"): {"stock_account"},
    ("stock.move", "_get_out_move_lines"): {"stock_account"},
    ("stock.move", "_inverse_picked"): {"stock", "stock_account"},
    ("stock.move", "_set_lot_ids"): {"stock"},
    ("stock.move", "_set_value"): {"stock_account"},
    ("stock.move", "_trigger_assign"): {"stock"},
    ("stock.move", "_update_orderpoints"): {"stock"},
    ("stock.move", "write"): {
        *("stock", "mrp", "mrp_subcontracting", "repair", "sale_stock", "stock_picking_batch"),
    },
    ("stock.move.line", "_action_done"): {"stock"},
    ("stock.move.line", "_add_missing_default_values"): set(),
    ("stock.move.line", "default_get"): set(),
    ("stock.move.line", "_apply_putaway_strategy"): {"stock"},
    ("stock.move.line", "_check_company"): set(),
    ("stock.move.line", "create"): {"stock", "stock_account", "mrp", "mrp_subcontracting"},
    ("stock.move.line", "write"): {
        *("stock", "stock_account", "mrp", "mrp_subcontracting", "base_sparse_field"),
    },
    ("stock.move.line", "_create_and_assign_production_lot"): {"stock"},
    ("stock.move.line", "_should_exclude_for_valuation"): {"stock_account"},
    ("stock.move.line", "_synchronize_quant"): {"stock"},
    ("stock.move.line", "_free_reservation"): {"stock"},
    ("stock.scrap", "do_scrap"): {"stock"},
    ("stock.scrap", "write"): {"stock", "mail"},
    ("stock.quant", "_add_missing_default_values"): set(),
    ("stock.quant", "_add_precomputed_values"): set(),
    ("stock.quant", "default_get"): set(),
    ("stock.quant", "_apply_inventory"): {"stock", "stock_account"},
    ("stock.quant", "_compute_inventory_date"): {"stock"},
    ("stock.quant", "_compute_inventory_diff_quantity"): {"stock"},
    ("stock.quant", "_create"): set(),
    ("stock.quant", "_write_multi"): set(),
    ("stock.quant", "create"): {"stock"},
    ("stock.quant", "write"): {"stock"},
    ("stock.quant", "_update_available_quantity"): {"stock"},
    ("stock.quant", "_update_reserved_quantity"): {"stock"},
    ("stock.quant", "_gather"): {"stock"},
    ("stock.quant", "_get_available_quantity"): {"stock"},
    ("stock.quant", "_get_removal_strategy"): {"stock"},
}
# (database, model, method, module) that the log of this process has named.
_logged = set()


def only_known(records, *names, within=None):
    """Ask whether some methods of a model are those that were read; the log names who is not.

    :param records: a recordset of the model, may be empty
    :param names: names of methods, keys of ``READ`` with the model's name
    :param str within: as :func:`unread_modules` takes it
    :return: whether every class that defines one of them is of the ORM or a known module
    """
    unread = [
        (name, module)
        for name in names
        for module in unread_modules(records, name, READ[records._name, name], within)
    ]
    for name, module in unread:
        _log_once(records.env.cr.dbname, records._name, name, module)
    return not unread


def _log_once(*what):
    """Name a module and its method, once for each database and process."""
    if what in _logged:
        return
    _logged.add(what)
    _database, model, method, module = what
    _logger.info(
        "%s extends %s of %s, which product_traceability_bulk does not know: it is called record by"
        " record, as in core, which takes longer.",
        module,
        method,
        model,
    )
