"""Dates of lots are counted from the day on which the goods were really received or made."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import COUNTED_BACK, DATES, DAYS, dates_are_on
from ...tools.locations import OURS
from ...tools.notices import notify_done

DAY = timedelta(days=1)


class StockLot(models.Model):
    _inherit = "stock.lot"

    # As on the product.
    use_date = fields.Datetime("Best Before Date")

    def write(self, vals):
        guard = self.env["traceability.guard"]
        changed = guard.check_lot_dates(self, vals)
        before = {lot: {name: lot[name] for name in names} for lot, names in changed.items()}
        result = super().write(vals)
        guard.log_lot_dates(before)
        return result

    def _arrivals(self):
        """Give {lot id: when its first goods came in or were made}, of all companies."""
        groups = self.env["traceability.guard"].group_done(
            Domain("lot_id", "in", self.ids)
            & Domain("quantity", ">", 0)
            & Domain("location_id.usage", "not in", OURS),
            ["lot_id"],
            ["date:min"],
        )
        return {lot.id: moment for lot, moment in groups}

    def _counted_dates(self, start):
        """Give {name: date} of all four dates of a lot that came in at this moment."""
        template = self.product_id.product_tmpl_id
        expires = start + timedelta(days=template.expiration_time)
        back = {
            name: expires - timedelta(days=template[days]) for name, days in COUNTED_BACK.items()
        }
        return {"expiration_date": expires, **back}

    def _count_from(self, moments):
        """Count the dates that nobody typed from another moment.

        A date was counted when it lies the product's days after the day the lot was entered, or
        after the day its transfer was planned for.

        :param dict moments: {lot: (when the goods came in, [days it may be counted from])}
        """
        for lot, (arrival, starts) in moments.items():
            life = timedelta(days=lot.product_id.expiration_time)
            counted = {(start + life).date() for start in [lot.create_date, *starts] if start}
            if lot.expiration_date and lot.expiration_date.date() in counted:
                lot._shift(arrival + life)

    def _shift(self, expires):
        """Give a lot another expiration date; the other dates keep their distance to it."""
        distance = expires - self.expiration_date
        shifted = {name: self[name] + distance for name in COUNTED_BACK if self[name]}
        self.write({"expiration_date": expires, **shifted})

    def _follow_days(self, before):
        """Let dates that were counted follow the product's days; those that were typed stay.

        :param dict before: {name of the days: what they were}
        """
        arrivals = self._arrivals()
        for lot in self:
            template = lot.product_id.product_tmpl_id
            days = {name: before.get(name, template[name]) for name in DAYS}
            starts = {arrivals.get(lot.id), lot.create_date} - {None, False}
            was_counted = any(
                abs(start + timedelta(days=days["expiration_time"]) - lot.expiration_date) <= DAY
                for start in starts
            )
            longer = template.expiration_time - days["expiration_time"] if was_counted else 0
            expires = lot.expiration_date + timedelta(days=longer)
            values = {"expiration_date": expires}
            for name, offset in COUNTED_BACK.items():
                if not lot[name]:
                    continue
                typed = abs(lot.expiration_date - timedelta(days=days[offset]) - lot[name]) > DAY
                values[name] = lot[name] if typed else expires - timedelta(days=template[offset])
            lot.write(values)

    def action_fill_dates(self):
        """Give lots without dates those that their product's days count, from their arrival.

        :return: the message that says how many, as a client action
        :raise UserError: when none of the lots lacks dates
        """
        lots = self.filtered(
            lambda lot: lot.use_expiration_date and not all(lot[name] for name in DATES)
        )
        if not lots:
            raise UserError(
                self.env._(
                    "These lots already have all their dates, or their products do not use"
                    " expiration dates."
                )
            )
        arrivals = lots._arrivals()
        for lot in lots:
            start = arrivals.get(lot.id) or lot.create_date
            given = {name: lot[name] for name in DATES if lot[name]}
            if lot.expiration_date:
                life = timedelta(days=lot.product_id.expiration_time)
                start = lot.expiration_date - life
            lot.write(lot._counted_dates(start) | given)
        message = (
            self.env._("Dates filled in for one lot.")
            if len(lots) == 1
            else self.env._("Dates filled in for %(count)s lots.", count=len(lots))
        )
        return notify_done(message)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    counted_expiration = fields.Datetime(
        copy=False,
        help="The expiration date that the product's days gave this line when it was created. A"
        " different date was entered by hand.",
    )

    @api.private
    def note_counted_dates(self):
        """Remember which expiration dates of new lines the product's days have counted."""
        for line in self:
            if line.expiration_date and not line.lot_id and line._is_date_counted():
                line.counted_expiration = line.expiration_date

    def _prepare_new_lot_vals(self):
        values = super()._prepare_new_lot_vals()
        if self._counts_dates() and "expiration_date" in values and self._is_date_counted():
            life = timedelta(days=self.product_id.expiration_time)
            values["expiration_date"] = fields.Datetime.now() + life
        return values

    def _counts_dates(self):
        return (
            self.product_id.use_expiration_date
            and self.company_id.is_strict()
            and dates_are_on(self.env)
        )

    def _is_date_counted(self):
        """Tell whether the line's date is what the product's days make of a day known to it."""
        life = timedelta(days=self.product_id.expiration_time)
        return self.expiration_date.date() in {(day + life).date() for day in self._planned_days()}

    def _planned_days(self):
        planned = [self.picking_id.scheduled_date, self.move_id.date, self.create_date]
        if self.counted_expiration:
            planned.append(self.counted_expiration - timedelta(self.product_id.expiration_time))
        return [day for day in planned if day]

    @api.private
    def find_arriving_lots(self):
        """Find the lots that come in by these lines, before core does them.

        :return: {dated lot without movement: [days that its dates may have been counted from]}
        """
        dated = self.filtered(
            lambda line: line.lot_id and line.location_id.usage not in OURS and line._counts_dates()
        )
        lots = dated.lot_id.filtered("expiration_date")
        lots = lots.browse(set(lots.ids) - lots._arrivals().keys())
        planned = {lot: [] for lot in lots}
        for line in dated.filtered(lambda line: line.lot_id in planned):
            planned[line.lot_id] += line._planned_days()
        return planned

    @api.private
    def count_dates_from_now(self, arriving):
        """Count the dates of lots from now, when their first goods have come in.

        :param dict arriving: of :meth:`find_arriving_lots`
        """
        # Superuser: whoever receives goods may not be allowed to change lots.
        lots = self.env["stock.lot"].sudo()
        now = fields.Datetime.now()
        lots._count_from({lot.with_env(lots.env): (now, days) for lot, days in arriving.items()})
