"""What is done with the whole scope at once: hold, quarantine, scrap."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    hold_arrivals = fields.Boolean(
        "Hold What Comes Later",
        readonly=True,
        copy=False,
        help="Affected lots that come in again are put on hold as they arrive.",
    )

    @api.private
    def get_affected_lots(self):
        """:return: ``stock.lot``, the bad ones and what became of them; not the siblings"""
        rows = self.affected_ids.search([("recall_id", "=", self.id), ("role", "!=", "sibling")])
        return rows.lot_id

    def _affected_quants(self):
        """:return: ``stock.quant`` of what is there of them now, in our locations"""
        return self.env["stock.quant"].search(
            [
                ("lot_id", "in", self.get_affected_lots().ids),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ]
        )

    @api.private
    def get_open_lines(self):
        """:return: ``stock.move.line`` of affected lots in documents that can still be stopped"""
        return self.env["stock.move.line"].search(
            Domain("lot_id", "in", self.get_affected_lots().ids)
            & Domain("state", "not in", ("done", "cancel"))
        )

    @api.private
    def get_open_documents(self):
        """:return: list of records, each once, of whatever models: those of the open lines"""
        # sudo: it may be in an app that the coordinator does not have.
        moves = self.get_open_lines().move_id.sudo()
        return list(dict.fromkeys(filter(None, map(self._document_of, moves))))

    def action_ask_hold(self):
        """Count what a hold stops.

        :return: the action of the wizard that asks
        """
        self.ensure_one()
        self.check_acts()
        wizard = self.env["traceability.recall.hold"].create({"recall_id": self.id})
        return wizard._get_records_action(name=self.env._("Hold Everything"), target="new")

    def action_hold(self):
        """Put every affected lot on hold, and those that come in again as they arrive.

        Reservations are freed; the open documents that lose goods are told why.
        """
        self.ensure_one()
        self.check_acts()
        lots = self.get_affected_lots()
        new = lots.filtered(lambda lot: not lot.is_on_hold)
        documents = self.get_open_documents()
        if new:
            new.hold(self.env._("%(recall)s: %(reason)s", recall=self.name, reason=self.reason))
        self._flag(documents)
        self.record(hold_arrivals=True)
        self.note_acting()
        self._log_act(
            self.env._("One lot was put on hold.")
            if len(new) == 1
            else self.env._("%(count)s lots were put on hold.", count=len(new))
        )

    def action_release(self):
        """Undo the hold: release the lots that this case put on hold, and no other case holds."""
        self.ensure_one()
        self.check_acts()
        held = self.get_affected_lots().filtered(
            # RC/1 did not hold what RC/10 holds.
            lambda lot: (
                lot.is_on_hold and re.match(rf"{re.escape(self.name)}\D", lot.hold_reason or "")
            )
        )
        held.release()
        self.record(hold_arrivals=False)
        # What another open case holds, too, stays on hold, for that one.
        held.hold_for_recalls()
        held = held.filtered(lambda lot: not lot.is_on_hold)
        self._log_act(
            self.env._("One lot was released.")
            if len(held) == 1
            else self.env._("%(count)s lots were released.", count=len(held))
        )

    def _flag(self, documents):
        """Tell whoever works on open documents of the scope."""
        for document in documents:
            if isinstance(document, self.env.registry["mail.thread"]):
                document.message_post(
                    author_id=self.env.user.partner_id.id,
                    body=self.env._(
                        "Stopped by %(recall)s: affected lots may not be shipped or used. Replace"
                        " them with others.",
                        recall=self.name,
                    ),
                )

    def action_quarantine(self):
        """Give the wizard that moves all that is there to quarantine.

        :return: the action; it lists the goods before anything moves
        """
        return self._clear("action_quarantine")

    def action_scrap(self):
        """Give the wizard that scraps all that is there.

        :return: the action; it lists the goods before anything is scrapped
        """
        return self._clear("action_scrap")

    def _clear(self, action):
        self.ensure_one()
        self.check_acts()
        quants = self._affected_quants()
        if not quants:
            raise UserError(
                self.env._("Nothing of %(recall)s is in stock any more.", recall=self.name)
            )
        self.note_acting()
        return getattr(quants, action)()

    def _log_act(self, text):
        self.message_post(body=text)


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.private
    def hold_for_recalls(self):
        """Put on hold those of these lots that an open recall holds."""
        # sudo: a recall stops goods in whosever hands; its rows are for its readers.
        rows = (
            self.env["traceability.recall.lot"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.ids),
                    ("role", "!=", "sibling"),
                    ("recall_id.state", "=", "acting"),
                    ("recall_id.hold_arrivals", "=", True),
                ]
            )
        )
        for recall, found in rows.grouped("recall_id").items():
            lots = found.lot_id.filtered(lambda lot: not lot.is_on_hold)
            if lots:
                # sudo: whoever takes the goods in, at a counter, too.
                lots.sudo().hold(
                    self.env._("%(recall)s: %(reason)s", recall=recall.name, reason=recall.reason)
                )
