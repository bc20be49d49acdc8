"""Goods sold at a till have left when Odoo hears of it: that is recorded, and then told."""

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.listing import first_lines
from odoo.addons.product_traceability.tools.refusal import Refusal

# Only code can pass this very object, as no client's JSON becomes it; compared by identity.
SOLD = object()
SOLD_KEY = "traceability_sold_at_till"


def sold(records):
    """:return: the same records, for transfers of goods that a till has sold already"""
    return records.with_context(**{SOLD_KEY: SOLD})


def is_sold(env):
    """:return: whether goods are recorded that a till has sold already"""
    return env.context.get(SOLD_KEY) is SOLD


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.model
    def _trace_final_but(self):
        """A till's transfer is named after its order as soon as it is done."""
        final = super()._trace_final_but()
        return final | {"stock.picking": final["stock.picking"].extended(at_once="origin")}

    def _trace_find_refusals(self, company):
        """Add the sessions whose sales would wait on their transfer when they are closed."""
        lines = self.env["pos.order.line"].search(
            Domain("order_id.session_id.state", "!=", "closed")
            & Domain("company_id", "=", company.id)
            & Domain("order_id.picking_ids", "=", False)
            & Domain("order_id.state", "!=", "cancel")
            & Domain("product_id.tracking", "!=", "none")
        )
        operations = "order_id.session_id.config_id.picking_type_id"
        waiting = lines.filtered(
            lambda line: (
                not line.pack_lot_ids.filtered("lot_name")
                and not line.mapped(operations).lots_optional
            )
        )
        return super()._trace_find_refusals(company) + [
            Refusal(
                session._name,
                session.id,
                self.env._("Sold without a lot/serial number:"),
                first_lines(self.env, sold_lines.product_id.mapped("display_name")),
            )
            for session, sold_lines in waiting.grouped(
                lambda line: line.order_id.session_id
            ).items()
        ]

    def check_hold(self, lines):
        """Let go what is gone: a recall must find the customer who has it."""
        return None if is_sold(self.env) else super().check_hold(lines)

    def check_dates(self, lines):
        """Let go what is gone, as on hold."""
        return None if is_sold(self.env) else super().check_dates(lines)
