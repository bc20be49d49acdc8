"""Who is responsible for goods is alerted once a day by one list, not once for each lot."""

from lxml import html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.dates import dates_are_on, day_text
from ...tools.listing import how_many_more

ALERTS = ("expired", "remove", "best_before", "alert")
LISTED = 200
FIRST = "expiration_date, id"
IN_STOCK = Domain("quantity", ">", 0) & Domain("location_id.usage", "=", "internal")
ACTIVITY = "product_traceability.mail_activity_expiry"
TEMPLATE = "product_traceability.mail_template_expiry_alert"


def newest(note):
    """Cut an alert, the newest list first, after the rows that are listed."""
    root = html.fragment_fromstring(str(note), create_parent="div")
    for row in root.xpath(".//tbody/tr")[LISTED:]:
        row.drop_tree()
    for emptied in root.xpath("./div[table and not(.//tbody/tr)]"):
        emptied.drop_tree()
    inside = html.tostring(root, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    return Markup(inside)  # noqa: S704  of HTML, which the field sanitizes


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.depends("expiry_state")
    @api.depends_context("company")
    def _compute_product_expiry_alert(self):
        """Follow the state where traceability is strict; no lot is expired while dates are off."""
        result = super()._compute_product_expiry_alert()
        if not dates_are_on(self.env):
            self.product_expiry_alert = False
            return result
        # Core says no of those without a date, and so do we.
        for lot in self.filtered(lambda lot: lot.expiration_date and lot.is_strict()):
            lot.product_expiry_alert = lot.expiry_state == "expired"
        return result

    @api.depends("expiry_state")
    @api.depends_context("company", "formatted_display_name")
    def _compute_display_name(self):
        """Mark lots in lists to choose from by their state, not by the moment."""
        result = super()._compute_display_name()
        if self.env.context.get("formatted_display_name"):
            for lot in self.filtered(lambda lot: lot.use_expiration_date and lot.is_strict()):
                lot.display_name = f"{lot.name}{lot._expiry_marker()}"
        return result

    def _expiry_marker(self):
        if self.expiry_state == "expired":
            return self.env._("\t--Expired--")
        if self.expiry_state in ALERTS and self.expiration_date:
            expires = fields.Datetime.to_string(self.expiration_date)  # in core's own words
            return self.env._("\t--Expire on %(date)s--", date=expires)
        return ""

    @api.model
    def _alert_date_exceeded(self):
        """Core's daily scheduler: alert of strict companies' lots as ours, of others' as core."""
        if not dates_are_on(self.env):
            return None
        self._alert_of_expiry()
        # Core tells of the rest by a day of its own: these wait for their company's. Superuser: as
        # core's scheduler.
        quants = self.sudo()._quants_to_alert(
            Domain("lot_id.alert_date", "<=", fields.Date.today())
        )
        too_early = quants.lot_id
        too_early.product_expiry_reminded = True
        result = super()._alert_date_exceeded()
        too_early.product_expiry_reminded = False
        return result

    @api.model
    def _alert_of_expiry(self):
        """Alert who is responsible for lots whose alert day has begun where the company is.

        Each lot is told of once, as core does, which makes an activity for each. Called by core's
        daily scheduler and by an hourly job of our own, for days begin at different hours.
        """
        if not dates_are_on(self.env):
            return
        # Superuser: as core's scheduler; goods of every company are looked at.
        quants = self.sudo()._quants_to_alert(Domain("expiry_state", "in", ALERTS))
        for user, found in quants._with_those_elsewhere()._by_responsible().items():
            user._alert_of_expiry(found)
        quants.lot_id.product_expiry_reminded = True

    def _quants_to_alert(self, due):
        """Give goods in stock of strict companies whose lots nobody was told of, if due."""
        companies = self.env["res.company"].search([("strict_traceability", "=", True)])
        quants = self.env["stock.quant"].with_context(allowed_company_ids=companies.ids)
        if not companies:
            return quants
        return quants.search(
            Domain("company_id", "in", companies.ids)
            & Domain("lot_id.product_expiry_reminded", "=", False)
            & IN_STOCK
            & due,
            order=FIRST,
        )


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _with_those_elsewhere(self):
        """Add the same lots in other companies.

        A lot is marked once for all companies, so the others hear of it now or never.

        :return: these goods, and those of the same lots in every other company
        """
        lots = Domain("lot_id", "in", self.lot_id.ids)
        every = self.search(lots & Domain("company_id", "!=", False) & IN_STOCK, order=FIRST)
        return every.with_context(allowed_company_ids=every.company_id.ids)

    def _by_responsible(self):
        """Give {user: quants}; an Inventory manager gets those that nobody is responsible for, or
        whose responsible user may not see their company."""
        managers = {company: company._inventory_manager() for company in self.company_id}
        found = {}
        for quant in self:
            company = quant.company_id
            user = quant.product_id.with_company(company).responsible_id
            if not user.active or company not in user.company_ids:
                user = managers[company]
            found.setdefault(user, []).append(quant.id)
        return {user: self.browse(ids) for user, ids in found.items()}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _alert_of_expiry(self, quants):
        """List these goods in the user's one open alert, and by e-mail where that is wanted.

        :param quants: ``stock.quant``, none of which the user was told of
        """
        self.ensure_one()
        told = self._expiry_list(quants)
        activities = self.env["mail.activity"]
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        # Someone may have deleted the type: a To-Do then, and never one that is the user's own.
        still_open = kind and activities.search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", self.id)], limit=1
        )
        if still_open:
            still_open.note = newest(told + (still_open.note or ""))
        else:
            kind = kind or self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
            # No notice of the activity besides: who wants an e-mail gets the list itself.
            activities.with_context(mail_activity_quick_update=True).create(
                {
                    "activity_type_id": kind and kind.id,
                    "summary": self.with_context(lang=self.lang).env._("Expiration Alert"),
                    "note": told,
                    "user_id": self.id,
                    "date_deadline": fields.Date.context_today(self.with_context(tz=self.tz)),
                    "automated": True,
                }
            )
        mailed = quants.filtered("company_id.expiry_email")
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if mailed and template:
            template.with_context(expiry_list=self._expiry_list(mailed)).send_mail(self.id)

    def _expiry_list(self, quants):
        """Give these goods as HTML, in the user's language."""
        quants = quants.with_context(lang=self.lang)
        states = dict(quants._fields["expiry_state"]._description_selection(quants.env))
        rows = [
            {
                "quant": quant,
                "state": states[quant.expiry_state],
                "day": day_text(quant.company_id, quant.expiration_date),
            }
            for quant in quants[:LISTED]
        ]
        reader = self.with_context(lang=self.lang).env
        return reader["ir.qweb"]._render(
            "product_traceability.expiry_alert_list",
            {
                "rows": rows,
                "more": how_many_more(reader, len(quants) - len(rows)),
                "base_url": self.get_base_url(),
            },
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    expiry_email = fields.Boolean(
        "Expiration Alerts by Email",
        help="Also email the daily list of lots that expire soon to the person responsible for the"
        " products.",
    )

    def _inventory_manager(self):
        """Give a user who answers for the stock when nobody else does."""
        managers = self.env.ref("stock.group_stock_manager").all_user_ids
        own = managers.filtered(lambda user: self in user.company_ids and user.id != 1)
        return own.sorted("id")[:1] or self.env.ref("base.user_root")
