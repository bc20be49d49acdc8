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
        done = self.move_line_ids.filtered(lambda line: line.state == "done")
        return found + list(dict.fromkeys(filter(None, map(self._subcontractor_of, done))))

    def _subcontractor_of(self, line):
        """Return what a movement adds to :meth:`get_traced_partners`, or None."""
        nobody, of_move = self.env["res.partner"], line.move_id.partner_id
        partner = line.picking_id.partner_id or of_move
        source, target = line.location_id, line.location_dest_id
        if bool(source.is_subcontract()) == bool(target.is_subcontract()):
            return None
        if source.is_subcontract():
            # What goes to the customer from there names both already.
            is_past_us = target.usage == "customer"
            return None if is_past_us else ("internal", "internal", partner, nobody)
        if source.usage == "supplier":
            # The document names the vendor, and its move whom he sends the goods to.
            return ("supplier", "internal", nobody, of_move - partner)
        is_return = line.move_id.origin_returned_move_id.is_subcontract
        return ("internal", "supplier" if is_return else "internal", nobody, partner)
