"""The expiry board: what is in stock by when it expires, and what is done about it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import (
    DATES,
    company_zone,
    dates_are_on,
    local_day,
    lot_state,
    starts_of_today,
    today,
)
from ...tools.listing import first_lines
from ...tools.locations import OURS
from .lot_state import STATES, search_state


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "traceability.unit.totals"]

    expiry_state = fields.Selection(
        STATES,
        "Freshness",
        compute="_compute_expiry_state",
        search="_search_expiry_state",
        help="A lot can be used until the end of the day, in the time zone of the company that has"
        " it in stock.",
    )
    days_left = fields.Integer(
        "Remaining (Days)",
        compute="_compute_days_left",
        help="Days until the lot expires, where the company is: 0 on its last day, less than 0"
        " once it has expired.",
    )
    reserve_first = fields.Boolean(related="lot_id.reserve_first")
    is_lot_on_hold = fields.Boolean(related="lot_id.is_on_hold")

    @api.depends("company_id", *(f"lot_id.{name}" for name in (*DATES, "use_expiration_date")))
    @api.depends_context("company", "allowed_company_ids")
    def _compute_expiry_state(self):
        on = dates_are_on(self.env)
        starts = starts_of_today(self.env.companies) if on else {}
        for quant in self:
            start = starts.get(quant.company_id.id) or starts.get(self.env.company.id)
            # Superuser: who may see goods may see their dates, as by a related field of core.
            lot = quant.lot_id.sudo()
            quant.expiry_state = lot.use_expiration_date and lot_state(lot, start)

    @api.depends("company_id", "lot_id.expiration_date")
    @api.depends_context("company")
    def _compute_days_left(self):
        for quant in self:
            # Superuser, as above.
            moment = quant.lot_id.sudo().expiration_date
            zone = company_zone(quant.company_id or self.env.company)
            quant.days_left = (local_day(moment, zone) - today(zone)).days if moment else 0

    def _search_expiry_state(self, operator, value):
        return search_state(operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "expiry_state" and query is not None:
            # Superuser: who may see goods may see their state, as by a related field of core.
            lots, lot_alias = self._fields["lot_id"].join(self.sudo(), alias, query)
            company = super()._field_to_sql(alias, "company_id", query)
            return lots._state_to_sql(lot_alias, company, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _trace_unit_totals(self):
        # Other lists of stock are core's, and total what they like.
        on_board = self.env.context.get("totals_within_unit")
        return {"quantity:sum", "reserved_quantity:sum"} if on_board else set()

    # -- what is done about it ------------------------------------------------------------------
    def action_open_lot(self):
        """Give the action that shows the lot of the row that was clicked."""
        self.check_access("read")
        return self.lot_id._get_records_action(
            context={"display_complete": True}, views=[(False, "form")]
        )

    def action_print_lot_labels(self):
        """Give the action that prints a label of each lot."""
        self.check_access("read")
        return self.env.ref("stock.action_report_lot_label").report_action(self.lot_id.ids)

    def action_quarantine(self):
        """Give the wizard that moves all of these goods to a quarantine location."""
        return self._clear("quarantine", self.env._("Move to Quarantine"))

    def action_scrap(self):
        """Give the wizard that scraps all of these goods."""
        return self._clear("scrap", self.env._("Scrap"))

    def _clear(self, operation, title):
        self._check_in_place()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_quant_clear"
        )
        context = {"default_quant_ids": self.ids, "default_operation": operation}
        return action | {"name": title, "context": context}

    def _check_in_place(self):
        """Refuse goods that are no longer there or are in transit, by name."""
        missing = self.exists().filtered(
            lambda quant: (
                quant.location_id.usage not in OURS
                or quant.location_id.usage == "transit"
                or quant.product_uom_id.compare(quant.quantity, 0) <= 0
            )
        )
        if missing or len(self.exists()) < len(self):
            raise UserError(
                self.env._(
                    "Some of these goods are no longer in stock or are in transit. Refresh the"
                    " expiry board.\n%(goods)s",
                    goods=first_lines(self.env, missing.mapped("display_name")),
                )
            )

    @api.private
    def move_to_quarantine(self, location):
        """Make the internal transfers that bring all of these goods to quarantine.

        :param location: ``stock.location``, a quarantine location of the goods' company
        :return: the transfers, ready; whoever carries the goods validates them
        :raise UserError: for goods of another company
        """
        self._check_in_place()
        strangers = self.filtered(lambda quant: quant.get_goods_companies() != location.company_id)
        if location.company_id and strangers:
            raise UserError(
                self.env._(
                    "%(location)s belongs to %(company)s, but these goods belong to another"
                    " company:\n%(goods)s",
                    location=location.display_name,
                    company=location.company_id.name,
                    goods=first_lines(self.env, strangers.mapped("display_name")),
                )
            )
        pickings = self.env["stock.picking"]
        for (operation, source), quants in self._by_operation().items():
            pickings |= quants._plan_transfer(operation, source, location)
        return pickings

    def _by_operation(self):
        """Give {(operation type, where its transfer starts): quants}."""
        groups = {}
        for quant in self:
            warehouse = quant.location_id.warehouse_id
            company = quant.get_goods_companies()
            operation = warehouse.int_type_id or self.env["stock.picking.type"].search(
                Domain("code", "=", "internal") & Domain("company_id", "=", company.id), limit=1
            )
            if not operation:
                raise UserError(
                    self.env._(
                        "%(company)s has no operation type for internal transfers, which is needed"
                        " to move %(product)s, %(lot)s out of %(location)s. Create one in Inventory"
                        " ▸ Configuration ▸ Operation Types.",
                        company=company.name,
                        product=quant.product_id.display_name,
                        lot=quant.lot_id.name or "",
                        location=quant.location_id.display_name,
                    )
                )
            source = warehouse.view_location_id or quant.location_id
            groups[operation, source] = groups.get((operation, source), self.browse()) | quant
        return groups

    @api.private
    def get_goods_companies(self):
        """Tell whose goods these are; in a shared location, the company of whoever moves them."""
        own = self.company_id
        return own if all(quant.company_id for quant in self) else own | self.env.company

    def _plan_transfer(self, operation, source, destination):
        """Give the transfer of these goods, each line with its lot, package and owner."""
        values = {
            "picking_type_id": operation.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": operation.company_id.id,
        }
        picking = self.env["stock.picking"].create({**values, "origin": self.env._("Expiry Board")})
        common = {"picking_id": picking.id, "location_dest_id": destination.id}
        self.env["stock.move"].create(
            [
                {
                    **common,
                    "company_id": picking.company_id.id,
                    "location_id": source.id,
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": sum(quants.mapped("quantity")),
                    "move_line_ids": [
                        fields.Command.create(quant._line_values() | common) for quant in quants
                    ],
                }
                for product, quants in self.grouped("product_id").items()
            ]
        )
        picking.action_confirm()
        return picking

    def _line_values(self):
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": self.quantity,
            "location_id": self.location_id.id,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
        }

    @api.private
    def scrap(self, tags=()):
        """Scrap all of these goods at once; what was reserved of them is free.

        :param tags: ``stock.scrap.reason.tag``, why
        :return: the scrap orders, done
        """
        self._check_in_place()
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "company_id": quant.get_goods_companies().id,
                    "product_id": quant.product_id.id,
                    "product_uom_id": quant.product_uom_id.id,
                    "scrap_qty": quant.quantity,
                    "location_id": quant.location_id.id,
                    "lot_id": quant.lot_id.id,
                    "package_id": quant.package_id.id,
                    "owner_id": quant.owner_id.id,
                    "origin": self.env._("Expiry Board"),
                    "scrap_reason_tag_ids": [fields.Command.set(tags.ids if tags else [])],
                }
                for quant in self
            ]
        )
        scraps.do_scrap()
        return scraps
