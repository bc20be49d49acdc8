from odoo import api, models
from odoo.fields import Domain

from ...tools.sides import is_past_us, partners_of


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_picking"

    def _moves_of_nothing(self):
        done = Domain("picking_id", "in", self.ids) & Domain("state", "=", "done")
        nothing = Domain("quantity", "=", 0) & Domain("product_uom_qty", ">", 0)
        return self.env["stock.move"].search(
            done & nothing & Domain("product_id.tracking", "!=", "none")
        )

    @api.private
    def get_traced_partners(self):
        """Say who gave the goods of a done transfer and who got them, as its trace does.

        :return: list of (usage of the source, usage of the destination, who gave, who got), each
            once; the partners are records, empty for the company itself and where nobody is named
        """
        found = {}
        for line in self.move_line_ids.filtered(lambda line: line.state == "done"):
            move, partners = line.move_id, self.env["res.partner"]
            usages = (line.location_id.traced_usage(), line.location_dest_id.traced_usage())
            of_document = self.partner_id
            if is_past_us(*usages):
                # What a vendor shipped to the customer comes back, and goes again, under the
                # customer's name only.
                shipment = move.first_shipment().picking_id
                of_document = (shipment.partner_id - move.partner_id) or of_document
            giver, taker = partners_of(
                *usages, of_document, move.partner_id, move.picking_type_id.code
            )
            found[(*usages, giver or partners, taker or partners)] = True
        return list(found)
