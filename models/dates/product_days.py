"""The days of a product change: the product asks whether the dates of lots on hand follow."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.dates import DAYS, dates_are_on
from ...tools.locations import OURS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    days_before = fields.Json(
        copy=False,
        readonly=True,
        help="The days that gave the lots on hand their dates. Empty if nobody has to decide"
        " whether to update these lots.",
    )
    days_question = fields.Char(compute="_compute_days_question", compute_sudo=False)

    @api.depends("days_before", *DAYS)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_days_question(self):
        for template in self:
            template.days_question = template._days_question()

    def _days_question(self):
        """Give what changed, in words, or False."""
        if not self.days_before or not dates_are_on(self.env):
            return False
        changes = [
            self.env._(
                "%(date)s from %(before)s to %(after)s",
                date=self._fields[name]._description_string(self.env),
                before=before,
                after=self[name],
            )
            for name, before in self.days_before.items()
            if name in DAYS and before != self[name]
        ]
        lots = len(self._dated_lots_on_hand()) if changes else 0
        if not lots:
            return False
        if lots == 1:
            return self.env._(
                "Days changed: %(changes)s. Update the dates of the lot on hand?",
                changes=", ".join(changes),
            )
        return self.env._(
            "Days changed: %(changes)s. Update the dates of the %(lots)s lots on hand?",
            changes=", ".join(changes),
            lots=lots,
        )

    def _dated_lots_on_hand(self):
        """Give the lots of these products in stock that have an expiration date."""
        if not self.ids:
            return self.env["stock.lot"]
        groups = (
            self.env["stock.quant"]
            .with_context(active_test=False)
            ._read_group(
                Domain("product_id.product_tmpl_id", "in", self.ids)
                & Domain("lot_id.expiration_date", "!=", False)
                & Domain("location_id.usage", "in", OURS)
                & Domain("quantity", ">", 0),
                ["lot_id"],
            )
        )
        return self.env["stock.lot"].concat(*(lot for (lot,) in groups))

    @contextmanager
    def _asking_for_lots(self, vals):
        """Let the products whose days the block changes ask whether lots on hand follow.

        :param dict vals: what the block writes; whether it is about days at all
        """
        about_days = {*DAYS, "use_expiration_date", "dates_from_category", "categ_id"}
        if not vals.keys() & about_days or "days_before" in vals:
            yield
            return
        before = {template: {name: template[name] for name in DAYS} for template in self}
        yield
        changed = {
            template: {name: days for name, days in old.items() if template[name] != days}
            for template, old in before.items()
        }
        asking = self.filtered(lambda template: changed[template])
        # Superuser: lots of any company got their dates by the days of the product.
        dated = asking.sudo()._dated_lots_on_hand().product_id.product_tmpl_id
        for template in asking.filtered("use_expiration_date"):
            if template in dated:
                # What an unanswered question asked of stays the older of the two.
                template.days_before = changed[template] | (template.days_before or {})

    def action_lots_follow(self):
        """Count the dates of lots on hand anew; those that someone typed keep theirs."""
        for template in self.filtered("days_before"):
            template._dated_lots_on_hand()._follow_days(template.days_before)
        return self.action_lots_keep()

    def action_lots_keep(self):
        """Leave the dates of lots on hand as they are, and ask no more."""
        self.write({"days_before": False})
        return True


class ProductProduct(models.Model):
    _inherit = "product.product"

    # The form of a variant is that of its template with more, so its buttons are here too.
    def action_lots_follow(self):
        """Give what the template's button of that name does."""
        return self.product_tmpl_id.action_lots_follow()

    def action_lots_keep(self):
        """Give what the template's button of that name does."""
        return self.product_tmpl_id.action_lots_keep()
