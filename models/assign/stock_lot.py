"""A lot takes the next free number of its sequence, and what a list says about it."""

from odoo import api, fields, models

from ...tools.dates import COUNTED_BACK
from .traceability_assignment import ORIGIN


class StockLot(models.Model):
    _inherit = "stock.lot"

    # What the form proposed, so that another product brings another number and a typed one stays.
    name_proposed = fields.Char(store=False)

    @api.depends("product_id")
    def _compute_name(self):
        strict = self.filtered(lambda lot: lot.is_strict())
        for lot in strict:
            if not lot.name or lot.name == lot.name_proposed:
                lot.name = lot.name_proposed = lot._propose_name(lot.product_id) or False
        return super(StockLot, self - strict)._compute_name()

    @api.model
    def _propose_name(self, product):
        """Propose a number without using it up: whoever opens a form may close it again.

        :param product: ``product.product``, may be empty
        :return: the next number that is free and fits the pattern, or an empty text
        """
        assignment = self.env["traceability.assignment"]
        if not product:
            sequence = assignment._default_sequence()
            return assignment._next_of(sequence) if sequence else ""
        name = assignment.propose_first(self.env["stock.move"].new({"product_id": product.id}))
        pattern = product.get_lot_name_pattern()
        return "" if self.env["traceability.guard"].find_name_problem(name, pattern) else name

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        # Numbers that many lots were made with at once are counted on where they were generated.
        if len(lots) == 1 and lots.is_strict():
            lots._use_up_number()
        return lots

    def _use_up_number(self):
        """Let the sequence go on when the lot got its next number."""
        assignment = self.env["traceability.assignment"]
        sequence = assignment._sequence(self.product_id) or assignment._default_sequence()
        if sequence and self.name == assignment._next_of(sequence):
            sequence.next_by_id()

    # -- what a list says about a lot -------------------------------------------------------------
    @api.model
    def _assignable_fields(self):
        """Give the names of the fields that a list of numbers may bring with it."""
        return ["ref", "note", *ORIGIN, "expiration_date", *COUNTED_BACK]

    @api.model
    def _assigned_to_json(self, values):
        """Give values as a JSON field keeps them."""
        return {
            name: fields.Datetime.to_string(fields.Datetime.to_datetime(value))
            if self._fields[name].type == "datetime"
            else value
            for name, value in values.items()
        }

    def _take_assigned_values(self, values, is_settled):
        """Write what a later list says of a lot that an earlier one named.

        :param dict values: of :meth:`_assignable_fields`, only what was given
        :param bool is_settled: whether the lot has moved before: it keeps what it has
        """
        if is_settled:
            self.fill_assigned_values(values)
        elif other := {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_cache(value, self) != self[name]
        }:
            self.write(other)

    @api.private
    def fill_assigned_values(self, values):
        """Write on a lot that exists what it lacks; what it has, it keeps."""
        missing = {name: value for name, value in values.items() if value and not self[name]}
        if missing:
            self.write(missing)
