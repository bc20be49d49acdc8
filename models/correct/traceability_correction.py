"""The log of corrections: written once by the code that corrects, by nobody else, for ever."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, groupby

# Only code can pass this very object, for what RPC and imports send is JSON.
WRITER = object()
WRITER_KEY = "traceability_correction_writer"


class TraceabilityCorrection(models.Model):
    _name = "traceability.correction"
    _description = "Traceability Correction"
    _order = "date desc, id desc"

    date = fields.Datetime("Corrected On", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Corrected By", required=True, readonly=True, ondelete="restrict"
    )
    # Empty for a lot that companies share.
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("lot", "Wrong lot or serial number"),
            ("swap", "Lots or serial numbers swapped"),
            ("component", "Wrong component"),
            ("name", "Typo in a lot/serial number"),
            ("quantity", "Quantity too high"),
            ("date", "Wrong effective date"),
            ("origin", "Wrong vendor's lot number or production date"),
            ("stock", "Stock differed from its movements"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    before = fields.Text(required=True, readonly=True)
    after = fields.Text(required=True, readonly=True)
    details = fields.Json(readonly=True, help="IDs of the movements and lots, before and after.")
    # Restricted: what the log speaks of stays. Nothing refers back, so nothing else unlinks it.
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots/Serial Numbers", readonly=True, ondelete="restrict"
    )
    picking_ids = fields.Many2many(
        "stock.picking", string="Transfers", readonly=True, ondelete="restrict"
    )
    move_line_ids = fields.Many2many(
        "stock.move.line", string="Movements", readonly=True, ondelete="restrict"
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", readonly=True, ondelete="restrict"
    )

    @api.depends("kind", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for correction in self:
            day = fields.Datetime.context_timestamp(correction, correction.date).date()
            correction.display_name = f"{kinds[correction.kind]}, {day}"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(WRITER_KEY) is not WRITER:
            raise UserError(
                self.env._("Entries of the correction log are only created by making a correction.")
            )
        entries = super().create(vals_list)
        entries._chain()
        return entries

    def write(self, vals):
        raise UserError(self.env._("The correction log is final: nobody can change it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The correction log is final: nobody can delete it."))

    # -- for the code that corrects -------------------------------------------------------------
    def _log_lots(self, plan, kind, reason):
        """Log that lines have other lots now, once for each company.

        :param CorrectionPlan plan: what was done
        :return: the new records
        """
        return self._log(
            {
                "kind": kind,
                "reason": reason,
                "company_id": company.id,
                "before": self._describe(plan, lines, plan.wrong, plan.quantities_before),
                "after": self._describe(plan, lines, plan.lots),
                "details": {"lines": [self._detail(plan, line) for line in lines]},
                **self._links(lines, lines.lot_id | self._wrong_lots(plan, lines)),
            }
            for company, lines in plan.lines.grouped("company_id").items()
        )

    def _log_name(self, lot, lines, before, reason):
        """Log that a lot has another name now.

        :param lot: ``stock.lot``, renamed
        :param lines: its done move lines
        :return: the new record
        """
        product = lot.product_id.display_name
        return self._log(
            [
                {
                    "kind": "name",
                    "reason": reason,
                    "company_id": lot.company_id.id,
                    "before": f"{product}, {before}",
                    "after": f"{product}, {lot.name}",
                    "details": {"lot": {"id": lot.id, "before": before, "after": lot.name}},
                    **self._links(lines, lot),
                }
            ]
        )

    def _log_origin(self, lot, lines, before, reason):
        """Log that a lot has another vendor's lot number or production date now.

        :param lot: ``stock.lot``, written
        :param lines: its done move lines
        :param dict before: {name of a field: what it was}
        :return: the new record
        """
        after = {name: lot[name] for name in before}
        return self._log(
            [
                {
                    "kind": "origin",
                    "reason": reason,
                    "company_id": lot.company_id.id,
                    "before": self._describe_values(lot, before),
                    "after": self._describe_values(lot, after),
                    "details": {
                        "lot": {
                            "id": lot.id,
                            "before": {name: str(value or "") for name, value in before.items()},
                            "after": {name: str(value or "") for name, value in after.items()},
                        }
                    },
                    **self._links(lines, lot),
                }
            ]
        )

    def _describe_values(self, lot, values):
        parts = [
            f"{lot._fields[name]._description_string(self.env)}: {value or self.env._('none')}"
            for name, value in values.items()
        ]
        return ", ".join([lot.product_id.display_name, lot.name, *parts])

    def _log_date(self, picking, lines, before, reason):
        """Log that a done transfer has another Effective Date now.

        :param picking: ``stock.picking``, dated anew
        :param lines: its done move lines
        :param datetime before: the date it had
        :return: the new record
        """
        after = picking.date_done
        return self._log(
            [
                {
                    "kind": "date",
                    "reason": reason,
                    "company_id": picking.company_id.id,
                    "before": f"{picking.name}: {format_datetime(self.env, before)}",
                    "after": f"{picking.name}: {format_datetime(self.env, after)}",
                    "details": {
                        "picking": {
                            "id": picking.id,
                            "date_before": fields.Datetime.to_string(before),
                            "date_after": fields.Datetime.to_string(after),
                        }
                    },
                    **self._links(lines, lines.lot_id),
                }
            ]
        )

    def _log_stock(self, differences, reason):
        """Log that stock is the sum of its movements now, once for each company.

        :param dict differences: {QuantKey: (quantity in stock before, by its movements)}
        :return: the new records
        """
        companies = groupby(differences.items(), lambda item: item[0].location.company_id)
        return self._log(
            [
                {
                    "kind": "stock",
                    "reason": reason,
                    "company_id": company.id,
                    "before": self._describe_stock(
                        {key: stock for key, (stock, _moved) in changes}
                    ),
                    "after": self._describe_stock({key: moved for key, (_stock, moved) in changes}),
                    "details": {
                        "stock": [
                            {
                                **{name: one.id or None for name, one in key._asdict().items()},
                                "before": stock,
                                "after": moved,
                            }
                            for key, (stock, moved) in changes
                        ]
                    },
                    "lot_ids": [key.lot.id for key, _change in changes if key.lot],
                    "product_ids": [key.product.id for key, _change in changes],
                }
                for company, changes in companies
            ]
        )

    def _describe_stock(self, quantities):
        """Give text, a line for each stock.

        :param dict quantities: {QuantKey: quantity}
        """
        format_quantity = self.env["traceability.guard"].format_quantity
        return "\n".join(
            self.env._(
                "%(location)s: %(product)s, %(lot)s, %(quantity)s",
                location=key.label,
                product=key.product.display_name,
                lot=key.lot.name or self.env._("no lot"),
                quantity=format_quantity(quantity, key.product.uom_id),
            )
            for key, quantity in quantities.items()
        )

    def _log(self, values_list):
        common = {"date": fields.Datetime.now(), "user_id": self.env.uid}
        # sudo: nobody may create these, but whoever may correct leaves a record of it.
        writer = self.sudo().with_context(**{WRITER_KEY: WRITER})
        return writer.create([{**common, **values} for values in values_list]).with_env(self.env)

    def _links(self, lines, lots):
        """Give the values that tie the record to what it speaks of; addons add theirs."""
        return {
            "move_line_ids": lines.ids,
            "picking_ids": lines.picking_id.ids,
            "lot_ids": lots.ids,
            "product_ids": (lines.product_id | lots.product_id).ids,
        }

    @staticmethod
    def _wrong_lots(plan, lines):
        return plan.env["stock.lot"].union(*(plan.wrong[line.id] for line in lines))

    def _describe(self, plan, lines, lots, quantities=None):
        """Give text, a line a movement, with the lot it has in ``lots``.

        :param dict quantities: {line id: quantity}; without, what the lines say now
        """
        guard = self.env["traceability.guard"]
        return "\n".join(
            self.env._(
                "%(document)s: %(product)s, %(lot)s, %(quantity)s,"
                " %(origin)s → %(destination)s%(followed)s",
                document=line.reference or line.move_id.reference or "",
                product=line.product_id.display_name,
                lot=lots[line.id].name or self.env._("no lot"),
                quantity=guard.format_quantity(
                    quantities[line.id] if quantities else line.quantity, line.product_uom_id
                ),
                origin=line.location_id.display_name,
                destination=line.location_dest_id.display_name,
                followed="" if line.id in plan.asked else self.env._(" (following movement)"),
            )
            for line in lines
        )

    @staticmethod
    def _detail(plan, line):
        return {
            "move_line_id": line.id,
            "picking_id": line.picking_id.id or None,
            "product_id": line.product_id.id,
            "quantity": line.quantity,
            "quantity_before": plan.quantities_before[line.id],
            "lot_before": {"id": plan.wrong[line.id].id or None, "name": plan.wrong[line.id].name},
            "lot_after": {"id": plan.lots[line.id].id, "name": plan.lots[line.id].name},
            "followed": line.id not in plan.asked,
        }
