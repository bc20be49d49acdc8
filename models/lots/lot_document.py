"""Certificates of analysis and other documents of a lot: typed, dated, and kept."""

from odoo import api, fields, models

# A mail with more is refused on its way; the certificate lists them all.
MOST_ATTACHED = 20


class StockLotDocumentType(models.Model):
    _name = "stock.lot.document.type"
    _description = "Type of Lot Documents"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_for_customers = fields.Boolean(
        "On Customer Papers",
        help="Listed on the Certificate of Traceability of a delivery, and attached to its"
        " confirmation e-mail.",
    )

    _name_uniq = models.Constraint("unique (name)", "A document type of this name already exists.")


class StockLotDocument(models.Model):
    """Stock users add documents; only Inventory managers change or delete them (access rights)."""

    _name = "stock.lot.document"
    _description = "Document of a Lot"
    _order = "date desc, id desc"

    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial Number", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    company_id = fields.Many2one(related="lot_id.company_id", store=True, index=True)
    type_id = fields.Many2one(
        "stock.lot.document.type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["stock.lot.document.type"].search([], limit=1),
    )
    is_for_customers = fields.Boolean(related="type_id.is_for_customers")
    name = fields.Char("Number or Title", help="Empty: the name of the file.")
    date = fields.Date(
        default=fields.Date.context_today, help="The day on which the document was issued."
    )
    file = fields.Binary(attachment=True, required=True)
    file_name = fields.Char()

    @api.depends("type_id", "name", "file_name")
    def _compute_display_name(self):
        for document in self:
            title = document.name or document.file_name
            document.display_name = ", ".join(filter(None, [document.type_id.name, title]))

    @api.private
    def describe(self):
        """Give what answers, pages and papers say of each document, as JSON types.

        :return: list of dict: ``id``, ``lot_id``, ``lot_name``, ``type``, ``name``, ``date``,
            ``url`` (to download it, for those who may read it), ``for_customers``
        """
        return [
            {
                "id": document.id,
                "lot_id": document.lot_id.id,
                "lot_name": document.lot_id.name,
                "type": document.type_id.name,
                "name": document.name or document.file_name or "",
                "date": fields.Date.to_string(document.date) or None,
                "url": f"/web/content/{self._name}/{document.id}/file?download=true",
                "for_customers": document.is_for_customers,
            }
            for document in self
        ]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.private
    def find_customer_documents(self):
        """Give the documents of the lots that were moved, of types that go on customer papers."""
        # Superuser: who prints a paper of a transfer lists what it says of its lots, whatever the
        # access to lots.
        return (
            self.env["stock.lot.document"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", self.move_line_ids.lot_id.ids),
                    ("type_id.is_for_customers", "=", True),
                ],
                order="lot_id, date, id",
            )
        )

    def _process_attachments_for_template_post(self, mail_template):
        """Let the confirmation of a delivery carry the documents of its lots: core's hook for
        attachments that follow from the record.
        """
        # Superuser: the company says which template confirms its deliveries.
        return {
            picking.id: {"attachments": picking._get_customer_files()}
            for picking in self
            if picking.state == "done"
            and mail_template.sudo()
            == picking.company_id.sudo().stock_mail_confirmation_template_id
        }

    def _get_customer_files(self):
        """Give (name, content in base64) of each file, of those that several lots share once."""
        files = [
            (document.file_name or document.display_name, document.file)
            for document in self.find_customer_documents().with_context(bin_size=False)
        ]
        return list(dict.fromkeys(files))[:MOST_ATTACHED]


class StockLot(models.Model):
    _inherit = "stock.lot"

    document_ids = fields.One2many("stock.lot.document", "lot_id", "Documents", copy=False)
    document_count = fields.Integer(compute="_compute_document_count")

    @api.depends("document_ids")
    def _compute_document_count(self):
        groups = self.env["stock.lot.document"]._read_group(
            [("lot_id", "in", self.ids)], ["lot_id"], ["__count"]
        )
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.document_count = counts.get(lot.id, 0)
