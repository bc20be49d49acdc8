"""Pairs by scanner: the serial number of a unit, those of its components, then the next unit."""

from collections import Counter
from math import ceil

from odoo import models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def action_scan_pairs(self):
        """:return: the client action that pairs what is scanned"""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "product_traceability_mrp.pairing_scan",
            "name": self.env._("Scan Pairs: %(order)s", order=self.name),
            "target": "new",
            "params": {"production_id": self.id},
        }

    def get_pairing_units(self):
        """:return: what the scan dialog lists, a dict a unit that the order makes:

        - ``id``, ``name`` of its serial number
        - ``components``: [{``product``, ``name``}] of its pairs
        - ``missing``: [{``product``, ``quantity``}] that are to come
        """
        self.ensure_one()
        needed = self._needed_per_unit()
        pairs = self.pairing_ids.grouped("lot_id")
        return [
            self._pairing_unit(lot, pairs.get(lot, self.pairing_ids.browse()), needed)
            for lot in self.lot_producing_ids.sorted("id")
        ]

    def _pairing_unit(self, lot, pairs, needed):
        given = Counter(pair.product_id for pair in pairs)
        return {
            "id": lot.id,
            "name": lot.name,
            "components": [
                {"product": pair.product_id.display_name, "name": pair.component_lot_id.name}
                for pair in pairs
            ],
            "missing": [
                {"product": product.display_name, "quantity": count - given[product]}
                for product, count in needed.items()
                if count > given[product]
            ],
        }

    def _needed_per_unit(self):
        """:return: {component by serial number: how many of it a unit takes}"""
        moves = self.move_raw_ids.filtered(
            lambda move: move.state != "cancel" and move.has_tracking == "serial"
        )
        return {product: self._units_per_serial(product) for product in moves.product_id}

    def pair_scan(self, text, unit_id=None):
        """Take one scan: a unit that the order makes is the one that what follows goes into.

        :param str text: as the scanner sent it, see :meth:`traceability.scan.parse`
        :param int unit_id: id of the unit's serial number scanned last, if any
        :return: ``unit_id`` to give with the next scan, ``message`` for the user, and ``unit``, as
            in :meth:`get_pairing_units`, which is all that can have changed
        :raise UserError: saying why this scan fits nothing; nothing is paired then
        """
        self.ensure_one()
        scan = self.env["traceability.scan"].parse_leniently(text)
        unit = self.lot_producing_ids.filtered(lambda lot: lot.id == unit_id)
        next_unit = self._scanned(self.lot_producing_ids, scan)
        parts = self._scanned(self._component_serials(), scan)
        # One number can be both; who is at a unit that lacks parts means the part.
        if next_unit and not (parts and unit and self._unit_of(unit)["missing"]):
            unit, message = next_unit, self._told_of_unit(next_unit)
        else:
            message = self._pair_scanned(unit, parts, scan["name"] or scan["text"])
        return {"unit_id": unit.id, "unit": self._unit_of(unit), "message": message}

    def _scanned(self, lots, scan):
        """:return: those of the lots that were scanned, by number and, where it is told, product"""
        lots = lots.filtered(lambda lot: lot.name in (scan["name"], scan["text"]))
        if scan["is_gs1"] and scan["gtin"]:
            product, _uom = self.env["traceability.scan"].find_product(scan, self.company_id)
            lots = lots.filtered(lambda lot: lot.product_id == product) if product else lots
        return lots

    def _unit_of(self, unit):
        pairs = self.pairing_ids.filtered(lambda pair: pair.lot_id == unit)
        return self._pairing_unit(unit, pairs, self._needed_per_unit())

    def _told_of_unit(self, unit):
        missing = self._unit_of(unit)["missing"]
        if not missing:
            return self.env._("%(unit)s: nothing is missing.", unit=unit.name)
        return self.env._(
            "%(unit)s: scan its %(products)s.",
            unit=unit.name,
            products=", ".join(part["product"] for part in missing),
        )

    def _pair_scanned(self, unit, parts, name):
        """Pair the component that was scanned. :return: what to tell the user"""
        owners = {pair.component_lot_id: pair.lot_id for pair in self.pairing_ids}
        problem = self._component_problem(parts, name, unit, owners if unit else {})
        if not problem and not unit:
            problem = self.env._("%(name)s: scan the unit that it goes into first.", name=name)
        if not problem and parts not in owners:
            problem = self._full_problem(unit, parts)
        if problem:
            raise UserError(problem)
        if parts in owners:
            return self.env._("%(name)s is already in %(unit)s.", name=name, unit=unit.name)
        self.env["mrp.production.pairing"].create(self._pair(unit, parts))
        if self._unit_of(unit)["missing"]:
            return self.env._("%(name)s is paired with %(unit)s.", name=name, unit=unit.name)
        return self.env._(
            "%(name)s is paired with %(unit)s, which is complete. Scan the next unit.",
            name=name,
            unit=unit.name,
        )

    def _full_problem(self, unit, part):
        """:return: why a unit takes no more of a component, in words, or None"""
        product = part.product_id
        there = self.pairing_ids.filtered(
            lambda pair: pair.lot_id == unit and pair.product_id == product
        )
        if len(there) < ceil(self._share_per_serial(product)):
            return None
        return self.env._(
            "%(product)s, %(part)s: %(unit)s already has %(there)s. Scan the next unit first.",
            product=product.display_name,
            part=part.name,
            unit=unit.name,
            there=", ".join(there.component_lot_id.mapped("name")),
        )
