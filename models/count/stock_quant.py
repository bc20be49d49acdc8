"""Counts that come in by Odoo's own import set the stock that is there, as typed ones do.

Core makes a new quant for each row, so that the count comes on top of what is there: 12 counted
where 10 are become 22, and merging the two when Physical Inventory is opened loses the count.
"""

from odoo import api, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        if not (self.env.context.get("import_file") and self._is_inventory_mode()):
            return super().create(vals_list)
        quants = self.with_context(import_file=False)
        # One after the other: each row is one record, also where two name the same stock.
        return self.concat(
            *(
                super(StockQuant, quants if self._is_count(vals) else self).create([vals])
                for vals in self._with_own_lots(vals_list)
            )
        ).with_env(self.env)

    @api.model
    def _trace_create_empty(self, vals_list):
        """Hook: create quants that hold nothing yet; an addon may create many at once.

        :return: the quants, in the order of the values
        """
        return self.create(vals_list)

    def _is_count(self, vals):
        location = self.env["stock.location"].browse(vals.get("location_id"))
        return "inventory_quantity" in vals and bool(location) and self.is_strict_at(location)

    def _with_own_lots(self, vals_list):
        """Give values whose lots are those of the row's product.

        An import finds a lot by its number, be it another product's; as core, the product's own is
        taken then, and made when there is none.
        """
        lots = self.env["stock.lot"]
        result = []
        for vals in vals_list:
            lot = lots.browse(vals.get("lot_id"))
            if self._is_count(vals) and lot and lot.product_id.id != vals.get("product_id"):
                values = {"product_id": vals.get("product_id"), "name": lot.name}
                domain = [(name, "=", value) for name, value in values.items()]
                lot = lots.search(domain, limit=1) or lots.create(values)
            result.append({**vals, "lot_id": lot.id} if lot else vals)
        return result

    @api.model
    def load(self, fields, data):
        """Refuse a file of which two rows count the same stock, naming them."""
        savepoint = self.env.cr.savepoint()
        result = super().load(fields, data)
        twice = self._find_twice(result.get("ids") or []) if "inventory_quantity" in fields else []
        if not twice or not self.env.company.strict_traceability:
            savepoint.close(rollback=False)
            return result
        messages = [self._say_twice(*pair, result["ids"]) for pair in twice]
        self.env.invalidate_all(flush=False)
        savepoint.close(rollback=True)
        return {**result, "ids": False, "messages": [*result["messages"], *messages]}

    @staticmethod
    def _find_twice(ids):
        """Give [(index of the first row, index of a later one)] of the same quant."""
        first = {}
        return [
            (first[quant], index)
            for index, quant in enumerate(ids)
            if first.setdefault(quant, index) != index
        ]

    def _say_twice(self, first, index, ids):
        quant = self.browse(ids[index])
        return {
            "type": "error",
            "record": index,
            "rows": {"from": index, "to": index},
            "field": "inventory_quantity",
            "message": self.env._(
                "%(stock)s: already counted in row %(row)s of the file.",
                stock=", ".join(
                    record.display_name
                    for record in (quant.product_id, quant.lot_id, quant.location_id)
                    if record
                ),
                row=first + 1,
            ),
        }
