from odoo import api, fields, models

from odoo.addons.product_traceability.tools.locations import QuantKey
from odoo.addons.product_traceability.tools.trust import on_clean_context

from ..tools import known_overrides
from ..tools.gathered_quants import GatheredQuants, cache_key, create_at_once

# Of core's _update_available_quantity, after product and location; of its _gather, from the third.
ARGUMENTS = ("quantity", "reserved_quantity", "lot_id", "package_id", "owner_id", "in_date")


def _goods(product, location, given):
    """:param dict given: lot, package and owner, as core's methods name them"""
    return QuantKey(
        product=product,
        location=location,
        **{name: given.get(f"{name}_id") for name in ("lot", "package", "owner")},
    )


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model
    def _trace_create_empty(self, vals_list):
        if known_overrides.only_known(self, "create"):
            return create_at_once(self, vals_list)
        return super()._trace_create_empty(vals_list)

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        gathered = GatheredQuants.of(self)
        if gathered is not None:
            given = dict(zip(ARGUMENTS, args, strict=False)) | kwargs
            goods = _goods(product_id, location_id, given)
            if self._can_wait(gathered, goods, given):
                return self._gather_quantity(gathered, goods, given)
            # Core may create one now, and takes from older quants first.
            cache = self.env.context.get("quants_cache") or {}
            if product_id in gathered.products and not cache.get(cache_key(goods)):
                gathered.create()
        return super()._update_available_quantity(product_id, location_id, *args, **kwargs)

    def _can_wait(self, gathered, goods, given):
        """:return: whether core would create a quant for this, or add to one that waits"""
        product, location, lot = goods.product, goods.location, goods.lot
        cache = self.env.context.get("quants_cache")
        if cache is None or not lot or product.tracking == "none" or cache.get(cache_key(goods)):
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
            for quant in cache.get(cache_key(goods._replace(lot=None))) or ()
        )

    def _gather_quantity(self, gathered, goods, given):
        """Do as core's ``_update_available_quantity`` to a quant that waits.

        :return: what core returns, (quantity, date of arrival)
        """
        product, location, key = goods.product, goods.location, cache_key(goods)
        waiting = gathered.values.get(key)
        dates = [given["in_date"]] if given.get("in_date") else []
        if (
            waiting
            and not location.should_bypass_reservation()
            and product.uom_id.compare(waiting["quantity"], 0) > 0
        ):
            dates.append(waiting["in_date"])
        if not waiting:
            gathered.quants = on_clean_context(self.sudo())  # as core
            gathered.products.add(product)
            waiting = gathered.values[key] = {
                **{f"{name}_id": record and record.id for name, record in goods._asdict().items()},
                "quantity": 0,
            }
        waiting["quantity"] += given["quantity"]
        waiting["in_date"] = min(dates) if dates else fields.Datetime.now()
        return waiting["quantity"], waiting["in_date"]

    def _add_precomputed_values(self, vals_list):
        # The ORM makes a new record for each quant only to compute lot_properties, a related field
        # that is not stored; a third of the time of creating many.
        known = known_overrides.only_known(self, "_add_precomputed_values")
        if not known or any(field.precompute and field.store for field in self._fields.values()):
            return super()._add_precomputed_values(vals_list)
        return None

    def _gather(self, product_id, location_id, *args, strict=False, **kwargs):
        gathered = GatheredQuants.of(self)
        if gathered is not None and product_id in gathered.products:
            cached = strict and self.env.context.get("quants_cache") is not None
            named = dict(zip(ARGUMENTS[2:], args, strict=False)) | kwargs
            goods = _goods(product_id, location_id, named)
            if not cached or cache_key(goods) in gathered.values:
                gathered.create()
        return super()._gather(product_id, location_id, *args, strict=strict, **kwargs)
