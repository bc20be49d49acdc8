"""The company of thousands of lines is checked value by value, not line by line.

Core's check looks at each record's values one after the other and takes a sixth of the time of a
big receipt. Whether a value fits a company does not depend on the record that has it.
"""

from odoo import models

from ...tools.known_overrides import only_known


def _is_consistent(records, fnames):
    """:return: whether core's check would find nothing, which it then need not do"""
    if fnames is None or {"company_id", "company_ids"} & set(fnames):
        fnames = records._fields
    checked = [
        name
        for name in fnames
        if records._fields[name].relational and records._fields[name].check_company
    ]
    if any(records._fields[name].company_dependent for name in checked):
        return False
    for company, of_company in records.grouped("company_id").items():
        for name in checked:
            values = of_company.sudo()[name].with_context(active_test=False)
            domain = values._check_company_domain(company)
            if values and domain and values != values.filtered_domain(domain):
                return False
    return True


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _check_company(self, fnames=None):
        if only_known(self, "_check_company") and _is_consistent(self, fnames):
            return None
        return super()._check_company(fnames)  # names what offends


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _check_company(self, fnames=None):
        if only_known(self, "_check_company") and _is_consistent(self, fnames):
            return None
        return super()._check_company(fnames)
