"""The *Certificate of Traceability* of a transfer: its lots, and where each of them came from."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ...tools.dates import day_text
from ...tools.labels import event_word
from ...tools.listing import first_names
from ...tools.quantity_words import say_quantity
from ...tools.renderer import prints_plainly
from ..trace.traceability_tree import signed_quantity, tree_rows

INDENTED_LEVELS = 8
INDENT_PIXELS = 10
# What a partner may have to do with a transfer, in the order of the headings.
ROLES = ("received_from", "returned_by", "delivered_to", "returned_to")


class CertificateReport(models.AbstractModel):
    _name = "report.product_traceability.report_certificate"
    _inherit = ["report.product_traceability.report_trace_lot"]
    _description = "Certificate of Traceability"
    _traced_model = "stock.picking"

    @api.model
    def _get_report_values(self, docids, data=None):
        """A certificate for each transfer, in the language of who gets it.

        :param list docids: ids of transfers
        :return: dict of the transfers and ``certify``, which makes what the template shows of one
        :raise UserError: when one of them is not done
        :raise AccessError: when the reader may not read one of them
        """
        docs = self.env["stock.picking"].browse(docids)
        if undone := docs.filtered(lambda picking: picking.state != "done"):
            raise UserError(
                self.env._(
                    "Only completed transfers can be certified. Validate these first:"
                    " %(transfers)s",
                    transfers=first_names(self.env, undone.mapped("name")),
                )
            )
        return {
            "doc_ids": docids,
            "doc_model": docs._name,
            "docs": docs,
            "certify": self._certify,
            "plain_renderer": prints_plainly(),
        }

    def _certify(self, picking):
        """Give what the certificate of a transfer shows, text in its language."""
        report = self.with_context(lang=picking._get_report_lang())
        picking = picking.with_env(report.env)
        # What came in later has no part in what was delivered; a line may be added later.
        last = max([picking.date_done, *picking.move_line_ids.mapped("date")])
        answer = picking.get_traceability("upstream", as_of=last)
        roles = report._roles(picking)
        return {
            **report._words(roles),
            "parties": report._parties(picking, roles),
            "delivered_on": day_text(picking.company_id, picking.date_done),
            "rows": picking._lot_rows(contents=True),
            "vendors": report._vendors(answer),
            "origins": report.with_company(picking.company_id)._origins(answer),
            "statement": answer["statement"],
            "truncated": answer["truncated"],
            "gaps": report._gaps(answer),
            "untracked": report._untracked(picking),
            "documents": report._documents(picking),
            "printed_on": format_date(report.env, fields.Date.context_today(report)),
        }

    def _roles(self, picking):
        """Give {role: the partners in it, as records}, where goods came from first."""
        found = {}
        for source, target, giver, taker in picking.get_traced_partners():
            roles = {
                "returned_by" if source == "customer" else "received_from": giver,
                "returned_to" if target == "supplier" else "delivered_to": taker,
            }
            for role, partner in roles.items():
                if partner:
                    found[role] = found.get(role, partner) | partner
        return {role: found[role] for role in ROLES if role in found}

    def _parties(self, picking, roles):
        """Give pairs of a heading and the names of those whom it is about."""
        headings = {
            "received_from": self.env._("Received from"),
            "returned_by": self.env._("Returned by"),
            "delivered_to": self.env._("Delivered to"),
            "returned_to": self.env._("Returned to"),
        }
        parties = [
            (headings[role], ", ".join(partners.mapped("display_name")))
            for role, partners in roles.items()
        ]
        if not parties and picking.partner_id:
            parties = [(self.env._("Contact"), picking.partner_id.display_name)]
        return parties

    def _words(self, roles):
        """Give what the certificate calls the goods, by the direction that they took."""
        if "returned_by" in roles or "returned_to" in roles:
            return {"goods": self.env._("What was returned"), "moved": self.env._("Returned")}
        if "delivered_to" in roles:
            return {"goods": self.env._("What was delivered"), "moved": self.env._("Delivered")}
        if "received_from" in roles:
            return {"goods": self.env._("What was received"), "moved": self.env._("Received")}
        return {"goods": self.env._("What was moved"), "moved": self.env._("Moved")}

    def _vendors(self, answer):
        """Give who sent the goods, to us or straight to the customer, or made them for us."""
        names = [
            event["from_partner_name"]
            for event in answer["events"]
            if event["kind"] in ("receipt", "delivery", "production") and event["from_partner_name"]
        ]
        return ", ".join(dict.fromkeys(names))

    def _origins(self, answer):
        """Give a row for each lot with all that tells how it came."""
        origins, labels = [], self._labels()
        for row in tree_rows(answer, "upstream"):
            if row["kind"] == "node":
                origins.append(self._origin(row, labels))
            else:
                origins[-1]["came"].append(self._event(row, labels))
        return origins

    def _origin(self, row, labels):
        node, link = row["node"], row["link"]
        return {
            "product": node["product_name"],
            "lot": node["lot_name"] or self.env._("(no lot)"),
            "indent": min(row["level"], INDENTED_LEVELS) * INDENT_PIXELS,
            "level": row["level"] if row["level"] > INDENTED_LEVELS else "",
            "is_root": not link,
            "used": self._used(link, row["uom"]) if link else "",
            "doubt": self._doubt(link, labels) if link else "",
            "repeat": row["repeat"],
            "came": [],
        }

    def _used(self, link, uom):
        return self.env._(
            "%(quantity)s used in %(document)s on %(date)s",
            quantity=say_quantity(self.env, link["quantity"], uom),
            document=link["reference"],
            date=self._day(link["date"]),
        )

    def _doubt(self, link, labels):
        if link["certainty"] == "certain":
            return ""
        reason = labels["reasons"][link["reason"]]
        return self.env._("possible: %(reason)s", reason=reason)

    def _event(self, row, labels):
        event = row["event"]
        parts = [
            event_word(labels, event),
            say_quantity(self.env, signed_quantity(event), event["uom"]),
            event["reference"],
            self._day(event["date"]),
            event["from_partner_name"] or event["partner_name"],
        ]
        return " · ".join(part for part in parts if part)

    def _day(self, text):
        """Give a moment in UTC as the calendar of the company has it."""
        return day_text(self.env.company, fields.Datetime.to_datetime(text))

    def _documents(self, picking):
        """Give a text for each document of the lots moved that customers are told of."""
        # Superuser: the certificate names what the customer is told of, whoever prints it.
        return [
            ", ".join(filter(None, [document["lot_name"], document["type"], document["name"], day]))
            for document in picking.find_customer_documents().with_env(self.sudo().env).describe()
            for day in [format_date(self.env, document["date"]) if document["date"] else ""]
        ]

    def _untracked(self, picking):
        """Give the products of a transfer that have no lots by choice."""
        products = picking.move_line_ids.product_id.filtered(
            lambda product: product.tracking == "none"
        )
        return ", ".join(products.mapped("display_name"))
