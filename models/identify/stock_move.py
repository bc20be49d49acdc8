"""Movements that gave stock its lots are undone together (rule 5)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.trust import on_clean_context, trusted_names


class StockMove(models.Model):
    _inherit = "stock.move"

    identifies_id = fields.Many2one(
        "stock.move",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The movement that took the same units out of the stock without lots, so that this one"
        " could bring them back with their lots or serial numbers.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse()._check_identifies(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_identifies(vals)
        return super().write(vals)

    def _check_identifies(self, *vals_list):
        """Who could write it could let units without lot in, by reverting.

        A default in the context comes from a client, for the code that identifies sets none.
        """
        written = any(vals.get("identifies_id") for vals in vals_list)
        may_write = "identifies_id" in trusted_names(self)
        if (written and not may_write) or self.env.context.get("default_identifies_id"):
            raise UserError(
                self.env._(
                    "Stock is identified in Inventory ▸ Traceability ▸ Stock Without Lots only."
                )
            )

    def _revert_identifications(self):
        """Give the done moves that take the numbers out and bring the units without lot in."""
        ordered = self.sorted(lambda move: (not move.identifies_id, move.id))
        moves = on_clean_context(self.env["stock.move"])
        reverts = moves.create([move._identification_revert_values() for move in ordered])
        self.env["traceability.guard"].now_without_lot().update(reverts.ids)
        reverts.with_context(ignore_dest_packages=True)._action_done()
        reverts._trigger_assign()
        return reverts.with_env(self.env)

    def _identification_revert_values(self):
        places = {
            "location_id": self.location_dest_id.id,
            "location_dest_id": self.location_id.id,
            "product_id": self.product_id.id,
            "company_id": self.company_id.id,
        }
        lines = [
            {
                **places,
                "product_uom_id": line.product_uom_id.id,
                "quantity": line.quantity,
                "lot_id": line.lot_id.id,
                "package_id": line.result_package_id.id,
                "result_package_id": line.package_id.id,
                "owner_id": line.owner_id.id,
            }
            for line in self.move_line_ids
        ]
        return {
            **places,
            "inventory_name": self.env._("%(move)s [reverted]", move=self.reference),
            "product_uom": self.product_uom.id,
            "product_uom_qty": self.quantity,
            "state": "confirmed",
            "restrict_partner_id": self.restrict_partner_id.id,
            "is_inventory": True,
            "picked": True,
            "origin_returned_move_id": self.id,
            "move_line_ids": [Command.create(line) for line in lines],
        }
