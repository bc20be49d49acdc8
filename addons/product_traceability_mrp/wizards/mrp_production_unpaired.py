from odoo import fields, models


class MrpProductionUnpaired(models.TransientModel):
    """Asks, before an order is produced, which component went into which unit."""

    _name = "mrp.production.unpaired"
    _description = "Produce Without Pairing"

    production_id = fields.Many2one("mrp.production", required=True, readonly=True)
    product_id = fields.Many2one(related="production_id.product_id")

    def action_pair_in_sequence(self):
        """Pair, and go on with what asked: *Produce All*.

        :return: what producing gives
        """
        self.production_id.action_pair_in_sequence()
        return self._produce()

    def action_scan_pairs(self):
        """:return: the action that scans pairs"""
        return self.production_id.action_scan_pairs()

    def action_produce(self):
        """:return: what producing without pairs gives"""
        return self._produce()

    def _produce(self):
        order = self.production_id.with_context(asks_pairing=False)
        done = order.button_mark_done()
        return {"type": "ir.actions.client", "tag": "soft_reload"} if done is True else done
