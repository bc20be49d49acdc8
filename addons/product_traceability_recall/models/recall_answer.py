"""What consignees answer: how much they have, sent back, destroyed or passed on, and to whom."""

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.product_traceability.tools.quantity_words import say_number

from ..tools.quantity import is_quantity

PARTS = ("on_hand", "returned", "destroyed", "passed_on")


class RecallAnswer(models.Model):
    _name = "traceability.recall.answer"
    _description = "Answer to a Recall"
    _order = "id desc"

    consignee_id = fields.Many2one(
        "traceability.recall.consignee", required=True, index=True, ondelete="cascade"
    )
    recall_id = fields.Many2one(related="consignee_id.recall_id", store=True, index=True)
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    date = fields.Datetime(
        "Answered On", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    source = fields.Selection(
        [("link", "Answer Page"), ("paper", "Form on Paper"), ("phone", "Phone")],
        "By",
        required=True,
        default="paper",
    )
    name = fields.Char("Answered By", required=True, help="Who answered for the consignee.")
    note = fields.Text()
    # A later answer takes the place of the one before, which is kept.
    is_latest = fields.Boolean(readonly=True, default=True, index=True)
    line_ids = fields.One2many("traceability.recall.answer.line", "answer_id", "Quantities")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields and values.get("consignee_id"):
            consignee = self.env["traceability.recall.consignee"].browse(values["consignee_id"])
            values["line_ids"] = [
                Command.create({"product_id": account.product_id.id})
                for account in consignee.account_ids
            ]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        quantities = [vals.get("line_ids") or [] for vals in vals_list]
        answers = super().create([self._clean(vals) for vals in vals_list])
        answers.recall_id.check_open()
        answers._add_lines(quantities)
        earlier = answers.consignee_id.answer_ids - answers
        earlier._set_latest(latest=False)
        # sudo: that they answered is the case's own record.
        answers.consignee_id.sudo().write(
            {"state": "answered", "answered_on": fields.Datetime.now()}
        )
        answers.recall_id.note_acting()
        answers.consignee_id._read_accounts_anew()
        return answers

    def _clean(self, vals):
        """Leave to nobody what an answer says of itself: when it came, and that it came by link."""
        source = vals.get("source") or "paper"
        # The answer page alone is superuser, whose visitor has no login.
        if source == "link" and not self.env.su:
            raise UserError(
                self.env._("Only a customer answers by the link. Select Paper or Phone.")
            )
        own = {"line_ids": [], "date": fields.Datetime.now(), "is_latest": True}
        return {**vals, "source": source, **own}

    def _add_lines(self, quantities):
        """Keep the quantities of each answer.

        :param list quantities: for each answer, commands as of its ``line_ids``
        :raise ValidationError: for quantities that nobody can have
        """
        rows = []
        for answer, commands in zip(self, quantities, strict=True):
            lines = [command[2] for command in commands if command[0] == Command.CREATE]
            answer._check_quantities(lines)
            nothing = dict.fromkeys(PARTS, 0.0)
            rows += [{**nothing, **line, "answer_id": answer.id} for line in lines]
        # sudo: with its answer alone, to which nothing is added later.
        self.line_ids.sudo().create(rows)

    def _set_latest(self, latest):
        # Past our own write, which lets nobody change an answer; sudo: nor does the access to it.
        models.BaseModel.write(self.sudo(), {"is_latest": latest})

    def write(self, vals):
        raise UserError(self.env._("An answer is kept as it was given. Enter another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An answer is kept as it was given. Enter another one."))

    def _check_quantities(self, lines):
        """Refuse quantities that nobody can have: below 0, or more than was delivered.

        :param list lines: values of the lines to create
        :raise ValidationError: naming the product
        """
        delivered = {account.product_id.id: account for account in self.consignee_id.account_ids}
        products = [line.get("product_id") for line in lines]
        if len(set(products)) < len(products):
            raise ValidationError(self.env._("A product is there twice. Enter each of them once."))
        for line in lines:
            account = delivered.get(line.get("product_id"))
            if not account:
                # sudo: a consignee that answers by its link reads no products.
                product = self.env["product.product"].sudo().browse(line.get("product_id"))
                raise ValidationError(
                    self.env._(
                        "%(product)s was not delivered to %(consignee)s.",
                        product=product.exists().display_name or "",
                        consignee=self.consignee_id.name,
                    )
                )
            account._check_told(line)


class RecallAnswerLine(models.Model):
    _name = "traceability.recall.answer.line"
    _description = "Quantities of an Answer"

    answer_id = fields.Many2one(
        "traceability.recall.answer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="answer_id.company_id", store=True, index=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    on_hand = fields.Float(digits="Product Unit", help="When they were told.")
    returned = fields.Float("Sent Back", digits="Product Unit")
    destroyed = fields.Float(digits="Product Unit")
    passed_on = fields.Float(digits="Product Unit")
    passed_to = fields.Char("To Whom")

    def write(self, vals):
        raise UserError(self.env._("An answer is kept as it was given. Enter another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An answer is kept as it was given. Enter another one."))


class RecallAccount(models.Model):
    """What of a product one consignee got, and what is known of it: always as of now."""

    _name = "traceability.recall.account"
    _description = "Accounting of a Recall"
    _auto = False
    _order = "consignee_id, product_id"
    _depends = {
        "traceability.recall.delivery": [
            *("recall_id", "company_id", "consignee_id", "product_id", "quantity", "uom", "date"),
        ],
        "traceability.recall": ["started_on"],
        "traceability.recall.answer": ["consignee_id", "is_latest"],
        "traceability.recall.answer.line": ["answer_id", "product_id", *PARTS],
    }

    recall_id = fields.Many2one("traceability.recall", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    consignee_id = fields.Many2one("traceability.recall.consignee", readonly=True)
    state = fields.Selection(related="consignee_id.state")
    product_id = fields.Many2one("product.product", readonly=True)
    uom = fields.Char("Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit of Measure")
    delivered = fields.Float(readonly=True, digits="Product Unit")
    on_hand = fields.Float("On Hand When Told", readonly=True, digits="Product Unit")
    returned = fields.Float(
        "Sent Back",
        readonly=True,
        digits="Product Unit",
        help="What they say, or what has arrived since the case was started: whichever is more.",
    )
    destroyed = fields.Float(readonly=True, digits="Product Unit")
    passed_on = fields.Float(readonly=True, digits="Product Unit")
    unaccounted = fields.Float("Not Accounted For", readonly=True, digits="Product Unit")

    @property
    def _table_query(self):
        return tools.SQL(
            """
            SELECT got.*, told.on_hand, told.destroyed, told.passed_on,
                   greatest(told.returned, got.arrived) AS returned,
                   got.delivered - told.on_hand - greatest(told.returned, got.arrived)
                       - told.destroyed - told.passed_on AS unaccounted
              FROM (
                   SELECT min(d.id) AS id, d.recall_id, recall.company_id, d.consignee_id,
                          d.product_id, min(d.uom) AS uom,
                          coalesce(sum(d.quantity) FILTER (WHERE NOT back.is_since), 0)
                              AS delivered,
                          coalesce(-sum(d.quantity) FILTER (WHERE back.is_since), 0) AS arrived
                     FROM traceability_recall_delivery d
                     JOIN traceability_recall recall ON recall.id = d.recall_id
                    CROSS JOIN LATERAL (
                          SELECT d.quantity < 0 AND d.date >= recall.started_on AS is_since
                          ) back
                    GROUP BY d.recall_id, recall.company_id, d.consignee_id, d.product_id
                   ) got
              LEFT JOIN traceability_recall_answer answer
                ON answer.consignee_id = got.consignee_id AND answer.is_latest
              LEFT JOIN traceability_recall_answer_line line
                ON line.answer_id = answer.id AND line.product_id = got.product_id
             CROSS JOIN LATERAL (
                   SELECT coalesce(line.on_hand, 0) AS on_hand,
                          coalesce(line.returned, 0) AS returned,
                          coalesce(line.destroyed, 0) AS destroyed,
                          coalesce(line.passed_on, 0) AS passed_on
                   ) told
            """
        )

    def _check_told(self, line):
        """Refuse what an answer tells of a product where it cannot be.

        :param dict line: values of the line to create
        """
        # sudo: a consignee that answers by its link reads no products.
        product = self.product_id.sudo()
        told = [line.get(part, 0) for part in PARTS]
        if not all(map(is_quantity, told)):
            raise ValidationError(
                self.env._(
                    "%(product)s: enter quantities of 0 or more.", product=product.display_name
                )
            )
        if product.uom_id.compare(sum(told), self.delivered) > 0:
            raise ValidationError(
                self.env._(
                    "%(product)s: %(told)s %(uom)s are accounted for, but only %(delivered)s"
                    " %(uom)s were delivered.",
                    product=product.display_name,
                    told=say_number(self.env, sum(told)),
                    delivered=say_number(self.env, self.delivered),
                    uom=product.uom_id.name,
                )
            )
        if line.get("passed_on") and not (line.get("passed_to") or "").strip():
            raise ValidationError(
                self.env._(
                    "%(product)s: enter to whom it was passed on.", product=product.display_name
                )
            )
