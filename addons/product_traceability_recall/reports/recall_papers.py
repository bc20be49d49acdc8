"""The values of the papers of a recall."""

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime, formatLang

QUANTITY_DIGITS = "Product Unit"
# Of a table on paper; the evidence has all rows as CSV.
MOST_ROWS = 100


class RecallLetter(models.AbstractModel):
    _name = "report.product_traceability_recall.report_letter"
    _description = "Recall Letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env["traceability.recall.consignee"].browse(docids)
        # Who may not act for a recall does not print what consignees answer by, either.
        docs.open_links()
        return {
            "docs": docs,
            "quantity": self._quantity,
            "day": lambda moment, doc: format_date(
                self.env,
                fields.Datetime.context_timestamp(doc, moment).date(),
                lang_code=doc.get_lang(),
            ),
        }

    def _quantity(self, value, uom):
        digits = self.env["decimal.precision"].precision_get(QUANTITY_DIGITS)
        text = formatLang(self.env, value, digits=0 if value == int(value) else digits)
        return f"{text} {uom}"


class RecallReport(models.AbstractModel):
    _name = "report.product_traceability_recall.report_status"
    _inherit = ["report.product_traceability_recall.report_letter"]
    _description = "Recall Status Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["traceability.recall"].browse(docids),
            "most": MOST_ROWS,
            "quantity": self._quantity,
            "moment": lambda moment: format_datetime(self.env, moment, dt_format="short"),
            "day": lambda day: format_date(self.env, day),
            "now": fields.Datetime.now(),
        }


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
