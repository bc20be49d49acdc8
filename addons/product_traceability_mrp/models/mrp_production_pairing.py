from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.product_traceability.tools.trust import trusted_names


class MrpProductionPairing(models.Model):
    _name = "mrp.production.pairing"
    _description = "Component of a Finished Serial Number"
    _order = "id"
    _rec_name = "component_lot_id"
    _check_company_auto = True

    production_id = fields.Many2one(
        "mrp.production",
        "Manufacturing Order",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="production_id.company_id", store=True)
    lot_id = fields.Many2one(
        "stock.lot",
        "Finished Serial Number",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    component_lot_id = fields.Many2one(
        "stock.lot",
        "Component Serial Number",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(related="component_lot_id.product_id", string="Component")

    @api.constrains("production_id", "lot_id", "component_lot_id")
    def _check_products(self):
        """:raise ValidationError: naming every serial number of a product that does not fit"""
        wrong = self.env["stock.lot"]
        for pair in self:
            if pair.lot_id.product_id != pair.production_id.product_id:
                wrong |= pair.lot_id
            parts = pair.production_id.move_raw_ids.product_id
            if pair.product_id not in parts or pair.product_id.tracking != "serial":
                wrong |= pair.component_lot_id
        if wrong:
            raise ValidationError(
                self.env._(
                    "A pair is a serial number that the order makes and a serial number of one of"
                    " its components. These are neither:\n%(lots)s",
                    lots="\n".join(f"- {lot.product_id.display_name}, {lot.name}" for lot in wrong),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        pairs = super().create(vals_list)
        pairs._check_open()
        return pairs

    def write(self, vals):
        if not trusted_names(self).issuperset(vals):
            self._check_open()
        result = super().write(vals)
        if "production_id" in vals:
            self._check_open()
        return result

    def unlink(self):
        self._check_open()
        return super().unlink()

    def _check_open(self):
        """:raise UserError: when a pair belongs to a done order, naming every such order"""
        # Superuser: whether an order is done does not depend on who asks.
        done = self.sudo().production_id.filtered(lambda order: order.state == "done")
        if done:
            raise UserError(
                self.env._(
                    "Completed operations cannot be changed: the pairing of %(orders)s is final. To"
                    " correct a wrong serial number, an Inventory manager clicks Correct on the"
                    " order.",
                    orders=", ".join(done.mapped("name")),
                )
            )
