from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.product_traceability.tools.listing import first_lines
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
                    lots=first_lines(
                        self.env, [f"{lot.product_id.display_name}, {lot.name}" for lot in wrong]
                    ),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        pairs = super().create(vals_list)
        pairs._check_here()
        orders = pairs.production_id
        orders.link_done_units(self.env._("Paired after completion:"), pairs._names())
        return pairs

    def write(self, vals):
        if trusted_names(self).issuperset(vals):
            return super().write(vals)
        self._check_own()
        self._check_here()
        orders = self.production_id
        result = super().write(vals)
        self._check_here()
        orders |= self.production_id
        orders.link_done_units(self.env._("Paired after completion:"), self._names())
        return result

    def unlink(self):
        self._check_own()
        self._check_here()
        orders, removed = self.production_id, self._names()
        result = super().unlink()
        orders.link_done_units(self.env._("No longer paired:"), removed)
        return result

    def _names(self):
        """:return: {order: its pairs in words}"""
        return {
            order: [f"{pair.component_lot_id.name} → {pair.lot_id.name}" for pair in pairs]
            for order, pairs in self.grouped("production_id").items()
        }

    def _check_own(self):
        """Let others' pairs of done orders be changed by who corrects what others recorded alone.

        :raise AccessError: naming every pair that someone else entered
        """
        guard = self.env["traceability.guard"]
        if self.env.su or self.env["stock.move.line"].is_correction_manager():
            return
        others = self.filtered(
            lambda pair: (
                pair.production_id.state == "done"
                and pair.company_id.is_strict()
                and pair.create_uid != self.env.user
            )
        )
        if others:
            raise AccessError(
                guard.list_problems(
                    self.env._(
                        "You can change the pairs of a completed order that you entered yourself."
                        " Ask an Inventory manager to change these:"
                    ),
                    [f"{order.name}: {', '.join(p)}" for order, p in others._names().items()],
                )
            )

    def _check_here(self):
        """:raise UserError: naming every unit of these pairs that has moved on since it was made"""
        gone = []
        # Superuser: a unit has moved on, whoever may see where.
        done = self.sudo().filtered(lambda pair: pair.production_id.state == "done")
        # Who ships one meanwhile waits; who has shipped it since we began starts this anew.
        self.env["traceability.guard"].lock_for_change(done.lot_id)
        for order, pairs in self.sudo().grouped("production_id").items():
            units = pairs.lot_id & order.find_gone_units()
            gone += [f"{order.name}: {unit.product_id.display_name}, {unit.name}" for unit in units]
        self.env["traceability.guard"].refuse(
            self.env._(
                "Completed operations cannot be changed: the pairing of units that have moved on is"
                " final. To correct a wrong serial number, an Inventory manager clicks Correct on"
                " the order."
            ),
            gone,
        )
