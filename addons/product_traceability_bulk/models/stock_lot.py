from odoo import models

from ..tools import known_overrides
from ..tools.company import is_company_consistent


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "traceability.created.at.once"]

    def _message_log_batch(self, bodies, *args, **kwargs):
        """Give lots that are made at once the line *created* in their chatter at once.

        Core computes the message once for all of them and then creates it lot by lot, which takes
        a quarter of the time of a big receipt. The messages differ in nothing but the lot: the
        first is made by core, the others are its copies.
        """
        batch = super()._message_log_batch
        if args or kwargs or not self._is_logged_alike(bodies):
            return batch(bodies, *args, **kwargs)
        first = super(StockLot, self[:1])._message_log_batch(bodies)
        return first | first.copy_to_documents(self[1:])

    def _is_logged_alike(self, bodies):
        """:return: whether the same is said of several lots, and nobody watches each message"""
        messages = self.env["mail.message"]
        return (
            len(self) > 1
            and len({bodies.get(lot_id, "") for lot_id in self.ids}) == 1
            and known_overrides.only_known(self, "_message_log_batch", "_message_create")
            and known_overrides.only_known(messages, "create", "_invalidate_documents")
        )

    def _check_company(self, fnames=None):
        known = known_overrides.only_known(self, "_check_company")
        if known and is_company_consistent(self, fnames):
            return None
        return super()._check_company(fnames)  # names what offends
