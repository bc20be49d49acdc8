"""Readiness: what *Strict Traceability* would refuse now, before it is switched on."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class Check(NamedTuple):
    """What is counted besides the documents that would be refused."""

    label: str  # translated
    model: str
    domain: Domain
    advice: str  # translated
    fix: str = ""  # the method that returns the action which fixes records; else they are listed


class TraceabilityReadiness(models.TransientModel):
    _name = "traceability.readiness"
    _description = "Readiness for Strict Traceability"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    is_strict = fields.Boolean(related="company_id.strict_traceability", string="Strict")
    row_ids = fields.One2many("traceability.readiness.row", "readiness_id", "Left", readonly=True)
    left = fields.Integer("Left to Fix", compute="_compute_left")
    has_documents = fields.Boolean(compute="_compute_left")

    @api.depends("row_ids.count", "row_ids.document_ids")
    def _compute_left(self):
        for readiness in self:
            readiness.left = sum(readiness.row_ids.mapped("count"))
            readiness.has_documents = bool(readiness.row_ids.document_ids)

    def _compute_display_name(self):
        self.display_name = self.env._("Readiness")

    @api.model
    def action_open(self):
        """Look at the user's company as it is now.

        :return: the action that shows what is left
        """
        self.check_access("read")
        # sudo: nobody writes what was found.
        readiness = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "row_ids": [fields.Command.create(row) for row in self.find_rows()],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readiness"),
            "res_model": self._name,
            "res_id": readiness.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_look_again(self):
        """:return: the action that shows what is left now"""
        return self.with_company(self.company_id).action_open()

    def action_switch_on(self):
        """Switch on *Strict Traceability* for the company, whatever is left.

        :return: the action that shows the readiness of a strict company
        :raise AccessError: for who may not change the settings
        """
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Only who may change the settings switches on Strict Traceability. Ask an"
                    " administrator."
                )
            )
        # Looked at first: the rules are asked in another transaction, which would wait for the
        # company that this one has written.
        action = self.action_look_again()
        self.company_id.strict_traceability = True
        return action

    def action_open_documents(self):
        """List the documents, each with all that is refused of it."""
        return self.row_ids.action_open_documents() | {"name": self.env._("Documents")}

    # -- what is left -------------------------------------------------------------------------
    @api.private
    @api.model
    def find_rows(self):
        """Return list of values of rows: what the user's company has that the rules refuse."""
        return [*self._find_checked(), *self._find_refused()]

    @api.model
    def _trace_readiness_checks(self):
        """Return {key: Check}, the first to be fixed first. Addons add theirs."""
        own = Domain("company_id", "=", self.env.company.id)
        stock = (
            own
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("product_id.tracking", "!=", "none")
        )
        return {
            "operation_types": Check(
                self.env._("Operation types without Create New and Use Existing"),
                "stock.picking.type",
                own
                & Domain("use_create_lots", "=", False)
                & Domain("use_existing_lots", "=", False)
                & Domain("lots_optional", "=", False),
                self.env._(
                    "Tick Create New or Use Existing, or Lots Optional where no lots are needed."
                ),
                "_fix_operation_types",
            ),
            "stock_without_lots": Check(
                self.env._("Stock without lots"),
                "stock.quant",
                stock & Domain("lot_id", "=", False) & Domain("quantity", ">", 0),
                self.env._("Identify it: enter the lots/serial numbers of what is there."),
                "_fix_stock_without_lots",
            ),
            "negative_stock": Check(
                self.env._("Negative stock"),
                "stock.quant",
                stock & Domain("quantity", "<", 0),
                self.env._("Count it, or receive what was not recorded."),
                "_fix_negative_stock",
            ),
        }

    def _find_checked(self):
        rows, findings = [], self.env["traceability.audit.finding"]
        for key, check in self._trace_readiness_checks().items():
            # Superuser: whoever switches it on switches it on for all that the company has.
            found = self.env[check.model].sudo().search(check.domain, order="id")
            if found:
                told = self._filter_told(found)[:1]
                rows.append(
                    {
                        "kind": key,
                        "label": check.label,
                        "model": check.model,
                        "record_ids": found.ids,
                        "example": told and findings.name_example(told),
                        "advice": check.advice,
                    }
                )
        return rows

    def _filter_told(self, records):
        """Pick the records that are named to the user: those he may read, and to an administrator,
        who may give himself that right, all.
        """
        if self.env.user.has_group("base.group_system"):
            return records
        # sudo again: their names are made of what may be kept from him.
        return records.with_env(self.env)._filtered_access("read").sudo()

    def _find_refused(self):
        """Return a row for each kind of document and rule."""
        rows, documents = {}, defaultdict(list)
        refusals = self.env["traceability.guard"].find_refusals(self.env.company)
        for refusal in refusals:
            documents[refusal.model].append(refusal.res_id)
        told = {
            # Superuser: as above.
            model: self._filter_told(self.env[model].sudo().browse(ids))
            for model, ids in documents.items()
        }
        for refusal in refusals:
            key = refusal.model, refusal.heading
            document = told[refusal.model].browse(refusal.res_id)
            if key not in rows:
                kind = self.env["ir.model"]._get(refusal.model)
                rows[key] = {
                    "kind": "refused",
                    "label": f"{kind.name}: {refusal.heading}",
                    "model": refusal.model,
                    "record_ids": [],
                    "example": False,
                    "advice": self.env._("Do what the example says, in each of these documents."),
                    "document_ids": [],
                }
            row = rows[key]
            row["record_ids"].append(refusal.res_id)
            if document in told[refusal.model]:
                name = document.display_name
                row["example"] = row["example"] or f"{name}\n{refusal.problem}"
                row["document_ids"].append(
                    fields.Command.create(
                        {"name": name, "res_id": document.id, "problem": refusal.problem}
                    )
                )
        return list(rows.values())


class TraceabilityReadinessRow(models.TransientModel):
    _name = "traceability.readiness.row"
    _description = "What Strict Traceability Would Refuse"

    readiness_id = fields.Many2one(
        "traceability.readiness", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Char(required=True, readonly=True)
    label = fields.Text("Refused", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    record_ids = fields.Json(readonly=True)
    count = fields.Integer(compute="_compute_count")
    example = fields.Text(readonly=True)
    advice = fields.Text("What to Do", readonly=True)
    document_ids = fields.One2many("traceability.readiness.document", "row_id", readonly=True)

    @api.depends("record_ids")
    def _compute_count(self):
        for row in self:
            row.count = len(row.record_ids or ())

    def action_open_documents(self):
        """List the documents, each with what is refused of it."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self[:1].label,
            "res_model": "traceability.readiness.document",
            "domain": [("row_id", "in", self.ids)],
            "views": [(False, "list")],
        }

    def action_fix(self):
        """Open the wizard or the list that fixes all of these records."""
        self.ensure_one()
        records = self.env[self.model].browse(self.record_ids).exists()._filtered_access("read")
        check = self.env["traceability.readiness"]._trace_readiness_checks().get(self.kind)
        action = getattr(self, check.fix)(records) if check and check.fix else None
        if not action and self.model == "stock.picking":
            action = self._assign_numbers(records)
        return action or self._list(records)

    def _list(self, records, view=None):
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "views": [(view.id if view else False, "list"), (False, "form")],
        }

    def _fix_operation_types(self, operations):
        """List them with the boxes, which are ticked on many at once."""
        name = "product_traceability_audit.view_operation_types_of_lots"
        return self._list(operations, self.env.ref(name))

    def _assign_numbers(self, pickings):
        """Return the action that assigns lots to all of these transfers, if that is what they
        lack."""
        lacking = pickings.filtered("has_moves_to_number")
        lines = pickings.move_line_ids.filtered(
            lambda line: line.product_id.tracking != "none" and not (line.lot_id or line.lot_name)
        )
        if lacking == pickings == lines.picking_id & pickings and pickings:
            return pickings.action_assign_serials()
        return None

    def _fix_stock_without_lots(self, quants):
        return self.env["traceability.audit.kinds"].identify(quants)

    def _fix_negative_stock(self, quants):
        return self.env["traceability.audit.kinds"].count(quants)


class TraceabilityReadinessDocument(models.TransientModel):
    _name = "traceability.readiness.document"
    _description = "Document That Strict Traceability Would Refuse"
    _order = "model_name, name, id"

    row_id = fields.Many2one(
        "traceability.readiness.row", required=True, readonly=True, index=True, ondelete="cascade"
    )
    label = fields.Text("Refused", related="row_id.label")
    model = fields.Char(related="row_id.model", store=True)
    model_name = fields.Char("Document Type", compute="_compute_model_name", store=True)
    res_id = fields.Many2oneReference(model_field="model", readonly=True)
    name = fields.Char("Document", readonly=True)
    problem = fields.Text("What Is Wrong", readonly=True)

    @api.depends("model")
    def _compute_model_name(self):
        for model, documents in self.grouped("model").items():
            documents.model_name = self.env["ir.model"]._get(model).name

    def action_open(self):
        """Open the document."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id).get_formview_action()
