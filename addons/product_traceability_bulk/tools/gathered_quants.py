"""What lines change of quants is gathered while core does the lines, and stored at once.

Core searches, locks and writes, or creates, quants for each line and each of its two locations by
calls of their own, which takes most of the time of a big transfer. What becomes of a quant of a
lot that is alone of its kind needs no decision of core, so it can wait until core needs to see it.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from odoo.fields import Domain

from odoo.addons.product_traceability.tools.trust import on_clean_context

from .quants_at_once import create_at_once, update_at_once

# What :func:`cache_key` is made of.
KEY = ("product_id", "location_id", "lot_id", "package_id", "owner_id")
GATHERED_KEY = "traceability_gathered_quants"
# What lines change of a quant.
CHANGED = ("quantity", "reserved_quantity", "in_date")


def cache_key(goods):
    """:return: ids of what a quant is of, as core's cache of quants has them"""
    records = (goods.product, goods.location, goods.lot, goods.package, goods.owner)
    return tuple([record.id if record else False for record in records])


class QuantsCache(defaultdict):
    """Core's cache of quants, where nothing that was not read beforehand counts as not there."""

    def __init__(self, quants):
        super().__init__()
        self._quants = quants

    def __missing__(self, key):
        self[key] = self._quants.search(
            Domain.AND(Domain(name, "=", id_) for name, id_ in zip(KEY, key, strict=True))
        )
        return self[key]


@dataclass(slots=True)
class Waiting:
    """What a quant will hold: one that is there, or one that is yet to be created."""

    quant: Any
    quantity: float = 0.0
    reserved_quantity: float = 0.0
    in_date: Any = False


class GatheredQuants:
    """The quants that wait, by :func:`cache_key`, in core's order."""

    def __init__(self, get_keys):
        """:param get_keys: function that gives the keys of the quants that will be changed"""
        self._get_keys = get_keys
        self._waiting = {}
        self._products = set()  # ids, of all that wait
        self._new_products = set()  # ids, of those yet to be created
        self._locked = set()  # ids of quants that nobody else can change
        self._asks_database = {}
        self._above_zero = {}
        self._quants = None  # the model, in the environment in which core would write them

    @classmethod
    def of(cls, records):
        """:return: those gathered by the code that runs; no RPC call can put any in a context"""
        gathered = records.env.context.get(GATHERED_KEY)
        return gathered if isinstance(gathered, cls) else None

    # -- what waits ---------------------------------------------------------------------------
    def get(self, quants, key):
        """Give what waits, or can wait, of a quant.

        :param quants: the model, with core's cache of quants in its context
        :param key: its :func:`cache_key`
        :return: :class:`Waiting`; None where several quants share the key, or another user holds it
        """
        if waiting := self._waiting.get(key):
            return waiting
        if self._quants is None:
            self._quants = on_clean_context(quants.sudo())  # as core writes them
            self._lock(self._quants)
        known = quants.env.context["quants_cache"][key]
        if not known:
            return Waiting(self._quants)
        if len(known) > 1 or known.id not in self._locked:
            return None
        known = self._quants.browse(known.id)
        return Waiting(known, *(known[name] for name in CHANGED))

    def put(self, key, waiting):
        """Let a quant wait, of :meth:`get`."""
        self._waiting[key] = waiting
        self._products.add(key[0])
        if not waiting.quant:
            self._new_products.add(key[0])

    def _lock(self, quants):
        """Lock and read, at once, the quants that the lines will change, as core does one by one.

        Those that another user holds are left out; core passes them over as well.
        """
        cache = quants.env.context["quants_cache"]
        found = (cache[key] for key in self._get_keys())
        locked = quants.concat(*(known for known in found if len(known) == 1))
        locked = locked.try_lock_for_update(allow_referencing=True)
        # Of where they are, core reads later what it finds of each lot by itself.
        locked.fetch((*KEY, *CHANGED))
        self._locked.update(locked.ids)

    def holds(self, goods):
        """:return: whether a quant of these goods, or of goods like them without lot, waits"""
        loose = goods._replace(lot=None)
        return any(cache_key(one) in self._waiting for one in (goods, loose))

    def holds_product(self, product, new=False):
        """:return: whether a quant of the product waits; if asked for, one that is yet to be"""
        return product.id in (self._new_products if new else self._products)

    def asks_database(self, quants, product, location):
        """:return: whether core searches quants there, whatever is in its cache"""
        key = product.id, location.id
        if key not in self._asks_database:
            strategy = quants._get_removal_strategy(product, location)
            self._asks_database[key] = strategy == "least_packages"
        return self._asks_database[key]

    def is_above_zero(self, product, quantity):
        """:return: whether a quantity of a product is more than nothing, as its unit rounds it"""
        key = product.id, quantity
        if key not in self._above_zero:
            self._above_zero[key] = product.uom_id.compare(quantity, 0) > 0
        return self._above_zero[key]

    # -- what is stored -----------------------------------------------------------------------
    def store(self):
        """Create and write what waits, so that all can see it."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, {}
        self._products, self._new_products = set(), set()
        self._create({key: one for key, one in waiting.items() if not one.quant})
        known = [one for one in waiting.values() if one.quant]
        quants = self._quants.browse([one.quant.id for one in known])
        update_at_once(quants, {name: [getattr(one, name) for one in known] for name in CHANGED})

    def _create(self, waiting):
        model = self._quants
        quants = create_at_once(
            model,
            [
                {
                    **dict(zip(KEY, key, strict=True)),
                    "quantity": one.quantity,
                    "in_date": one.in_date,
                }
                for key, one in waiting.items()
            ],
        )
        cache = model.env.context["quants_cache"]
        for key, quant in zip(waiting, quants, strict=True):
            cache[key] |= quant
        self._locked.update(quants.ids)
        if model._is_inventory_mode():
            quants.filtered("company_id")._check_company()
