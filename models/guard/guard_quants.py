"""The guard's rule 4 for quants: stock changes through moves only."""

from odoo import api, models

from ...tools.trust import is_trusted

FINAL_OF_QUANT = frozenset("quantity product_id lot_id location_id package_id owner_id".split())


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_quant_create(self, values_list):
        """Refuse quants that come with a quantity of their own.

        :param list values_list: what is about to be created
        :raise UserError: naming every product
        """
        if is_trusted(self.env):
            return
        quants = [self.env["stock.quant"].new(values) for values in values_list]
        self._refuse_quants([quant for quant in quants if quant.quantity])

    @api.private
    def check_quant_write(self, quants, values):
        """Refuse to write what only moves may change.

        :param quants: ``stock.quant`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every product
        """
        if FINAL_OF_QUANT & values.keys() and not is_trusted(self.env):
            self._refuse_quants(
                [quant for quant in quants if self._find_changes(quant, values, FINAL_OF_QUANT)]
            )

    @api.private
    def check_quant_unlink(self, quants):
        """Refuse that code deletes quants that hold stock; core lets no user delete any.

        :raise UserError: naming every product
        """
        if self.env.su and not is_trusted(self.env):
            self._refuse_quants([quant for quant in quants if quant.quantity])

    def _refuse_quants(self, quants):
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
        company = quant.location_id.company_id or self.env.company.sudo()
        return company.strict_traceability and (
            quant.product_id.tracking != "none" or bool(quant.lot_id)
        )
