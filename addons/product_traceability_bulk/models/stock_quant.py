from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.locations import QuantKey

from ..tools import known_overrides
from ..tools.gathered_quants import CHANGED, GatheredQuants, QuantsCache, cache_key
from ..tools.many_values import MANY, note_written
from ..tools.quants_at_once import create_at_once

# Of core's _update_available_quantity, after product and location; of its _gather, from the third.
ARGUMENTS = ("quantity", "reserved_quantity", "lot_id", "package_id", "owner_id", "in_date")


def _goods(product, location, given):
    """:param dict given: lot, package and owner, as core's methods name them"""
    lot, package, owner = given.get("lot_id"), given.get("package_id"), given.get("owner_id")
    return QuantKey(location, package, owner, product, lot)


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "traceability.created.at.once"]

    def _apply_inventory(self, *args, **kwargs):
        apply = super()._apply_inventory
        if len(self) < MANY or not known_overrides.only_known(self, "_apply_inventory", "write"):
            return apply(*args, **kwargs)
        # Core writes the day of the next count of each; a protected field only takes it.
        with self.env.protecting([self._fields["inventory_date"]], self):
            result = apply(*args, **kwargs)
        note_written(self, ["inventory_date"])
        return result

    @api.model
    def _trace_create_empty(self, vals_list):
        if known_overrides.only_known(self, "create"):
            return create_at_once(self, vals_list)
        return super()._trace_create_empty(vals_list)

    @api.model
    @api.private
    def changes_as_known(self):
        """:return: whether nobody but core watches how moves change quants"""
        watched = set(CHANGED)
        return not any(
            watched.intersection(check._constrains) for check in self._constraint_methods
        ) and known_overrides.only_known(
            self,
            "create",
            "write",
            "_update_available_quantity",
            "_update_reserved_quantity",
            "_gather",
            "_get_available_quantity",
            "_get_removal_strategy",
        )

    @api.model
    @api.private
    def get_cache_of(self, keys):
        """Read quants as core's cache has them, with those without lot beside them.

        :param keys: as :func:`cache_key` gives them
        :return: :class:`QuantsCache`
        """
        products, locations, lots = (
            self.env[model].browse({key[place] for key in keys} - {False})
            for place, model in enumerate(("product.product", "stock.location", "stock.lot"))
        )
        of_lots = Domain("lot_id", "in", lots.ids) | Domain("lot_id", "=", False)
        cache = QuantsCache(self)
        for key in keys:
            product, location, _lot, package, owner = key
            cache[key] = cache[product, location, False, package, owner] = self.browse()
        cache.update(self._get_quants_by_products_locations(products, locations, of_lots))
        return cache

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        gathered = GatheredQuants.of(self)
        if gathered is not None:
            given = dict(zip(ARGUMENTS, args, strict=False)) | kwargs
            goods = _goods(product_id, location_id, given)
            key = cache_key(goods)
            if waiting := self._get_waiting(gathered, goods, key, given):
                return self._change_waiting(gathered, goods, key, given, waiting)
            # Core looks at this one, and may create one now, after those that it would have.
            if gathered.holds(goods) or gathered.holds_product(product_id, new=True):
                gathered.store()
        return super()._update_available_quantity(product_id, location_id, *args, **kwargs)

    def _get_waiting(self, gathered, goods, key, given):
        """:return: the quant that core would change by this, if that can wait"""
        product, location, lot = goods.product, goods.location, goods.lot
        quantity, reserved = given.get("quantity"), given.get("reserved_quantity")
        if (
            self.env.context.get("quants_cache") is None
            or bool(lot) == (product.tracking == "none")
            or bool(quantity) == bool(reserved)
            or gathered.asks_database(self, product, location)
        ):
            return None
        waiting = gathered.get(self, key)
        if waiting is None or gathered.is_above_zero(product, quantity or 0):
            return waiting
        # Core takes from stock without lot what a lot has not, and frees what others reserved.
        takes_more = lot and not self.absorbs_nothing(location) and self._has_loose(goods)
        known = waiting.quant or (quantity and location.should_bypass_reservation())
        return waiting if known and not takes_more else None

    def _has_loose(self, goods):
        """:return: whether there is stock without lot where goods are, in core's cache"""
        loose = self.env.context["quants_cache"][cache_key(goods._replace(lot=None))]
        compare = goods.product.uom_id.compare
        return any(compare(quant.quantity, 0) > 0 for quant in loose)

    def _change_waiting(self, gathered, goods, key, given, waiting):
        """Do as core's ``_update_available_quantity`` to a quant that waits.

        :return: what core returns, (quantity available, date of arrival)
        """
        product, location = goods.product, goods.location
        dates = [given["in_date"]] if given.get("in_date") else []
        if (
            waiting.in_date
            and not location.should_bypass_reservation()
            and gathered.is_above_zero(product, waiting.quantity)
        ):
            dates.append(waiting.in_date)
        waiting.in_date = min(dates) if dates else fields.Datetime.now()
        if reserved := given.get("reserved_quantity"):
            waiting.reserved_quantity = max(0, self._rounded(waiting.reserved_quantity + reserved))
        else:
            waiting.quantity = self._rounded(waiting.quantity + given["quantity"])
        gathered.put(key, waiting)
        return waiting.quantity - waiting.reserved_quantity, waiting.in_date

    def _rounded(self, quantity):
        """:return: the quantity as a quant would give it once it is written"""
        return self._fields["quantity"].convert_to_cache(quantity, self)

    def _add_precomputed_values(self, vals_list):
        # The ORM makes a new record for each quant only to compute lot_properties, a related field
        # that is not stored; a third of the time of creating many.
        known = known_overrides.only_known(self, "_add_precomputed_values")
        if not known or any(field.precompute and field.store for field in self._fields.values()):
            return super()._add_precomputed_values(vals_list)
        return None

    def _gather(self, product_id, location_id, *args, strict=False, **kwargs):
        gathered = GatheredQuants.of(self)
        if gathered is not None and gathered.holds_product(product_id):
            cached = strict and self.env.context.get("quants_cache") is not None
            named = dict(zip(ARGUMENTS[2:], args, strict=False)) | kwargs
            if not cached or gathered.holds(_goods(product_id, location_id, named)):
                gathered.store()
        return super()._gather(product_id, location_id, *args, strict=strict, **kwargs)
