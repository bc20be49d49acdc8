from datetime import timedelta

from odoo import api, fields, models

from ...tools.dates import COUNTED_BACK


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.private
    def completed_lot_values(self, values):
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
