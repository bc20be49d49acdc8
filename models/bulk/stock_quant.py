"""Quants that lines bring into being are gathered while core does the lines, and created at once.

Core creates a quant for each line and each of its two places by a call of its own, which takes most
of the time of a big receipt. A quant that does not exist yet, of a lot, needs no decision of core:
it is created with what the line moves. So it can wait until core needs to see it.
"""

from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

from ...tools.known_overrides import only_known

GATHER_KEY = "traceability_quants_to_come"
# Of core's _update_available_quantity, after product and location; of its _gather, from the third.
ARGUMENTS = ("quantity", "reserved_quantity", "lot_id", "package_id", "owner_id", "in_date")


class QuantsToCome:
    """Quants that will be created, by product, place, lot, package and owner, in core's order."""

    def __init__(self):
        self.values = {}
        self.products = set()
        self.quants = None  # the model, with the context in which core would create them
        self._asks_database = {}

    @classmethod
    def of(cls, records):
        """:return: those gathered by the code that runs; no RPC call can put any in a context"""
        gathered = records.env.context.get(GATHER_KEY)
        return gathered if isinstance(gathered, cls) else None

    def create(self):
        """Create what was gathered, so that all can see it."""
        if self.values:
            values, self.values, self.products = self.values, {}, set()
            _create_quants(self.quants, values)

    def asks_database(self, quants, product, location):
        """:return: whether core searches quants there, whatever is in its cache"""
        place = product, location
        if place not in self._asks_database:
            strategy = quants._get_removal_strategy(product, location)
            self._asks_database[place] = strategy == "least_packages"
        return self._asks_database[place]


class Stand(NamedTuple):
    """What makes a quant: the records, or None or an empty one."""

    product: models.BaseModel
    location: models.BaseModel
    lot: models.BaseModel
    package: models.BaseModel
    owner: models.BaseModel

    @property
    def key(self):
        """As core's cache of quants has it."""
        return tuple(record.id if record else False for record in self)


def _create_quants(model, values):
    """Create quants as core's ``create`` does, which makes one after the other of its own."""
    values_list = [{"inventory_quantity_set": False, **vals} for vals in values.values()]
    quants = super(CoreQuant, model).create(values_list)
    cache = model.env.context["quants_cache"]
    for key, quant in zip(values, quants, strict=True):
        cache[key] |= quant
    if model._is_inventory_mode():
        quants.filtered("company_id")._check_company()


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        gathered = QuantsToCome.of(self)
        if gathered is not None:
            given = dict(zip(ARGUMENTS, args, strict=False)) | kwargs
            stand = Stand(
                product_id,
                location_id,
                *(given.get(name) for name in ("lot_id", "package_id", "owner_id")),
            )
            if self._can_wait(gathered, stand, given):
                return self._gather_quantity(gathered, stand, given)
            # Core may create one now, and takes from older quants first.
            cache = self.env.context.get("quants_cache") or {}
            if product_id in gathered.products and not cache.get(stand.key):
                gathered.create()
        return super()._update_available_quantity(product_id, location_id, *args, **kwargs)

    def _can_wait(self, gathered, stand, given):
        """:return: whether core would create a quant for this, or add to one that waits"""
        product, location, lot = stand[:3]
        cache = self.env.context.get("quants_cache")
        if cache is None or not lot or product.tracking == "none" or cache.get(stand.key):
            return False
        if not given.get("quantity") or given.get("reserved_quantity"):
            return False
        if gathered.asks_database(self, product, location):
            return False
        if product.uom_id.compare(given["quantity"], 0) > 0:
            return True
        # Core takes from stock without lot what a lot has not, and frees what others reserved.
        return location.should_bypass_reservation() and not any(
            product.uom_id.compare(quant.quantity, 0) > 0
            for quant in cache.get(stand._replace(lot=None).key) or ()
        )

    def _gather_quantity(self, gathered, stand, given):
        """Do as core's ``_update_available_quantity`` to a quant that waits.

        :return: what core returns, (quantity, date of arrival)
        """
        product, location = stand[:2]
        waiting = gathered.values.get(stand.key)
        dates = [given["in_date"]] if given.get("in_date") else []
        if (
            waiting
            and not location.should_bypass_reservation()
            and product.uom_id.compare(waiting["quantity"], 0) > 0
        ):
            dates.append(waiting["in_date"])
        if not waiting:
            gathered.quants = self.sudo()  # as core
            gathered.products.add(product)
            waiting = gathered.values[stand.key] = {
                **{f"{name}_id": record and record.id for name, record in stand._asdict().items()},
                "quantity": 0,
            }
        waiting["quantity"] += given["quantity"]
        waiting["in_date"] = min(dates) if dates else fields.Datetime.now()
        return waiting["quantity"], waiting["in_date"]

    def _add_precomputed_values(self, vals_list):
        # The ORM makes a new record for each quant only to compute lot_properties, a related field
        # that is not stored; a third of the time of creating many.
        if any(field.precompute and field.store for field in self._fields.values()):
            return super()._add_precomputed_values(vals_list)
        return None

    def _gather(self, product_id, location_id, *args, strict=False, **kwargs):
        gathered = QuantsToCome.of(self)
        if gathered is not None and product_id in gathered.products:
            cached = strict and self.env.context.get("quants_cache") is not None
            named = dict(zip(ARGUMENTS[2:], args, strict=False)) | kwargs
            stand = (named.get(name) for name in ("lot_id", "package_id", "owner_id"))
            if not cached or Stand(product_id, location_id, *stand).key in gathered.values:
                gathered.create()
        return super()._gather(product_id, location_id, *args, strict=strict, **kwargs)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        if outer := QuantsToCome.of(self):
            outer.create()
        gathered = QuantsToCome() if self._may_gather_quants() else None
        done = super(StockMoveLine, self.with_context(**{GATHER_KEY: gathered}))._action_done()
        if gathered is not None:
            gathered.create()
        return done

    def _may_gather_quants(self):
        """:return: whether nobody looks at each quant while core does the lines"""
        return only_known(self, "_synchronize_quant", "_free_reservation") and only_known(
            self.env["stock.quant"],
            "create",
            "_update_available_quantity",
            "_gather",
            "_get_available_quantity",
            "_get_removal_strategy",
        )

    def write(self, vals):
        # Core has done its lines when it writes their date.
        if gathered := QuantsToCome.of(self):
            gathered.create()
        return super().write(vals)

    def _create_and_assign_production_lot(self):
        if not only_known(self, "_create_and_assign_production_lot"):
            return super()._create_and_assign_production_lot()
        # As core, which writes the lots line by line.
        index, values_list = {}, []
        for line in self:
            key = (line.product_id.id, line.lot_name)
            if line.tracking != "lot" or key not in index:
                index[key] = len(values_list)
                values_list.append(line._prepare_new_lot_vals())
        lots = self.env["stock.lot"].create(values_list)
        return self._write_each(
            "lot_id", [lots._ids[index[line.product_id.id, line.lot_name]] for line in self]
        )


class StockPackage(models.Model):
    _inherit = "stock.package"

    def _apply_dest_to_package(self, *args, **kwargs):
        if gathered := QuantsToCome.of(self):
            gathered.create()
        return super()._apply_dest_to_package(*args, **kwargs)
