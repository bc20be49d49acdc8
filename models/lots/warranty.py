"""The warranty of a serial number starts with its delivery to a customer; a return ends it."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.categories import nearest_value
from ...tools.dates import company_zone, local_day

MOST_MONTHS = 1200


class ProductCategory(models.Model):
    _inherit = "product.category"

    warranty_months = fields.Integer(
        "Warranty",
        help="Months of warranty that serial numbers get when they are delivered to a customer, for"
        " products without a warranty of their own. Also used by the subcategories of this"
        " category.",
    )

    @api.constrains("warranty_months")
    def _check_warranty_months(self):
        _check_months(self)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    warranty_months = fields.Integer(
        "Warranty",
        help="Months of warranty that a serial number gets when it is delivered to a customer."
        " 0: as the product category says.",
    )

    @api.constrains("warranty_months")
    def _check_warranty_months(self):
        _check_months(self)


class StockLot(models.Model):
    _inherit = "stock.lot"

    warranty_end = fields.Date(
        copy=False,
        tracking=True,
        help="Counted from the delivery to the customer, by the months on the product. Cleared when"
        " the unit is returned.",
    )
    warranty_state = fields.Selection(
        [("under", "Under Warranty"), ("over", "Warranty Ended")],
        "Warranty",
        compute="_compute_warranty_state",
        search="_search_warranty_state",
    )

    @api.depends("warranty_end")
    def _compute_warranty_state(self):
        today = fields.Date.context_today(self)
        for lot in self:
            state = "under" if lot.warranty_end and lot.warranty_end >= today else "over"
            lot.warranty_state = lot.warranty_end and state

    def _search_warranty_state(self, operator, states):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "under": Domain("warranty_end", ">=", today),
            "over": Domain("warranty_end", "<", today),
            False: Domain("warranty_end", "=", False),
        }
        return Domain.OR(domains[state] for state in states if state in domains)

    @api.private
    def follow_warranty(self):
        """Let the warranty of serial numbers follow from where they are: it runs from the delivery
        by which their customer has them, and ends when they come back.
        """
        # Superuser: whoever delivers need not be allowed to write lots or to see all their moves.
        lots = self.sudo()
        months = {product: product._get_warranty_months() for product in lots.product_id}
        lots = lots.filtered(
            lambda lot: (
                lot.product_id.tracking == "serial" and (lot.warranty_end or months[lot.product_id])
            )
        )
        ends = {}
        for lot, line in lots._find_last_deliveries().items():
            end = False
            if line and months[lot.product_id]:
                day = local_day(line.date, company_zone(line.company_id))
                end = day + relativedelta(months=months[lot.product_id])
            if end != lot.warranty_end:
                ends.setdefault(end, []).append(lot.id)
        for end, ids in ends.items():
            lots.browse(ids).write({"warranty_end": end})

    def _find_last_deliveries(self):
        """Give {lot: the done line by which its customer got it; none when no customer has it}."""
        lines = self.env["stock.move.line"].search(
            Domain("lot_id", "in", self.ids)
            & Domain("state", "=", "done")
            & Domain("quantity", ">", 0),
            order="date, id",
        )
        found = dict.fromkeys(self)
        for line in lines:
            if line.location_dest_id.usage != "customer":
                found[line.lot_id] = None
            elif line.location_id.usage != "customer":
                found[line.lot_id] = line
        return found


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, *args, **kwargs):
        moves = super()._action_done(*args, **kwargs)
        moves.move_line_ids.filtered(
            lambda line: "customer" in (line.location_id.usage, line.location_dest_id.usage)
        ).lot_id.follow_warranty()
        return moves


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_warranty_months(self):
        """Give the months of warranty of this product's units, its own or its category's, or 0."""
        # Superuser: what a product says holds for whoever delivers it.
        template = self.sudo().product_tmpl_id
        return template.warranty_months or nearest_value(template.categ_id, "warranty_months")


def _check_months(records):
    """:raise ValidationError: where the months are none that anyone grants"""
    for record in records:
        if not 0 <= record.warranty_months <= MOST_MONTHS:
            raise ValidationError(
                record.env._(
                    "%(name)s: enter the warranty in months, from 0 to %(most)s.",
                    name=record.display_name,
                    most=MOST_MONTHS,
                )
            )
