"""A component's lot number or expiration date passes on to the finished lot, where one says so."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.dates import dates_are_on

NAME = ("name", "both")
DATES = ("dates", "both")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    finished_lot_takes = fields.Selection(
        "_finished_lot_takes_choices",
        help="What the lots of this component pass on to what is made of them: the lot/serial"
        " number, when exactly one lot is used; the earliest expiration date of the lots used. A"
        " bill of materials can say otherwise.",
    )

    @api.model
    def _finished_lot_takes_choices(self):
        return [
            ("none", self.env._("Nothing")),
            ("name", self.env._("Lot/serial number")),
            ("dates", self.env._("Expiration date")),
            ("both", self.env._("Lot/serial number and expiration date")),
        ]


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    finished_lot_takes = fields.Selection(
        lambda self: self.env["product.template"]._finished_lot_takes_choices(),
        help="Empty: as the component's product says.",
    )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _passes_on(self, choices):
        """Tell whether the lots of this component pass on what these choices say."""
        # Superuser: who makes goods need not read the settings of what they are made of.
        choice = self.bom_line_id.finished_lot_takes or self.product_id.sudo().finished_lot_takes
        return self.product_id.tracking != "none" and choice in choices


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _find_passed_on_name(self):
        """Give the number that the finished lot takes from its component, or an empty text.

        One lot must be used, for one finished lot; and the number must be free and fit.
        """
        product = self.product_id
        if not (product.tracking == "lot" or product.uom_id.compare(self.product_uom_qty, 1) == 0):
            return ""
        moves = self.move_raw_ids.filtered(
            lambda move: move.state != "cancel" and move._passes_on(NAME)
        )
        lots = moves.move_line_ids.filtered("quantity").lot_id
        if len(lots) != 1:
            return ""
        guard = self.env["traceability.guard"]
        if guard.find_name_problem(lots.name, product.get_lot_name_pattern()):
            return ""
        # Superuser: a number is taken by whoever has it.
        taken = Domain("product_id", "=", product.id) & Domain("name", "=", lots.name)
        taken &= Domain("company_id", "in", (False, self.company_id.id))
        return "" if self.env["stock.lot"].sudo().search_count(taken, limit=1) else lots.name

    def _prepare_stock_lot_values(self):
        if name := self._find_passed_on_name():
            return {"product_id": self.product_id.id, "name": name}
        return super()._prepare_stock_lot_values()

    def _pass_on_dates(self):
        """Let finished lots expire with the first of the components that pass their dates on."""
        for order in self if dates_are_on(self.env) else ():
            order._pass_on_its_dates()

    def _pass_on_its_dates(self):
        moves = self.move_raw_ids.filtered(
            lambda move: move.state == "done" and move._passes_on(DATES)
        )
        if not moves or not self.product_id.use_expiration_date:
            return
        passing = moves.move_line_ids
        made = self.move_finished_ids.move_line_ids.filtered(
            lambda line: line.state == "done" and line.product_id == self.product_id and line.lot_id
        )
        ends = {}
        for line in made:
            used = (line.consume_line_ids & passing) or passing
            for date in filter(None, used.lot_id.mapped("expiration_date")):
                ends[line.lot_id] = min(date, ends.get(line.lot_id, date))
        # Superuser: whoever produces may not be allowed to change the dates of lots.
        lots = self.env["stock.lot"].sudo()
        known = made.lot_id._find_made_by_others(self)
        by_date = {}
        for lot, end in ends.items():
            if lot not in known or not lot.expiration_date or end < lot.expiration_date:
                by_date.setdefault(end, []).append(lot.id)
        for end, ids in by_date.items():
            lots.browse(ids).write({"expiration_date": end})


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _find_made_by_others(self, order):
        """Give those of these lots that another order made too: an earlier date of it stays."""
        groups = self.env["stock.move.line"]._read_group(
            Domain("lot_id", "in", self.ids)
            & Domain("state", "=", "done")
            & Domain("move_id.production_id", "not in", (False, order.id)),
            ["lot_id"],
        )
        return self.browse(lot.id for (lot,) in groups)


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    def propose_first(self, move, names=()):
        is_first = not names and move._is_made_by_order()
        passed_on = move.production_id._find_passed_on_name() if is_first else ""
        return passed_on or super().propose_first(move, names)
