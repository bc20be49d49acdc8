"""What the scope of a recall lists, kept as it was: nobody writes these but the case."""

from odoo import fields, models

from odoo.addons.product_traceability.tools import labels

ROLES = [("source", "Bad Lot"), ("affected", "Affected"), ("sibling", "Shares Ingredients")]
CERTAINTIES = [("certain", "Certain"), ("possible", "Possible")]


class RecallRow(models.AbstractModel):
    _name = "traceability.recall.row"
    _description = "Row of a Recall"

    recall_id = fields.Many2one(
        "traceability.recall", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # The case has it. What is kept of it in each of 50,000 rows, or looked for by further indexes,
    # would only slow a scope down.
    company_id = fields.Many2one(related="recall_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    uom = fields.Char("Unit", readonly=True)
    # The same in the language of who reads it.
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit of Measure")


class RecallRowOfLot(models.AbstractModel):
    _name = "traceability.recall.row.lot"
    _description = "Row of a Recall About a Lot"
    _inherit = ["traceability.recall.row"]

    lot_id = fields.Many2one(
        "stock.lot", readonly=True, ondelete="set null", index="btree_not_null"
    )
    # Kept, for the lot may get another one, or be deleted.
    lot_name = fields.Char("Lot/Serial Number", readonly=True)


class RecallRowOfDocument(models.AbstractModel):
    _name = "traceability.recall.row.document"
    _description = "Row of a Recall About a Document"
    _inherit = ["traceability.recall.row"]

    reference = fields.Char("Document", readonly=True)
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="model", readonly=True)

    def action_open(self):
        """Give the action that opens the document."""
        self.ensure_one()
        self.check_access("read")
        return self.env[self.model].browse(self.res_id)._get_records_action()


class RecallLot(models.Model):
    _name = "traceability.recall.lot"
    _description = "Affected Lot"
    _inherit = ["traceability.recall.row.lot"]
    _order = "role desc, depth, id"

    role = fields.Selection(ROLES, readonly=True)
    certainty = fields.Selection(CERTAINTIES, readonly=True)
    depth = fields.Integer("Generation", readonly=True, aggregator=None)
    path = fields.Char("Why", readonly=True)
    quantity_in = fields.Float("Received or Made", readonly=True, digits="Product Unit")
    on_hand = fields.Float(readonly=True, digits="Product Unit")
    in_transit = fields.Float(readonly=True, digits="Product Unit")
    used = fields.Float(readonly=True, digits="Product Unit")
    delivered = fields.Float("With Customers", readonly=True, digits="Product Unit")
    to_vendors = fields.Float("Sent to Vendors", readonly=True, digits="Product Unit")
    scrapped = fields.Float(readonly=True, digits="Product Unit")
    adjusted = fields.Float(readonly=True, digits="Product Unit")
    remainder = fields.Float("Unexplained", readonly=True, digits="Product Unit")
    is_on_hold = fields.Boolean(related="lot_id.is_on_hold")


class RecallStock(models.Model):
    _name = "traceability.recall.stock"
    _description = "Stock of a Recall"
    _inherit = ["traceability.recall.row.lot"]
    _order = "location_id, id"

    location_id = fields.Many2one("stock.location", readonly=True, ondelete="restrict")
    quantity = fields.Float(readonly=True, digits="Product Unit")
    reserved = fields.Float(readonly=True, digits="Product Unit")
    value = fields.Float(readonly=True)


class RecallStop(models.Model):
    _name = "traceability.recall.stop"
    _description = "Document That Can Be Stopped"
    _inherit = ["traceability.recall.row.lot"]
    _order = "reference, id"

    document = fields.Reference(selection="_select_documents", readonly=True)
    reference = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="set null", index="btree_not_null"
    )
    quantity = fields.Float(readonly=True, digits="Product Unit")

    def _select_documents(self):
        models_ = dict.fromkeys(
            model for model, _field in self.env["traceability.graph"]._trace_reference()
        )
        return [(model, self.env[model]._description) for model in models_]


class RecallDelivery(models.Model):
    _name = "traceability.recall.delivery"
    _description = "Delivery of a Recall"
    _inherit = ["traceability.recall.row.lot", "traceability.recall.row.document"]
    _order = "date, id"

    consignee_id = fields.Many2one(
        "traceability.recall.consignee", readonly=True, index=True, ondelete="cascade"
    )
    certainty = fields.Selection(CERTAINTIES, readonly=True)
    date = fields.Datetime(readonly=True)
    move_line_id = fields.Integer(readonly=True, aggregator=None)
    quantity = fields.Float(readonly=True, digits="Product Unit", help="Below 0: returned.")
    value = fields.Float(readonly=True)


class RecallDoubt(models.Model):
    _name = "traceability.recall.doubt"
    _description = "Record That Would Narrow a Recall"
    _inherit = ["traceability.recall.row.document"]
    _order = "lots desc, id"

    reason = fields.Selection(lambda self: list(labels.reasons(self.env).items()), readonly=True)
    lots = fields.Integer("Lots Only Possible", readonly=True)


class RecallExtent(models.Model):
    _name = "traceability.recall.extent"
    _description = "Narrowest and Widest Recall"
    _inherit = ["traceability.recall.row"]
    _order = "certainty, product_id"

    certainty = fields.Selection(
        [*CERTAINTIES, ("sibling", "Shares Ingredients")], readonly=True, string="Affected"
    )
    lots = fields.Integer(readonly=True, aggregator=None)
    on_hand = fields.Float(readonly=True, digits="Product Unit", aggregator=None)
    delivered = fields.Float(
        "With Customers", readonly=True, digits="Product Unit", aggregator=None
    )
    value = fields.Float(readonly=True)
