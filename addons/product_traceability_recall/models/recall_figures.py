"""What the papers of a recall add up: always as of now, always by product and unit."""

from odoo import api, fields, models

from .recall_answer import PARTS
from .recall_consignee import WAITING


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    account_ids = fields.One2many("traceability.recall.account", "recall_id", "Accounting")
    recovered_percent = fields.Float(
        "Recovered (%)",
        compute="_compute_recovered_percent",
        help="Of the value that customers have or had: what they sent back or destroyed.",
    )

    @api.depends("account_ids")
    def _compute_recovered_percent(self):
        for recall in self:
            delivered = recovered = 0.0
            for row in recall.get_accounts():
                # Units of different products do not add up, so their value does; where none has a
                # cost each product counts alike.
                weight = row["price"] or 1.0
                delivered += weight * row["delivered"]
                recovered += weight * (row["returned"] + row["destroyed"])
            recall.recovered_percent = 100 * recovered / delivered if delivered else 0.0

    @api.private
    def get_accounts(self):
        """Add up by product what customers got and what is known of it.

        :return: list of dict with ``product`` (record), ``uom``, ``delivered``, ``on_hand``,
            ``returned``, ``destroyed``, ``passed_on``, ``unaccounted``, ``percent`` (of what was
            delivered, how much is accounted for) and ``price`` of a unit
        """
        self.ensure_one()
        names = ("delivered", *PARTS, "unaccounted")
        rows = self.env["traceability.recall.account"]._read_group(
            [("recall_id", "in", self.ids)],  # none yet of a case that is being entered
            ["product_id", "uom"],
            [f"{name}:sum" for name in names],
        )
        prices = self._prices([product.id for product, *_rest in rows])
        accounts = []
        for product, uom, *amounts in rows:
            sums = dict(zip(names, amounts, strict=True))
            known = sums["delivered"] - sums["unaccounted"]
            percent = 100 * known / sums["delivered"] if sums["delivered"] else 100.0
            accounts.append(
                {
                    "product": product,
                    "uom": uom,
                    **sums,
                    "percent": percent,
                    "price": prices[product.id],
                }
            )
        return accounts

    @api.private
    def get_status(self):
        """Give the six items of a status report (21 CFR 7.53(b)).

        :return: dict of ``notified``: {(how, day): count}, ``total``, ``answered``, ``silent``
            (records), ``failed`` (records), ``accounts``, ``checks``: {result: count}, and
            ``drawn``
        """
        self.ensure_one()
        consignees = self.consignee_ids
        notified = {}
        for consignee in consignees.filtered("notified_on"):
            day = fields.Datetime.context_timestamp(self, consignee.notified_on).date()
            key = (consignee.notified_by, day)
            notified[key] = notified.get(key, 0) + 1
        results = {}
        for check in self.check_ids.filtered("result"):
            results[check.result] = results.get(check.result, 0) + 1
        return {
            "total": len(consignees),
            "notified": dict(sorted(notified.items(), key=lambda item: item[0][1])),
            "answered": consignees.filtered(lambda each: each.state == "answered"),
            "silent": consignees.filtered(lambda each: each.state in WAITING),
            "untold": consignees.filtered(
                lambda each: each.state in ("pending", "queued", "failed")
            ),
            "accounts": self.get_accounts(),
            "checks": results,
            "drawn": len(self.check_ids),
        }
