"""Work centres, and the people who worked there, among the causes that bad lots may have."""

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.product_traceability_audit.tools.causes import Fact

ORDER = "mrp.production"


class TraceabilityCauses(models.AbstractModel):
    _inherit = "traceability.causes"

    @api.model
    def _trace_cause_kinds(self):
        kinds = {}
        # After the documents, before what tells less.
        for kind, label in super()._trace_cause_kinds().items():
            kinds[kind] = label
            if kind == "document":
                kinds["workcenter"] = self.env._("Work Center")
        return kinds

    @api.model
    def _trace_cause_facts(self, events):
        facts = super()._trace_cause_facts(events)
        order_of = {
            event["move_line_id"]: event["res_id"]
            for event in events
            if event["kind"] == "production" and event["model"] == ORDER
        }
        of_order = self._facts_of_orders(set(order_of.values()))
        for line, order in order_of.items():
            facts[line] |= of_order.get(order, set())
        return facts

    def _facts_of_orders(self, order_ids):
        """Return {order id: set of Fact}, as far as the user may read what was done in them."""
        orders = self.env[ORDER].browse(order_ids)._filtered_access("read")
        return {
            order.id: {
                *(
                    Fact("workcenter", "mrp.workcenter", centre.id)
                    for centre in order.workorder_ids.workcenter_id
                ),
                *(
                    Fact("operator", "res.users", user.id)
                    for user in order.user_id | order.workorder_ids.time_ids.user_id
                ),
            }
            for order in orders
        }

    @api.model
    def _trace_cause_lines(self, fact):
        work = "move_id.production_id.workorder_ids"
        if fact.kind == "workcenter":
            return Domain(f"{work}.workcenter_id", "=", fact.value)
        lines = super()._trace_cause_lines(fact)
        if fact.kind == "operator":
            lines |= Domain(f"{work}.time_ids.user_id", "=", fact.value)
            lines |= Domain("move_id.production_id.user_id", "=", fact.value)
        return lines
