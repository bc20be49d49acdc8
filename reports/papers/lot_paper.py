"""What papers and labels say of a lot: its dates, and its GS1 code."""

from base64 import b64encode

from markupsafe import Markup

from odoo import api, models

from ...tools import gs1_elements
from ...tools.dates import company_zone, day_text, local_day
from ...tools.gs1_datamatrix import png

NUMBERS = {"lot": "10", "serial": "21"}


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _label_has_gs1_code(self):
        """Tell whether labels bear our code; with strict traceability off they bear core's."""
        return self.is_strict()

    def _paper_company(self):
        return self.company_id or self.env.company

    def _gs1_elements(self):
        """Give what a GS1 code says of the lot; its name comes last, as only its length varies.

        A product without GTIN has a code without one: a scanner then needs the product from the
        document at hand.

        :return: [(identifier, value)], or [] when GS1 cannot write the number
        """
        number = NUMBERS.get(self.product_id.tracking)
        if not number or not gs1_elements.fits(number, self.name):
            return []
        elements = [(number, self.name)]
        if self.use_expiration_date:  # which is off while dates are
            days = {"15": self.use_date, "17": self.expiration_date}
            zone = company_zone(self._paper_company())
            elements[:0] = [
                (ai, local_day(moment, zone).strftime("%y%m%d"))
                for ai, moment in days.items()
                if moment
            ]
        if self.product_id.valid_ean:
            elements.insert(0, ("01", self.product_id.barcode.zfill(14)))
        return elements

    def _gs1_text(self):
        """Give the element string that a scanner reads, or '' when there is none."""
        return "".join(ai + value for ai, value in self._gs1_elements())

    def _gs1_readable(self):
        """Give the code as people read it, its identifiers in brackets."""
        return "".join(f"({ai}){value}" for ai, value in self._gs1_elements())

    def _gs1_zpl(self):
        """Give what stands in core's ``^BX`` field of a label: its end, and a field of our own.

        Core leaves the escape character to the printer, which knows two; a field without data
        prints nothing.

        :return: Markup, of the plain number when GS1 cannot write it; ZPL knows no HTML
        """
        text = self._gs1_text()
        data = (text or self.name).replace("_", "__")
        return Markup(  # noqa: S704  printed as text
            "^FS\n^FO425,150^BY3\n^BXN,8,200,,,,_\n^FD" + ("_1" if text else "") + data
        )

    def _gs1_image(self):
        """Give the GS1 DataMatrix symbol as a data URI, or '' when there is none."""
        text = self._gs1_text()
        return text and f"data:image/png;base64,{b64encode(png(text)).decode()}"

    @api.private
    def get_paper_dates(self):
        """Give the dates of a lot, or of none, as papers write them.

        :return: dict of the texts ``use_date`` and ``expiration_date``, empty where there is no
            date, or dates are switched off, for all or for its product
        """
        on = self.use_expiration_date
        company = self._paper_company()
        return {
            name: day_text(company, on and self[name]) for name in ("use_date", "expiration_date")
        }
