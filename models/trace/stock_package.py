from odoo import models
from odoo.fields import Domain

# What the history of a moved package says it was in, or came into.
CONTAINERS = ("parent_orig_id", "parent_dest_id", "outermost_dest_id")


class StockPackage(models.Model):
    """A package is traced by what was ever moved in it, or in packages inside it at that time."""

    _name = "stock.package"
    _inherit = ["stock.package", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_package"

    def _traced_domain(self):
        names = ["package_id", "result_package_id"]
        names += [f"package_history_id.{name}" for name in CONTAINERS]
        moved = Domain.OR(Domain(name, "in", self.ids) for name in names)
        by_hand = self._put_in_by_hand()
        put_in = Domain("result_package_id", "in", by_hand.ids)
        return moved | (put_in & Domain("lot_id", "in", by_hand.quant_ids.lot_id.ids))

    def _put_in_by_hand(self):
        """Return the packages that are in these now though no movement brought them there."""
        inside = self.search([("id", "child_of", self.ids), ("id", "not in", self.ids)])
        history = self.env["stock.package.history"].search(
            [("package_id", "in", inside.ids)], order="id"
        )
        container = {moved.package_id: moved.parent_dest_id for moved in history}
        by_hand = inside.filtered(lambda box: container.get(box) != box.parent_package_id)
        return self.search([("id", "child_of", by_hand.ids)])
