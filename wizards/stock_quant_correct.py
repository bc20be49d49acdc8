from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.listing import how_many_more
from ..tools.locations import OURS, QuantKey

# The preview stays readable; what is left out is counted.
SHOWN = 100


class StockQuantCorrect(models.TransientModel):
    """Shows where stock differs from its movements, asks why, and hands over to the quants."""

    _name = "stock.quant.correct"
    _description = "Correct Stock to Its Movements"

    quant_ids = fields.Many2many("stock.quant", string="Stock", readonly=True)
    # Where there is no quant any more: movements that say there should be one.
    move_line_ids = fields.Many2many("stock.move.line", string="Movements", readonly=True)
    reason = fields.Text("Why", required=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("quant_ids", "move_line_ids")
    def _compute_preview(self):
        format_quantity = self.env["traceability.guard"].format_quantity
        for wizard in self:
            differences = self.env["stock.quant"].find_differences(wizard._find_keys())
            rows = sorted(
                (
                    key.label,
                    key.product.display_name,
                    key.lot.name or "—",
                    *(format_quantity(quantity, key.product.uom_id) for quantity in change),
                )
                for key, change in differences.items()
            )
            wizard.preview = self.env["ir.qweb"]._render(
                "product_traceability.stock_quant_correct_preview",
                {"rows": rows[:SHOWN], "more": how_many_more(self.env, len(rows) - SHOWN)},
            )

    def _find_keys(self):
        """Give set of :class:`QuantKey` of what the wizard was opened on.

        :raise UserError: when it is nothing in the user's own stock
        """
        quants, lines = self.quant_ids._origin, self.move_line_ids._origin
        quants.check_access("read")
        lines.check_access("read")
        # Superuser: packages and owners tell stock apart, whoever may read them.
        keys = {QuantKey.of_quant(quant) for quant in quants.sudo()}
        for line in lines.sudo().filtered(lambda line: line.state == "done"):
            goods = {"product": line.product_id, "lot": line.lot_id}
            keys |= {QuantKey.source_of(line, **goods), QuantKey.target_of(line, **goods)}
        keys = {key for key in keys if key.location.usage in OURS}
        if not keys:
            raise UserError(self.env._("Select stock, or movements, of your own locations."))
        return keys

    def action_apply(self):
        """Correct the stock. :return: the client action that closes the dialog"""
        self.ensure_one()
        self.env["stock.quant"].correct_to_movements(self._find_keys(), self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
