"""What is done for many records at once must do what it would do for each, in every module.

So the ways that save time ask here whether all that runs on the ordinary way is known to them: they
were written after reading it. A module that nobody read, an automation rule or a test that puts its
own method there is met on the ordinary way, call by call.
"""

# By model and method, the modules whose methods were read, of Odoo 19.0.
KNOWN = {
    ("mail.message", "create"): {"mail"},
    ("mail.message", "_invalidate_documents"): {"mail"},
    ("stock.lot", "_message_create"): {"mail"},
    ("stock.lot", "_message_log_batch"): {"mail"},
    ("stock.lot", "_check_company"): set(),
    ("stock.move.line", "_check_company"): set(),
    ("stock.move.line", "write"): {
        *("stock", "stock_account", "mrp", "mrp_subcontracting", "base_sparse_field"),
    },
    ("stock.move.line", "_create_and_assign_production_lot"): {"stock"},
    ("stock.move.line", "_synchronize_quant"): {"stock"},
    ("stock.move.line", "_free_reservation"): {"stock"},
    ("stock.scrap", "do_scrap"): {"stock"},
    ("stock.traceability.report", "_get_reference"): {"stock", "mrp", "repair"},
    ("stock.traceability.report", "_get_linked_move_lines"): {"stock", "mrp", "repair"},
    ("stock.quant", "create"): {"stock"},
    ("stock.quant", "_update_available_quantity"): {"stock"},
    ("stock.quant", "_gather"): {"stock"},
    ("stock.quant", "_get_available_quantity"): {"stock"},
    ("stock.quant", "_get_removal_strategy"): {"stock"},
}
OURS = ("product_traceability",)  # and its bridges, whose names begin so


def only_known(records, *names):
    """Ask whether some methods of a model are those that were read.

    :param records: a recordset of the model, may be empty
    :param names: names of methods, keys of ``KNOWN`` with the model's name
    :return: whether every class that defines one of them is of the ORM or a known module
    """
    return all(
        _is_known(method, KNOWN[records._name, name])
        for name in names
        for cls in type(records).__mro__
        if (method := cls.__dict__.get(name))
    )


def _is_known(method, modules):
    path = (getattr(method, "__module__", None) or "").split(".")
    if path[:2] == ["odoo", "addons"]:
        return path[2] in modules or path[2].startswith(OURS)
    return path[:2] == ["odoo", "orm"]
