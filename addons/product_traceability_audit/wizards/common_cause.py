"""Select bad lots, and good ones, and see what the bad ones have in common."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.product_traceability.tools.listing import first_lines, first_names

from ..models.common_causes import MOST_LOTS
from ..tools.causes import LEAST, Fact


class CommonCause(models.TransientModel):
    _name = "traceability.common.cause"
    _description = "Common Cause"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    bad_ids = fields.Many2many("stock.lot", "traceability_common_cause_bad_rel", string="Bad Lots")
    good_ids = fields.Many2many(
        "stock.lot",
        "traceability_common_cause_good_rel",
        string="Good Lots",
        help="Lots known to be good. Without any, others of the same products are compared.",
    )
    bad_numbers = fields.Text(
        help="Type, paste or scan lot/serial numbers, one a line. GS1 codes are read, too."
    )
    good_numbers = fields.Text()
    product_id = fields.Many2one(
        "product.product",
        "Of Product",
        domain="[('tracking', '!=', 'none')]",
        help="Select the product if several have the lot/serial numbers that you enter.",
    )
    cause_ids = fields.One2many("traceability.common.cause.row", "question_id", readonly=True)
    statement = fields.Text(readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Common Cause")

    # -- actions ----------------------------------------------------------------------------------
    def action_find(self):
        """Find what the bad lots have in common that the good ones do not.

        :raise UserError: where lots cannot be compared, or numbers are not known
        """
        self.ensure_one()
        self._read_numbers()
        self._check_lots()
        causes = self.env["traceability.causes"].with_company(self.company_id)
        finding = causes.find(self.bad_ids, self.good_ids)
        rows = self.env["traceability.common.cause.row"]
        self.cause_ids = [
            Command.clear(),
            *(Command.create(values) for values in rows.values_of(self, finding)),
        ]
        self.statement = "\n".join(self._sentences(finding))

    def _read_numbers(self):
        """Add the lots whose numbers were entered."""
        for names, lots in (("bad_numbers", "bad_ids"), ("good_numbers", "good_ids")):
            found = self._lots_of(self[names] or "")
            if found:
                self.write({names: False, lots: [Command.link(lot.id) for lot in found]})

    def _lots_of(self, text):
        """Return the lots of which numbers are entered, one a line.

        :raise UserError: of numbers that no lot has, or lots of several products
        """
        products = self._products_by_name(text)
        domain = Domain("name", "in", list(products))
        domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id.id)
        found = defaultdict(self.env["stock.lot"].browse)
        for lot in self.env["stock.lot"].search(domain):
            if not products[lot.name] or lot.product_id == products[lot.name]:
                found[lot.name] |= lot
        if unknown := [name for name in products if name not in found]:
            raise UserError(self._explain_unknown(unknown))
        if several := [name for name, lots in found.items() if len(lots.product_id) > 1]:
            raise UserError(self._explain_several(several))
        return self.env["stock.lot"].union(*found.values())

    def _explain_unknown(self, numbers):
        if len(numbers) == 1:
            return self.env._(
                "The lot/serial number %(number)s does not exist in %(company)s. Correct or remove"
                " it.",
                number=numbers[0],
                company=self.company_id.name,
            )
        return self.env._(
            "These lot/serial numbers do not exist in %(company)s:\n%(numbers)s\n"
            "Correct or remove them.",
            company=self.company_id.name,
            numbers=first_lines(self.env, numbers),
        )

    def _explain_several(self, numbers):
        if len(numbers) == 1:
            return self.env._(
                "Several products have the lot/serial number %(number)s. Select one of them under"
                " Of Product.",
                number=numbers[0],
            )
        return self.env._(
            "Several products have these lot/serial numbers:\n%(numbers)s\n"
            "Select one of the products under Of Product.",
            numbers=first_lines(self.env, numbers),
        )

    def _products_by_name(self, text):
        """Return {number: product that its code names, or none}."""
        scan = self.env["traceability.scan"].with_company(self.company_id)
        products = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            try:
                parsed = scan.parse(line) or {}
            except UserError:
                parsed = {}  # a number that only looks like a code
            product = self.env["product.product"]
            if parsed.get("is_gs1"):
                product, _unit = scan.find_product(parsed, self.company_id)
            products[parsed.get("name") or line] = product or self.env["product.product"]
        return products

    def _check_lots(self):
        lots = self.bad_ids | self.good_ids
        lots.check_access("read")
        if len(self.bad_ids) < LEAST:
            raise UserError(
                self.env._("Select two bad lots or more. Of a single one, open the trace.")
            )
        if len(lots) > MOST_LOTS:
            raise UserError(
                self.env._(
                    "%(count)s lots are selected, and at most %(most)s can be compared."
                    " Remove some.",
                    most=f"{MOST_LOTS:,}",
                    count=f"{len(lots):,}",
                )
            )
        if both := self.bad_ids & self.good_ids:
            raise UserError(self._explain_both(both))
        others = lots.filtered(lambda lot: lot.company_id and lot.company_id != self.company_id)
        if others:
            raise UserError(self._explain_others(others))

    def _explain_both(self, lots):
        words = {"lots": first_names(self.env, lots.mapped("display_name"))}
        if len(lots) == 1:
            return self.env._(
                "%(lots)s is selected as both bad and good. Remove it from one of the lists.",
                **words,
            )
        return self.env._(
            "These lots are selected as both bad and good: %(lots)s. Remove them from one of the"
            " lists.",
            **words,
        )

    def _explain_others(self, lots):
        words = {
            "company": self.company_id.name,
            "lots": first_names(self.env, lots.mapped("display_name")),
        }
        if len(lots) == 1:
            return self.env._(
                "%(lots)s belongs to another company than %(company)s. Remove it, or switch to its"
                " company and select it there.",
                **words,
            )
        return self.env._(
            "These lots belong to other companies than %(company)s: %(lots)s. Remove them, or"
            " switch to their company and select them there.",
            **words,
        )

    def _sentences(self, finding):
        """Yield what was compared, and what limits the answer."""
        counts = {"bad": len(self.bad_ids), "count": len(finding.compared)}
        if self.good_ids:
            yield self.env._("Bad lots: %(bad)s. Good lots compared: %(count)s.", **counts)
        elif finding.compared:
            yield self.env._(
                "Bad lots: %(bad)s. No good lots were selected. Other lots of the same products,"
                " compared instead: %(count)s. Some of these may be bad, too.",
                **counts,
            )
        else:
            yield self.env._(
                "Bad lots: %(bad)s. There are no other lots of these products to compare with:"
                " what all of them share is listed, related or not.",
                **counts,
            )
        if not finding.causes:
            yield self.env._("Nothing that two of the bad lots share is rarer among the others.")
        if finding.is_cut:
            yield self.env._(
                "The trace was too large and is cut: causes may be missing. Select fewer lots."
            )


class CommonCauseRow(models.TransientModel):
    _name = "traceability.common.cause.row"
    _description = "Possible Common Cause"
    _order = "question_id, id"
    _rec_name = "name"

    question_id = fields.Many2one("traceability.common.cause", required=True, ondelete="cascade")
    kind = fields.Selection("_select_kinds", readonly=True)
    name = fields.Char("Cause", readonly=True)
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="model", readonly=True)
    day = fields.Date(readonly=True)
    bad_count = fields.Integer(readonly=True)
    all_bad = fields.Integer(readonly=True)
    bad = fields.Char("Bad with It", compute="_compute_parts")
    certain_count = fields.Integer(readonly=True)
    certain = fields.Char(
        compute="_compute_parts", help="So many of the bad by links that the record proves."
    )
    good_count = fields.Integer(readonly=True)
    all_good = fields.Integer(readonly=True)
    good = fields.Char("Good with It", compute="_compute_parts")
    chance = fields.Float(readonly=True, digits=(16, 15), aggregator=None)
    coincidence = fields.Char(
        compute="_compute_coincidence",
        help="How often so clear a difference between bad and good lots comes about by chance.",
    )
    other_count = fields.Integer(readonly=True)
    others = fields.Char(
        compute="_compute_others", help="Lots that come from it and were not selected as bad."
    )
    can_recall = fields.Boolean(compute="_compute_can_recall")
    is_more = fields.Boolean(readonly=True)

    @api.model
    def _select_kinds(self):
        return list(self.env["traceability.causes"]._trace_cause_kinds().items())

    @api.depends("bad_count", "all_bad", "certain_count", "good_count", "all_good")
    def _compute_parts(self):
        for row in self:
            row.bad, row.certain, row.good = (
                self.env._("%(count)s of %(all)s", count=f"{count:,}", all=f"{every:,}")
                for count, every in (
                    (row.bad_count, row.all_bad),
                    (row.certain_count, row.all_bad),
                    (row.good_count, row.all_good),
                )
            )

    @api.depends("chance")
    def _compute_coincidence(self):
        for row in self:
            odds = round(1 / row.chance) if row.chance else 0
            if not odds or odds > 1_000_000:
                row.coincidence = self.env._("less than 1 in 1,000,000")
            elif odds > 1:
                row.coincidence = self.env._("1 in %(odds)s", odds=f"{odds:,}")
            else:
                row.coincidence = self.env._("likely")

    @api.depends("other_count", "is_more")
    def _compute_others(self):
        for row in self:
            count = f"{row.other_count:,}"
            row.others = self.env._("%(count)s or more", count=count) if row.is_more else count

    def _compute_can_recall(self):
        recalls = self.env.get("traceability.recall")
        self.can_recall = recalls is not None and recalls.has_access("create")

    @api.private
    def values_of(self, question, finding):
        """Yield the values of each row of a finding, the likeliest cause first."""
        causes = self.env["traceability.causes"]
        for cause in finding.causes:
            fact = cause.fact
            name = causes.name_of(fact)
            if not name:
                continue
            yield {
                "kind": fact.kind,
                "name": name,
                "model": fact.model or False,
                "res_id": fact.value if fact.model else False,
                "day": False if fact.model else fact.value,
                "bad_count": cause.bad,
                "all_bad": len(question.bad_ids),
                "certain_count": cause.certain,
                "good_count": cause.good,
                "all_good": len(finding.compared),
                "chance": cause.chance,
                "other_count": cause.others,
                "is_more": cause.is_more,
            }

    # -- actions ----------------------------------------------------------------------------------
    def action_trace(self):
        """Open the trace of the lots of which the cause is true."""
        return self._lots().action_trace()

    def action_open(self):
        """Open the record that the cause is."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id).get_formview_action()

    def action_start_recall(self):
        """Start a recall of the lots of which the cause is true."""
        return self._lots().action_start_recall()

    def _lots(self):
        """Return the lots of which the cause is true.

        :raise UserError: when they are too many to be acted on as one
        """
        self.ensure_one()
        value = self.res_id if self.model else fields.Date.to_string(self.day)
        fact = Fact(self.kind, self.model or "", value)
        causes = self.env["traceability.causes"].with_company(self.question_id.company_id)
        lots, _moments = causes.lots_of(fact, MOST_LOTS + 1)
        if len(lots) > MOST_LOTS:
            raise UserError(
                self.env._(
                    "More than %(most)s lots come directly from %(cause)s."
                    " Choose a narrower cause.",
                    most=f"{MOST_LOTS:,}",
                    cause=self.name,
                )
            )
        return lots
