"""The guard's rule 4 for quants: stock changes through moves only."""

from odoo import api, models

from ...tools.trust import trusted_names

# Odoo writes them in one method, ``stock.quant._update_available_quantity``.
FINAL_OF_QUANT = frozenset(
    "quantity reserved_quantity in_date product_id lot_id location_id package_id owner_id".split()
)
# What a new quant, which holds nothing, may not come with.
OF_MOVES = ("quantity", "reserved_quantity", "in_date")


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_quant_create(self, values_list):
        """Refuse quants that come with a quantity of their own.

        :param list values_list: what is about to be created
        :raise UserError: naming every product
        """
        quants = self.env["stock.quant"]
        context = self.env.context
        names = [name for name in OF_MOVES if name not in trusted_names(quants)]
        defaults = {
            name: context[f"default_{name}"] for name in names if f"default_{name}" in context
        }
        self._refuse_quants(
            [
                quants.new(values)
                for values in values_list
                if any((defaults | values).get(name) for name in names)
            ]
        )

    @api.private
    def check_quant_write(self, quants, values):
        """Refuse to write what only moves may change.

        :param quants: ``stock.quant`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every product
        """
        names = (FINAL_OF_QUANT & values.keys()) - trusted_names(quants)
        if names:
            fields = [quants._fields[name] for name in names]
            changed = quants.filtered(
                lambda quant: any(
                    self.is_change(quant, field, values[field.name]) for field in fields
                )
            )
            changed.check_access("write")  # who may not write is told that, and no more
            self._refuse_quants(changed)

    @api.private
    def check_quant_unlink(self, quants):
        """Refuse that code deletes quants that hold stock; core lets no user delete any.

        :raise UserError: naming every product
        """
        if self.env.su:
            self._refuse_quants([quant for quant in quants if quant.quantity])

    def _refuse_quants(self, quants):
        # Superuser: the rules judge the whole record, whoever writes it.
        self.refuse(
            self.env._(
                "Stock changes only by movements. Use an inventory adjustment to correct it:"
            ),
            [
                ", ".join(
                    record.display_name
                    for record in (quant.product_id, quant.lot_id, quant.location_id)
                    if record
                )
                for quant in quants
                if self._is_guarded_quant(quant.sudo())
            ],
        )

    def _is_guarded_quant(self, quant):
        company = quant.location_id.company_id or self.env.company
        return company.strict_traceability and (
            quant.product_id.tracking != "none" or bool(quant.lot_id)
        )
