"""What the papers of a transfer say of its lots: delivery slip, picking operations, return slip."""

from odoo import api, models
from odoo.tools import groupby

from ...tools.dates import dates_are_on, day_text
from ...tools.quantity_words import say_quantity

SHOWS_LOTS = "stock.group_lot_on_delivery_slip"
SHOWS_DATES = "product_expiry.group_expiry_date_on_delivery_slip"
SHOWS_CODES = "product_traceability.group_gs1_on_delivery_slip"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _slip_shows(self):
        """Ask the settings what a slip shows, and not the groups of who prints it.

        A customer who downloads the slip from the portal gets the paper that was in the parcel.

        :return: dict of booleans ``lots``, ``dates``, ``codes``
        """
        groups = self.env["res.groups"]
        lots = groups._is_feature_enabled(SHOWS_LOTS)
        return {
            "lots": lots,
            "dates": lots and groups._is_feature_enabled(SHOWS_DATES) and dates_are_on(self.env),
            "codes": lots and groups._is_feature_enabled(SHOWS_CODES),
        }

    def _slip_quantities(self):
        """Add up the lines of a lot: one that left from several shelves is one row of the slip.

        :return: {id of the first move line of a lot: quantity of all of its lines}, in the unit of
            that line; lines of another move, unit or package are rows of their own
        """
        quantities = {}
        for _key, lines in groupby(self.move_ids.move_line_ids, _row_key):
            first = lines[0]
            total = sum(line.quantity for line in lines)
            quantities[first.id] = first.product_uom_id.round(total)
        return quantities

    def _lot_rows(self, lots=True, dates=True, codes=False, contents=False):
        """Give the lots of a transfer as a table of its own, done or not.

        :param bool lots: whether papers of this kind tell lots, and whether they tell dates
        :param bool codes: whether they show GS1 codes
        :param bool contents: whether they tell what the goods were in
        :return: list of dicts of texts: ``product``, ``inside``, ``lot``, ``quantity``,
            ``use_date``, ``expiration_date``, ``image`` (a data URI)
        """
        if not lots:
            return []
        quantities = self._slip_quantities()
        rows = []
        for line in self.move_ids.move_line_ids:
            if line.id not in quantities or not (line.lot_id or line.lot_name):
                continue
            rows.append(
                {
                    "product": line.product_id.display_name,
                    "inside": ", ".join(line._trace_inside()) if contents else "",
                    "lot": line.lot_id.name or line.lot_name,
                    "quantity": say_quantity(
                        self.env, quantities[line.id], line.product_uom_id.name
                    ),
                    "image": codes and line._paper_lot()._gs1_image(),
                    **(line.get_paper_dates() if dates else {}),
                }
            )
        return rows


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _trace_inside(self):
        """Hook: say what the goods were in, as who got them knows it.

        :return: list of names, such as that of a package, with the pallet it stood on
        """
        package, pallet = self.result_package_id, self.package_history_id.outermost_dest_id
        names = [pallet.name, package.name] if pallet != package else [package.name]
        return [" > ".join(filter(None, names))] if package else []

    def _paper_lot(self):
        """Give the lot; one without company is shown as of the company whose transfer it is in."""
        return self.lot_id.with_company(self.company_id)

    @api.private
    def get_paper_dates(self):
        """Give the dates of the lot, or of the one that is to be made, as papers write them.

        :return: dict as :meth:`stock.lot.get_paper_dates` gives it
        """
        if self.lot_id:
            return self._paper_lot().get_paper_dates()
        expires = dates_are_on(self.env) and self.use_expiration_date and self.expiration_date
        return {"use_date": "", "expiration_date": day_text(self.company_id, expires)}


def _row_key(line):
    return line.move_id, line.lot_id, line.lot_name, line.product_uom_id, line.result_package_id
