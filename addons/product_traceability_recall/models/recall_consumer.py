"""The notice for consumers, with the elements of Regulation (EU) 2023/988, article 36(2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.product_traceability.tools.listing import spans

from ..tools.plain_words import find_softening

SAID = ("reason", "hazard", "instructions", "remedies", "sold_where")


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    sold_where = fields.Text(
        "Where and When Sold", help="Shops and dates, as consumers will remember them."
    )
    remedies = fields.Text(
        default=lambda self: self._propose_remedies(),
        help="What consumers get: repair, replacement, or their money back (article 37).",
    )
    consumer_contact = fields.Char(
        "Contact for Consumers", help="A free phone number or web page (article 36)."
    )

    def _propose_remedies(self):
        return self.env._("You receive your money back, or another product.")

    @api.private
    def get_remedies(self):
        """:return: str, what consumers get; the proposed text in the language of the context"""
        if self._is_proposed(self.remedies, type(self)._propose_remedies):
            return self._propose_remedies()
        return self.remedies

    @api.private
    def get_consumer_instructions(self):
        """:return: str, what consumers are to do; what is proposed for trade is not theirs to do"""
        if self._is_proposed(self.instructions, type(self)._propose_instructions):
            return self.env._(
                "Stop using this product at once, keep it apart, and contact us. Do not give it to"
                " anybody else."
            )
        return self.instructions

    @api.private
    def check_consumer_notice(self):
        """Refuse a notice that lacks what it must say, or plays the danger down.

        :raise UserError: naming the fields and words
        """
        for recall in self:
            missing = [
                recall._fields[name]._description_string(self.env)
                for name in ("hazard", "instructions", "remedies", "consumer_contact")
                if not (recall[name] or "").strip()
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "A notice for consumers must say more. Fill in: %(fields)s.",
                        fields=", ".join(missing),
                    )
                )
            words = [word for name in SAID for word in find_softening(recall[name])]
            if words:
                raise UserError(
                    self.env._(
                        "A notice for consumers may not play the danger down (Regulation (EU)"
                        " 2023/988, article 36). Remove: %(words)s.",
                        words=", ".join(dict.fromkeys(words)),
                    )
                )

    @api.private
    def get_sold_lots(self):
        """:return: ``stock.lot`` that consumers may have: those that went to customers, or, before
        the scope is known and where none did, the bad ones
        """
        return self.delivery_ids.lot_id or self.lot_ids

    @api.private
    def list_lots(self, lots):
        """Name lots on paper, where thousands of serial numbers in a row are one range.

        :param lots: ``stock.lot``
        :return: list of (product, str of its lots)
        """
        return [
            (
                product,
                ", ".join(
                    first
                    if first == last
                    else self.env._("%(first)s to %(last)s", first=first, last=last)
                    for first, last in spans(sorted(set(found.mapped("name"))))
                ),
            )
            for product, found in lots.grouped("product_id").items()
        ]

    def action_print_consumer_notice(self):
        """Print the notice for consumers, once it says all it must."""
        self.check_access("read")
        self.check_consumer_notice()
        return self.env.ref("product_traceability_recall.action_report_consumer").report_action(
            self
        )
