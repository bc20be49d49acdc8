"""Totals in lists and pivots, only where all they add up is counted in one unit."""

from odoo import api, models

UNITS = "product_uom_id:count_distinct"


class TraceabilityUnitTotals(models.AbstractModel):
    """Leave the totals of groups empty that would add kilograms to pieces.

    A model that inherits it has ``product_uom_id``, the unit of its quantities.
    """

    _name = "traceability.unit.totals"
    _description = "Totals Within One Unit"

    def _trace_unit_totals(self):
        """Give the totals that are in the product's unit, as ``{"quantity:sum"}``."""
        return set()

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, groupby=(), aggregates=(), *args, **options):
        totals = self._trace_unit_totals() & set(aggregates)
        if not totals:
            return super().formatted_read_group(domain, groupby, aggregates, *args, **options)
        asked = [*aggregates, UNITS]
        groups = super().formatted_read_group(domain, groupby, asked, *args, **options)
        return self._without_mixed_totals(groups, totals)

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(self, domain, grouping_sets, aggregates=(), **options):
        totals = self._trace_unit_totals() & set(aggregates)
        if not totals:
            return super().formatted_read_grouping_sets(
                domain, grouping_sets, aggregates, **options
            )
        asked = [*aggregates, UNITS]
        sets = super().formatted_read_grouping_sets(domain, grouping_sets, asked, **options)
        return [self._without_mixed_totals(groups, totals) for groups in sets]

    @staticmethod
    def _without_mixed_totals(groups, totals):
        for group in groups:
            if group.pop(UNITS) > 1:
                group.update(dict.fromkeys(totals, False))
        return groups
