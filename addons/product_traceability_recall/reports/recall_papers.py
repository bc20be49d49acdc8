"""The values of the papers of a recall."""

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_time, formatLang

from odoo.addons.product_traceability.tools.quantity_words import say_quantity

from ..models.recall_consignee import COPY_KEY

MODULE = "product_traceability_recall"
# Of a table on paper; the evidence has all rows as CSV.
MOST_ROWS = 100


def quantity_of(value, unit):
    """:return: str, a quantity in the language of its unit, which is the reader's"""
    return say_quantity(unit.env, value, unit.name)


def _clock(duration):
    """:return: str, hours, minutes and seconds, as every language reads them"""
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


class RecallLetter(models.AbstractModel):
    _name = "report.product_traceability_recall.report_letter"
    _description = "Recall Letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["traceability.recall.consignee"].browse(docids)
        # Who may not act for a recall does not print what consignees answer by, either.
        docs.open_links()
        return {"docs": docs, "with_link": not self.env.context.get(COPY_KEY), **self._words()}

    def _words(self):
        return {
            "quantity": quantity_of,
            "day": lambda moment, doc: format_date(
                self.env,
                fields.Datetime.context_timestamp(doc, moment).date(),
                lang_code=doc.get_lang(),
            ),
            "written_on": lambda doc: doc.notified_on or fields.Datetime.now(),
        }

    @api.private
    def write_page(self, consignee):
        """Write a letter as a page of its own, without the link that answers it.

        :param consignee: ``traceability.recall.consignee``, in its own language
        :return: bytes, HTML
        """
        lang = self.env["res.lang"]._get_data(code=consignee.get_lang())
        values = {
            **{"o": consignee, "recall": consignee.recall_id, "with_link": False},
            **{"lang": lang.code or "en", "direction": lang.direction or "ltr"},
            **self._words(),
        }
        page = consignee.env["ir.qweb"]._render(f"{MODULE}.letter_page", values)
        return f"<!DOCTYPE html>\n{page}".encode()


class RecallReport(models.AbstractModel):
    _name = "report.product_traceability_recall.report_status"
    _inherit = ["report.product_traceability_recall.report_letter"]
    _description = "Recall Status Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["traceability.recall"].browse(docids),
            "most": MOST_ROWS,
            "quantity": quantity_of,
            "percent": lambda value: f"{formatLang(self.env, value, digits=1)} %",
            "moment": self._say_moment,
            "day": lambda day: format_date(self.env, day),
            "since_start": lambda recall, moment: f"+{_clock(recall.get_duration(moment))}",
            "now": fields.Datetime.now(),
        }

    def _say_moment(self, moment):
        """:return: str, day and time as the user writes them, the day as elsewhere on the paper"""
        local = fields.Datetime.context_timestamp(self, moment)
        time = format_time(self.env, local.timetz(), time_format="short")
        return f"{format_date(self.env, local.date())} {time}"


class RecallClosingReport(models.AbstractModel):
    _name = "report.product_traceability_recall.report_closing"
    _inherit = ["report.product_traceability_recall.report_status"]
    _description = "Recall Closing Report"


class RecallConsumerNotice(models.AbstractModel):
    _name = "report.product_traceability_recall.report_consumer"
    _inherit = ["report.product_traceability_recall.report_status"]
    _description = "Product Safety Recall"

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data)
        # Whoever prints it by another way than the button is held to the same.
        values["docs"].check_consumer_notice()
        return values
