from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        leaving = self.filtered(lambda line: line._leaves_website()).lot_id
        result = super()._action_done()
        # Superuser: whoever ships goods may not be allowed to change lots.
        leaving.sudo().website_id = False
        return result

    def _leaves_website(self):
        """A lot of a website is seen by its company alone: whom it is sent to must see it as well.

        :return: whether goods of such a lot go to another company, or on the way between two
        """
        # Superuser: the website may be of a company that the user does not see.
        company = self.lot_id.sudo().website_id.company_id
        place = self.location_dest_id
        if not company or not self.quantity or place.usage not in ("internal", "transit"):
            return False
        return place.company_id != company and (bool(place.company_id) or place.usage == "transit")
