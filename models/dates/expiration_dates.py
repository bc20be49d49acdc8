"""*Expiration Dates* switched off: Odoo acts as without its addon ``product_expiry``.

Nothing is uninstalled and no date is lost. While it is off no date is shown, given to new lots,
warned of, reserved by or taken out of the forecast; switched on again, all is as it was.
"""

from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.dates import DATES, DAYS, dates_are_on, local_day, location_zone, start_of_day


def hide(env, described, names):
    """Keep fields out of custom filters, groupings, sorting and exports while dates are off.

    :param dict described: what ``fields_get`` answers
    :param names: of the fields
    :return: the same
    """
    if not dates_are_on(env):
        for name in described.keys() & names:
            for use in ("searchable", "groupable", "sortable", "exportable"):
                if use in described[name]:
                    described[name][use] = False
    return described


class StockLot(models.Model):
    _inherit = "stock.lot"

    use_expiration_date = fields.Boolean(
        related=None, compute="_compute_use_expiration_date", search="_search_use_expiration_date"
    )

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for lot in self:
            lot.use_expiration_date = on and lot.product_id.use_expiration_date

    def _search_use_expiration_date(self, operator, value):
        return search_use(self, operator, value)

    @api.depends("product_id")
    def _compute_expiration_date(self):
        if dates_are_on(self.env):
            return super()._compute_expiration_date()
        return self._keep(["expiration_date"])

    @api.depends("product_id", "expiration_date")
    def _compute_dates(self):
        if dates_are_on(self.env):
            return super()._compute_dates()
        return self._keep(["use_date", "removal_date", "alert_date"])

    def _keep(self, names):
        for lot in self:
            for name in names:
                lot[name] = lot._origin[name]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {*DATES, "product_expiry_alert", "product_expiry_reminded"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


class StockMove(models.Model):
    _inherit = "stock.move"

    use_expiration_date = fields.Boolean(
        related=None, compute="_compute_use_expiration_date", search="_search_use_expiration_date"
    )

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for move in self:
            move.use_expiration_date = on and move.product_id.use_expiration_date

    def _search_use_expiration_date(self, operator, value):
        return search_use(self, operator, value)

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        vals_list = super().action_generate_lot_line_vals(
            context_data, mode, first_lot, count, lot_text
        )
        if not dates_are_on(self.env):
            for vals in vals_list:
                vals.pop("expiration_date", None)
        return vals_list

    def _generate_serial_move_line_commands(self, *args, **kwargs):
        commands = super()._generate_serial_move_line_commands(*args, **kwargs)
        if not dates_are_on(self.env):
            for _command, _id, vals in commands:
                vals.pop("expiration_date", None)
        return commands


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    use_expiration_date = fields.Boolean(
        related=None, compute="_compute_use_expiration_date", search="_search_use_expiration_date"
    )

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for line in self:
            line.use_expiration_date = on and line.product_id.use_expiration_date

    def _search_use_expiration_date(self, operator, value):
        return search_use(self, operator, value)

    @api.depends("product_id", "lot_id.expiration_date", "picking_id.scheduled_date")
    def _compute_expiration_date(self):
        if dates_are_on(self.env):
            return super()._compute_expiration_date()
        for line in self:
            line.expiration_date = line.lot_id.expiration_date

    @api.depends("product_id", "expiration_date", "lot_id.removal_date")
    def _compute_removal_date(self):
        if dates_are_on(self.env):
            return super()._compute_removal_date()
        for line in self:
            line.removal_date = line.lot_id.removal_date

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {"expiration_date", "removal_date", "is_expired"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    use_expiration_date = fields.Boolean(
        related=None, compute="_compute_use_expiration_date", search="_search_use_expiration_date"
    )

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for quant in self:
            quant.use_expiration_date = on and quant.product_id.use_expiration_date

    def _search_use_expiration_date(self, operator, value):
        return search_use(self, operator, value)

    @api.model
    def _get_removal_strategy_order(self, removal_strategy):
        if removal_strategy == "fefo" and not dates_are_on(self.env):
            removal_strategy = "fifo"
        return super()._get_removal_strategy_order(removal_strategy)

    def _get_gather_domain(self, product_id, location_id, *args, **kwargs):
        """Reserve lots until the end of their last day where traceability is strict; core looks at
        the moment."""
        quants, moment = self, self.env.context.get("with_expiration")
        if moment and not dates_are_on(self.env):
            quants = self.with_context(with_expiration=False)
        elif isinstance(moment, datetime) and self.is_strict_at(location_id):
            zone = location_zone(location_id)
            first = start_of_day(local_day(moment, zone), zone)
            quants = self.with_context(with_expiration=first)
        return super(StockQuant, quants)._get_gather_domain(
            product_id, location_id, *args, **kwargs
        )

    def _set_view_context(self):
        quants = super()._set_view_context()
        return quants if dates_are_on(self.env) else quants.with_context(show_removal_date=False)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {"expiration_date", "removal_date", "expiry_state", "reserve_first"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {*DAYS, "use_expiration_date"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {*DAYS, "use_expiration_date"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


def search_use(records, operator, value):
    """Give the domain of records whose product has expiration dates, while these are on."""
    if operator != "in":
        return NotImplemented
    if dates_are_on(records.env):
        return Domain("product_id.use_expiration_date", operator, value)
    return Domain(False in value)
