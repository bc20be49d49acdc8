"""What is known of a lot before it exists waits on the line that will make it."""

from datetime import timedelta

from odoo import api, fields, models

# Dates that core's product_expiry counts back from the expiration date, by the product's days.
COUNTED_BACK = {"use_date": "use_time", "removal_date": "removal_time", "alert_date": "alert_time"}


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.model
    def _assignable_fields(self):
        """:return: names of the fields that a list of numbers may bring with it"""
        return ["ref", "note", "expiration_date", *COUNTED_BACK]

    @api.model
    def _assigned_to_json(self, values):
        """:return: values as a JSON field keeps them"""
        return {
            name: fields.Datetime.to_string(fields.Datetime.to_datetime(value))
            if name.endswith("_date")
            else value
            for name, value in values.items()
        }

    def _take_assigned_values(self, values, is_settled):
        """Write what a later list says of a lot that an earlier one named.

        :param dict values: of :meth:`_assignable_fields`, only what was given
        :param bool is_settled: whether the lot has moved before: it keeps what it has
        """
        if is_settled:
            self._fill_assigned_values(values)
        elif other := {name: value for name, value in values.items() if self[name] != value}:
            self.write(other)

    def _fill_assigned_values(self, values):
        """Write on a lot that exists what it lacks; what it has, it keeps."""
        missing = {name: value for name, value in values.items() if value and not self[name]}
        if missing:
            self.write(missing)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _completed_lot_values(self, values):
        """Add the dates that product_expiry leaves out as soon as one of its dates is given.

        :param dict values: of a new lot
        :return: the same, and the dates counted back from its expiration date
        """
        given = COUNTED_BACK.keys() & values.keys()
        if not given or not self.use_expiration_date:
            return values
        template = self.product_tmpl_id
        expires = fields.Datetime.to_datetime(values.get("expiration_date"))
        expires = expires or fields.Datetime.now() + timedelta(days=template.expiration_time)
        counted = {
            name: expires - timedelta(days=template[days]) for name, days in COUNTED_BACK.items()
        }
        return {"expiration_date": expires, **counted, **values}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    lot_values = fields.Json(
        copy=False,
        help="Reference and dates of the lot or serial number that this line will make.",
    )

    def _prepare_new_lot_vals(self):
        values = super()._prepare_new_lot_vals()
        if not isinstance(self.lot_values, dict):  # a client may write it
            return values
        allowed = set(self.env["stock.lot"]._assignable_fields())
        given = {name: value for name, value in self.lot_values.items() if name in allowed}
        return self.product_id._completed_lot_values(given | values)
