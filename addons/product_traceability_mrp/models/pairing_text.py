"""Pairs typed or pasted: a finished serial number and its components', a unit a line."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.product_traceability.tools.listing import first_lines

SEPARATORS = ("\t", ";", ",")


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def pair_text(self, text):
        """Pair what a text says; a pair that is there already is passed over.

        :param str text: a unit a line: its serial number, then those of its components
        :return: the new pairs
        :raise UserError: naming every row that cannot be used; nothing is written then
        """
        self.ensure_one()
        owners = {pair.component_lot_id: pair.lot_id for pair in self.pairing_ids}
        serials = {lot.name: lot for lot in self.lot_producing_ids}
        components = self._component_serials().grouped("name")
        values, problems = [], []
        for number, row in enumerate((text or "").splitlines(), 1):
            serial_name, *names = self._split_row(row)
            if not serial_name and not names:
                continue
            serial = serials.get(serial_name)
            problem = self._unit_problem(serial, serial_name, names)
            if problem:
                problems.append((number, problem))
                continue
            for name in names:
                lots = components.get(name, self.env["stock.lot"])
                problem = self._component_problem(lots, name, serial, owners)
                if problem:
                    problems.append((number, problem))
                elif lots not in owners:
                    owners[lots] = serial
                    values.append(self._pair(serial, lots))
        self._refuse_rows(problems)
        return self.env["mrp.production.pairing"].create(values)

    @staticmethod
    def _split_row(row):
        """:return: the names in a row, at least one; blank cells after the first are dropped"""
        # A tab is hard to type in a box, so where no mark is, blanks separate.
        separator = next((mark for mark in SEPARATORS if mark in row), None)
        first, *others = (cell.strip() for cell in row.split(separator)) if row.strip() else [""]
        return [first, *filter(None, others)]

    def _unit_problem(self, serial, name, components):
        if not serial:
            return self.env._(
                "%(product)s, %(name)s: it is not a serial number that this order makes.",
                product=self.product_id.display_name,
                name=name,
            )
        if not components:
            return self.env._(
                "%(product)s, %(name)s: no component follows it.",
                product=self.product_id.display_name,
                name=name,
            )
        return None

    def _component_problem(self, lots, name, serial, owners):
        if not lots:
            return self.env._(
                "%(name)s: no component of this order has that serial number; add it to the"
                " components first.",
                name=name,
            )
        if len(lots) > 1:
            return self.env._(
                "%(name)s: %(products)s have that serial number. Pair it in the table.",
                name=name,
                products=", ".join(lots.product_id.mapped("display_name")),
            )
        if owners.get(lots, serial) != serial:
            return self.env._(
                "%(product)s, %(name)s: it is paired with %(serial)s already.",
                product=lots.product_id.display_name,
                name=name,
                serial=owners[lots].name,
            )
        return None

    def _refuse_rows(self, problems):
        if problems:
            rows = [
                self.env._("row %(row)s, %(problem)s", row=row, problem=problem)
                for row, problem in problems
            ]
            raise UserError(
                self.env._(
                    "These rows cannot be used. Nothing was paired:\n%(rows)s",
                    rows=first_lines(self.env, rows),
                )
            )
