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
        """Tell whether goods of a website's lot go to another company, or on the way between two.

        Its company alone sees such a lot, and whom it is sent to must see it as well.
        """
        # Superuser: the website may be of a company that the user does not see.
        company = self.lot_id.sudo().website_id.company_id
        destination = self.location_dest_id
        if not company or not self.quantity or destination.usage not in ("internal", "transit"):
            return False
        return destination.company_id != company and (
            bool(destination.company_id) or destination.usage == "transit"
        )
