"""Quants that lines bring into being are gathered while core does the lines, and created at once.

Core creates a quant for each line and each of its two locations by a call of its own, which takes
most of the time of a big receipt. A quant that does not exist yet, of a lot, needs no decision of
core: it is created with what the line moves. So it can wait until core needs to see it.
"""

from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

GATHERED_KEY = "traceability_gathered_quants"


def cache_key(goods):
    """:return: ids of what a quant is of, as core's cache of quants has them"""
    records = (goods.product, goods.location, goods.lot, goods.package, goods.owner)
    return tuple(record.id if record else False for record in records)


class GatheredQuants:
    """Values of quants that will be created, by :func:`cache_key`, in core's order."""

    def __init__(self):
        self.values = {}
        self.products = set()
        self.quants = None  # the model, with the context in which core would create them
        self._asks_database = {}

    @classmethod
    def of(cls, records):
        """:return: those gathered by the code that runs; no RPC call can put any in a context"""
        gathered = records.env.context.get(GATHERED_KEY)
        return gathered if isinstance(gathered, cls) else None

    def create(self):
        """Create what was gathered, so that all can see it."""
        if self.values:
            values, self.values, self.products = self.values, {}, set()
            _create_quants(self.quants, values)

    def asks_database(self, quants, product, location):
        """:return: whether core searches quants there, whatever is in its cache"""
        key = product, location
        if key not in self._asks_database:
            strategy = quants._get_removal_strategy(product, location)
            self._asks_database[key] = strategy == "least_packages"
        return self._asks_database[key]


def create_at_once(model, values_list):
    """Create quants as core's ``create`` does, which makes one after the other of its own."""
    values_list = [{"inventory_quantity_set": False, **vals} for vals in values_list]
    return super(CoreQuant, model).create(values_list)


def _create_quants(model, values):
    quants = create_at_once(model, values.values())
    cache = model.env.context["quants_cache"]
    for key, quant in zip(values, quants, strict=True):
        cache[key] |= quant
    if model._is_inventory_mode():
        quants.filtered("company_id")._check_company()
