"""The company of thousands of records is checked value by value, not record by record.

Core's check looks at each record's values one after the other, which takes a sixth of the time of a
big receipt. Whether a value fits a company does not depend on the record that has it.
"""


def is_company_consistent(records, fnames):
    """Ask whether core's ``_check_company`` would find nothing, so that it need not run.

    :param records: of a model whose ``_check_company`` is the ORM's
    :param fnames: names of the fields to check, or None for all, as ``_check_company`` takes them
    :return: False as well where only core's check can tell
    """
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
            # Superuser, as core: a record of another company need not be readable to be refused.
            values = of_company.sudo()[name].with_context(active_test=False)
            domain = values._check_company_domain(company)
            if values and domain and values != values.filtered_domain(domain):
                return False
    return True
