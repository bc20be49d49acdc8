"""The quantity of lots: summed by the database, and changed by an inventory adjustment."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.listing import first_names
from ...tools.locations import OURS


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "traceability.unit.totals"]

    # Core's field, which its own compute alone can neither sum nor sort. The form may edit it, and
    # saves it by an inventory adjustment; what programs and imports write makes no stock.
    product_qty = fields.Float(aggregator="sum", readonly=False, digits="Product Unit")
    is_quantity_editable = fields.Boolean(compute="_compute_is_quantity_editable")

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "product_qty" and query is not None:
            return self._product_qty_to_sql(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _trace_unit_totals(self):
        return {"product_qty:sum"}

    def _product_qty_to_sql(self, alias, query):
        """Join the lots with what of them the user may see in stock, by the quants' own rules."""
        quants = self.env["stock.quant"]._search(
            Domain("lot_id", "!=", False)
            & (
                Domain("location_id.usage", "=", "internal")
                | Domain("location_id.usage", "=", "transit")
                & Domain("location_id.company_id", "!=", False)
            )
        )
        quants.groupby = SQL.identifier("stock_quant", "lot_id")
        summed = quants.select(
            SQL.identifier("stock_quant", "lot_id"),
            # As Python adds them up for one lot; exact numbers take longer and spill to disk.
            SQL("SUM(%s::float8) AS quantity", SQL.identifier("stock_quant", "quantity")),
        )
        joined = query.make_alias(alias, "on_hand")
        condition = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(joined, "lot_id"))
        query.add_join("LEFT JOIN", joined, SQL("(%s)", summed), condition)
        return SQL("COALESCE(%s, 0)", SQL.identifier(joined, "quantity"))

    @api.depends("quant_ids.quantity", "quant_ids.location_id")
    @api.depends_context("uid")
    def _compute_is_quantity_editable(self):
        manager = self.env.user.has_group("stock.group_stock_manager")
        for lot in self:
            lot.is_quantity_editable = manager and len(lot.get_quants_on_hand()) <= 1

    @api.private
    def get_quants_on_hand(self):
        """Give the quants of these lots that are ours."""
        return self.quant_ids.filtered(
            lambda quant: quant.location_id.usage in OURS and quant.quantity
        )

    def web_save(self, vals, specification, next_id=None):
        """Let the form count the goods of a lot as well, of a new one where they are found."""
        lots, others = self, dict(vals)
        quantity = others.pop("product_qty", None)
        if lots and quantity is not None:
            lots._adjust_to(quantity)
        elif quantity:
            found_in = self.env["stock.location"].browse(others.pop("location_id", False))
            lots, others = self.create(others), {}
            lots._count(found_in or lots.get_default_location(), quantity)
        return super(StockLot, lots).web_save(others, specification, next_id=next_id)

    def _adjust_to(self, wanted):
        """Adjust the quantity of lots that are in one location at most.

        :raise UserError: naming the lot that is in several
        """
        for lot in self:
            quants = lot.get_quants_on_hand()
            if len(quants) > 1:
                raise UserError(
                    self.env._(
                        "%(product)s, %(lot)s is in several locations: %(locations)s. Click Adjust"
                        " to change the quantity in one of them.",
                        product=lot.product_id.display_name,
                        lot=lot.name,
                        locations=first_names(self.env, quants.location_id.mapped("display_name")),
                    )
                )
            unit = lot.product_id.uom_id
            if unit.compare(wanted, sum(quants.mapped("quantity"))):
                lot.adjust(quants or lot.get_default_location(), wanted)

    @api.private
    def get_default_location(self):
        """Give the location of stock for a lot that has none yet."""
        company = self.company_id or self.env.company
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        return warehouse.lot_stock_id

    @api.private
    def adjust(self, target, quantity):
        """Make the inventory adjustment that leaves so much of a lot in one location.

        :param target: a ``stock.quant`` of the lot, or the ``stock.location`` where it has none
        :param float quantity: in the product's unit
        :raise UserError: for anyone but an Inventory manager, and where the lot may not be adjusted
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group("stock.group_stock_manager"):
            raise UserError(
                self.env._("Only an Inventory manager can adjust the quantity of a lot.")
            )
        self._count(target, quantity)

    def _count(self, target, quantity):
        """Make the inventory adjustment, which stock users may do as in *Physical Inventory*."""
        if quantity < 0:
            raise UserError(
                self.env._(
                    "%(product)s, %(lot)s: the quantity cannot be negative.",
                    product=self.product_id.display_name,
                    lot=self.name,
                )
            )
        quants = self.env["stock.quant"].with_context(
            inventory_mode=True,
            inventory_name=self.env._("Quantity of %(lot)s adjusted", lot=self.name),
        )
        if target._name == "stock.quant":
            quant = target.with_env(quants.env)
            quant.inventory_quantity = quantity
        else:
            values = {"product_id": self.product_id.id, "location_id": target.id}
            quant = quants.create({**values, "lot_id": self.id, "inventory_quantity": quantity})
        quant._apply_inventory()

    def action_adjust(self):
        """Give the wizard that asks where how much of the lot there is."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_adjust"
        )
        return action | {"context": {"default_lot_id": self.id}}
