"""A serial number that is counted where it is not recorded is moved there, not counted twice."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.locations import OURS

# Set by code that shows no wizard: the count is refused then, by the guard.
ASKS_NOTHING = "traceability_asks_nothing"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def action_apply_inventory(self, date=None):
        """Ask first whether to move the serial numbers that are recorded elsewhere."""
        if self.env.context.get(ASKS_NOTHING) or not self.find_recorded_elsewhere():
            return super().action_apply_inventory(date)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_quant_found"
        )
        return action | {
            "context": {
                **self.env.context,
                "default_quant_ids": self.ids,
                "default_counting_date": date,
            }
        }

    def _set_inventory_quantity(self):
        return super(
            StockQuant, self.with_context(**{ASKS_NOTHING: True})
        )._set_inventory_quantity()

    @api.private
    def find_recorded_elsewhere(self):
        """Find counted serial numbers that one other location of the company has.

        :return: {counted ``stock.quant``: the one that the serial number is recorded in}; those
            whose other location is counted in the same go need no help
        """
        counted = self.filtered(
            lambda quant: (
                quant.lot_id
                and quant.product_id.tracking == "serial"
                and quant.is_strict_at(quant.location_id)
                and quant.inventory_quantity == 1
                and not quant.quantity
            )
        )
        recorded = self.search(
            Domain("lot_id", "in", counted.lot_id.ids)
            & Domain("quantity", "=", 1)
            & Domain("location_id.usage", "in", OURS)
            & Domain("id", "not in", self.ids)
        ).grouped("lot_id")
        found = {}
        for quant in counted:
            others = recorded.get(quant.lot_id, quant.browse())
            if len(others) == 1 and others.company_id == quant.company_id:
                found[quant] = others
        return found

    @api.private
    def move_found(self, date=None):
        """Move counted serial numbers from where they are recorded, and apply the other counts.

        :param date: when what is applied was counted
        :return: what applying the others gives
        :raise UserError: when none is recorded elsewhere any more, or the guard lets one not move
        """
        found = self.find_recorded_elsewhere()
        if not found:
            raise UserError(
                self.env._("These serial numbers are no longer elsewhere. Apply the count again.")
            )
        for quant, recorded in found.items():
            recorded.move_quants(
                quant.location_id,
                package_dest_id=quant.package_id,
                message=self.env._("Found in %(location)s", location=quant.location_id.name),
                unpack=True,
            )
        counted = self.browse(quant.id for quant in found)
        counted.action_clear_inventory_quantity()
        rest = (self - counted).exists()
        return rest.action_apply_inventory(date) if rest else None
