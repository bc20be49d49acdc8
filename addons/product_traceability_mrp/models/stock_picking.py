from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.private
    def get_traced_partners(self):
        """Add the subcontractor, whose location is one of our own: he gives what he made, gets what
        he makes it of, and gets back what was returned to him.
        """
        found = super().get_traced_partners()
        if "is_subcontract" not in self.env["stock.move"]._fields:
            return found
        nobody, theirs = self.env["res.partner"], {}
        for line in self.move_line_ids.filtered(lambda line: line.state == "done"):
            is_from, is_to = (
                line.location_id.is_subcontract(),
                line.location_dest_id.is_subcontract(),
            )
            partner = line.picking_id.partner_id or line.move_id.partner_id
            if is_from and not is_to:
                theirs["internal", "internal", partner, nobody] = True
            elif is_to and not is_from:
                is_return = line.move_id.origin_returned_move_id.is_subcontract
                theirs["internal", "supplier" if is_return else "internal", nobody, partner] = True
        return found + list(theirs)
