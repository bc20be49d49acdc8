"""Write to the customers of a trace, each with the lots and serial numbers that it got."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import plaintext2html
from odoo.tools.mail import email_normalize

from ..tools.listing import SHOWN, first_names, how_many_more, spans

# What the dialog may change of a customer.
OPEN = {"is_chosen"}


class TraceabilityMessage(models.TransientModel):
    _name = "traceability.message"
    _description = "Message to the Customers of a Trace"

    customer_ids = fields.One2many("traceability.message.customer", "message_id", "Customers")
    text_ids = fields.One2many("traceability.message.text", "message_id", "Texts")
    chosen_count = fields.Integer("Customers to Message", compute="_compute_chosen_count")
    unreachable = fields.Char("Customers without an e-mail address", readonly=True)
    told = fields.Char("Customers messaged before", readonly=True)
    is_sent = fields.Boolean(readonly=True)

    @api.depends("customer_ids.is_chosen")
    def _compute_chosen_count(self):
        for message in self:
            message.chosen_count = len(message.customer_ids.filtered("is_chosen"))

    # -- the preview --------------------------------------------------------------------------
    @api.model
    @api.private
    def preview(self, answer):
        """Show who is to be written to, and of which lots.

        Who sent everything back, was written to about these lots before, or has no e-mail address
        is listed, but not chosen.

        :param dict answer: what ``get_traceability`` returned
        :return: the action of the dialog
        :raise AccessError: when the user may not message customers
        :raise UserError: when the trace leads to no customer
        """
        self.check_access("create")
        goods = defaultdict(list)
        for row in self.env["traceability.graph"].customers(answer):
            goods[row["who"]] += [
                self._goods(row, lot)
                for lot in sorted(row["lots"], key=lambda lot: lot["node"]["lot_name"])
                if lot["net"] > 0
            ]
        # Who looks at both companies of a delivery sees where it went from there.
        own = self.env.companies.partner_id.ids
        goods = {who: lots for who, lots in goods.items() if who.id not in own}
        if not goods:
            raise UserError(self.env._("This trace leads to no customer."))
        told = self._told({lot["lot_id"] for lots in goods.values() for lot in lots})
        languages = self._languages([who.id for who in goods])
        customers = [
            {
                "name": who.name,
                "partner_id": who.id,
                "mailed_ids": [Command.set(who.mailed_ids)],
                "email": who.email,
                "lang": languages.get(who.id) or self.env.user.lang or "en_US",
                "goods": lots,
                "told_on": told.get(who.id),
                "is_chosen": bool(lots and who.mailed_ids and who.id not in told),
            }
            for who, lots in goods.items()
        ]
        unreachable = [who.name for who in goods if not who.mailed_ids]
        # Superuser: nobody writes these lines by hand, for they say whom a mail names which lots.
        message = self.sudo().create(
            {
                "customer_ids": [*map(Command.create, customers)],
                "text_ids": [
                    Command.create({"lang": lang, **self._text(lang)})
                    for lang in sorted({customer["lang"] for customer in customers})
                ],
                "unreachable": first_names(self.env, unreachable),
                "told": first_names(self.env, [who.name for who in goods if who.id in told]),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message Customers"),
            "res_model": self._name,
            "res_id": message.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @staticmethod
    def _goods(row, lot):
        node = lot["node"]
        return {
            **{name: node[name] for name in ("lot_id", "lot_name", "product_id", "product_name")},
            "quantity": lot["net"],
            "uom": row["uom"],
            "certainty": row["certainty"],
            "documents": [document["reference"] for document in lot["documents"]],
        }

    def _languages(self, partner_ids):
        """Return {partner id: language}, of those that write a language that is still in use."""
        in_use = dict(self.env["res.lang"].get_installed())
        partners = self.env["res.partner"].browse(list(filter(None, partner_ids)))
        readable = partners._filtered_access("read")
        return {partner.id: partner.lang for partner in readable if partner.lang in in_use}

    def _text(self, lang):
        env = self.with_context(lang=lang).env
        return {
            "subject": env._("Important: lots and serial numbers delivered to you"),
            "text": env._(
                "Dear customer,\n\n"
                "This concerns goods that we delivered to you. They are listed below.\n\n"
                "Please do not use or sell them, and contact us."
            ),
        }

    def _told(self, lot_ids):
        """Return {partner id: when it was last written to about one of these lots}."""
        # Superuser: a note on a lot that the user reads; its customers are those of the trace.
        notes = (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", "stock.lot"),
                    ("res_id", "in", list(filter(None, lot_ids))),
                    ("subtype_id", "=", self._subtype().id),
                ],
                ["date", "partner_ids"],
                order="date, id",
            )
        )
        return {partner.id: note.date for note in notes for partner in note.partner_ids}

    def _subtype(self):
        # Superuser: a subtype is no secret, but not everyone who messages customers reads it.
        return self.env.ref("product_traceability.mt_customers_messaged").sudo()

    # -- sending ------------------------------------------------------------------------------
    def action_send(self):
        """Queue one mail for each chosen customer, and log them on the lots.

        :return: the notice of how many there are
        :raise UserError: when they were sent already, when nobody is chosen, or when a text or the
            user's e-mail address is missing
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()  # of two clicks the second waits, and is told
        self.invalidate_recordset(["is_sent"])
        chosen = self.customer_ids.filtered(lambda line: line.is_chosen and line.mailed_ids)
        self._check_sending(chosen)
        texts = {text.lang: text for text in self.text_ids}
        values = [line._mail(texts[line.lang]) for line in chosen]
        # Superuser, as in core's composer: mails are made by code alone.
        mails = self.env["mail.mail"].sudo().create(values)
        self._notify_of(mails)
        self._log(chosen, texts)
        self.sudo().is_sent = True
        # Superuser: who may send a mail may have it sent now.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return self._notice(len(chosen))

    def _check_sending(self, chosen):
        if self.is_sent:
            raise UserError(
                self.env._("These messages were sent already. Open the dialog again to send more.")
            )
        if not chosen:
            raise UserError(self.env._("No customer with an e-mail address is selected."))
        if not email_normalize(self.env.user.email):
            raise UserError(self.env._("Enter your e-mail address in your preferences first."))
        used = self.text_ids.filtered(lambda text: text.lang in chosen.mapped("lang"))
        if not all((text.subject or "").strip() and (text.text or "").strip() for text in used):
            raise UserError(self.env._("Enter a subject and a text for each language."))

    def _notify_of(self, mails):
        """Let each customer's history say whether its mail could be sent, as the composer does."""
        notifications = [
            {**values, "res_partner_id": partner.id}
            for mail, values in zip(mails, mails._get_notification_values(), strict=True)
            for partner in mail.recipient_ids
        ]
        # Superuser: nobody writes notifications by hand, not even their own.
        self.env["mail.notification"].sudo().create(notifications)

    def _log(self, chosen, texts):
        """Note on each lot which customers were written to."""
        line_ids = defaultdict(list)
        for line in chosen:
            for lot_id in {goods["lot_id"] for goods in line.goods or [] if goods["lot_id"]}:
                line_ids[lot_id].append(line.id)
        customers = {lot_id: chosen.browse(ids) for lot_id, ids in line_ids.items()}
        lots = self.env["stock.lot"].browse(customers).exists()
        notes = lots._message_log_batch(
            bodies={
                lot.id: self.env._(
                    "Message to customers “%(subject)s”: %(customers)s",
                    subject=texts[customers[lot.id][0].lang].subject,
                    customers=first_names(self.env, customers[lot.id].mapped("name")),
                )
                for lot in lots
            }
        )
        for lines, some in notes.grouped(lambda note: customers[note.res_id]).items():
            some.write(
                {
                    "subtype_id": self._subtype().id,
                    "partner_ids": [Command.set(lines.partner_id.ids)],
                }
            )
        lots.make_final(notes)

    def _notice(self, count):
        told = (
            self.env._("One customer is sent a message.")
            if count == 1
            else self.env._("%(count)s customers are sent a message each.", count=count)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": told,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class TraceabilityMessageText(models.TransientModel):
    _name = "traceability.message.text"
    _description = "Message in One Language"

    message_id = fields.Many2one(
        "traceability.message", "Messages", required=True, ondelete="cascade"
    )
    lang = fields.Selection(lambda self: self.env["res.lang"].get_installed(), "Language")
    subject = fields.Char()
    text = fields.Text("Message")


class TraceabilityMessageCustomer(models.TransientModel):
    _name = "traceability.message.customer"
    _description = "Customer to Message"
    _order = "id"

    message_id = fields.Many2one("traceability.message", required=True, ondelete="cascade")
    is_chosen = fields.Boolean("Send")
    name = fields.Char("Customer", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    # Of a company without an address of its own, those that its addresses have.
    mailed_ids = fields.Many2many("res.partner", string="Addresses", readonly=True)
    email = fields.Char(readonly=True)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), "Language", readonly=True
    )
    told_on = fields.Datetime("Messaged Before", readonly=True)
    goods = fields.Json(readonly=True)
    goods_text = fields.Char("Lots / Serial Numbers", compute="_compute_goods_text")

    def write(self, vals):
        # What a mail says of lots, and whom it goes to, is the trace's word, not the client's.
        if not self.env.su and vals.keys() - OPEN:
            raise AccessError(self.env._("Customers of a trace can only be selected."))
        return super().write(vals)

    @api.depends("goods")
    def _compute_goods_text(self):
        for line in self:
            names = [
                first if first == last else f"{first} … {last}"
                for first, last in spans(
                    {lot["lot_name"] for lot in line.goods or [] if lot["lot_id"]}
                )
            ]
            more = how_many_more(self.env, len(names) - SHOWN)
            line.goods_text = ", ".join(filter(None, [*names[:SHOWN], more]))

    def _mail(self, text):
        """Return the values of the customer's mail, in its language."""
        env = self.with_context(lang=self.lang).env
        # Superuser: the sender's own company.
        company = env.company.sudo()
        products = env["product.product"].browse({lot["product_id"] for lot in self.goods or []})
        names = {product.id: product.display_name for product in products._filtered_access("read")}
        body = env["ir.qweb"]._render(
            "product_traceability.message_to_customer",
            {
                "text": plaintext2html(text.text),
                "goods": [
                    {**lot, "product_name": names.get(lot["product_id"], lot["product_name"])}
                    for lot in self.goods or []
                ],
                "company": company,
                "sender": env.user.name,
            },
            lang=self.lang,
        )
        return {
            "subject": text.subject,
            "body": body,
            "body_html": body,
            "author_id": env.user.partner_id.id,
            "email_from": env.user.email_formatted,
            "reply_to": env.user.email_formatted,
            "model": "res.partner",
            "res_id": self.partner_id.id,
            "recipient_ids": [Command.set(self.mailed_ids.ids)],
            "message_type": "email_outgoing",
            "auto_delete": False,
        }
