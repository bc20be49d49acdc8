"""Goods sold at a till have left when Odoo hears of it: that is recorded, and then told."""

from odoo import api, models

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

    def check_hold(self, lines):
        """Let go what is gone: a recall must find the customer who has it."""
        return None if is_sold(self.env) else super().check_hold(lines)

    def check_dates(self, lines):
        """Let go what is gone, as on hold."""
        return None if is_sold(self.env) else super().check_dates(lines)
