"""Stock that is not where, or not as much as, the record says is put right.

A serial number that is counted where it is not recorded is moved there, not counted twice. Stock
that differs from the sum of its movements, which no count can mend, becomes that sum.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.listing import first_names
from ...tools.locations import HELD, OURS, QuantKey
from ...tools.trust import trusted
from .correction_apply import lock

# Set by code that shows no wizard: the count is refused then, by the guard.
ASKS_NOTHING = "traceability_asks_nothing"


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def action_apply_inventory(self, date=None):
        """Ask first whether to move the serial numbers that are recorded elsewhere.

        :raise UserError: naming goods whose count someone else has applied, or cleared, meanwhile
        """
        self._check_counted()
        if self.env.context.get(ASKS_NOTHING) or not self.find_recorded_elsewhere():
            return super().action_apply_inventory(date)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_quant_found"
        )
        return action | {
            "context": {
                **self.env.context,
                "default_quant_ids": self.ids,
                "default_counting_date": date,
            }
        }

    def _set_inventory_quantity(self):
        return super(
            StockQuant, self.with_context(**{ASKS_NOTHING: True})
        )._set_inventory_quantity()

    def _check_counted(self):
        """Refuse to apply a count that is there no more: Odoo would take it for one of nothing."""
        gone = self.filtered(
            lambda quant: (
                not quant.inventory_quantity_set
                and quant.product_id.tracking != "none"
                and quant.is_strict_at(quant.location_id)
            )
        )
        self.env["traceability.guard"].refuse(
            self.env._(
                "Someone else has applied or cleared the count of these products meanwhile. Refresh"
                " the list, and count again what is wrong:"
            ),
            gone.mapped(lambda quant: f"{quant.product_id.display_name}, {quant.lot_id.name}"),
        )

    @api.private
    def find_recorded_elsewhere(self):
        """Find counted serial numbers that one other location of the company has.

        :return: {counted ``stock.quant``: the one that the serial number is recorded in}; those
            whose other location is counted in the same go need no help
        """
        counted = self.filtered(
            lambda quant: (
                quant.lot_id
                and quant.product_id.tracking == "serial"
                and quant.is_strict_at(quant.location_id)
                and quant.inventory_quantity == 1
                and not quant.quantity
            )
        )
        recorded = self.search(
            Domain("lot_id", "in", counted.lot_id.ids)
            & Domain("quantity", "=", 1)
            & Domain("location_id.usage", "in", OURS)
            & Domain("id", "not in", self.ids)
        ).grouped("lot_id")
        found = {}
        for quant in counted:
            others = recorded.get(quant.lot_id, quant.browse())
            if len(others) == 1 and others.company_id == quant.company_id:
                found[quant] = others
        return found

    @api.private
    def move_found(self, date=None):
        """Move counted serial numbers from where they are recorded, and apply the other counts.

        :param date: when what is applied was counted
        :return: what applying the others gives
        :raise UserError: when none is recorded elsewhere any more, or the guard lets one not move
        """
        found = self.find_recorded_elsewhere()
        if not found:
            raise UserError(
                self.env._("These serial numbers are no longer elsewhere. Apply the count again.")
            )
        for quant, recorded in found.items():
            recorded.move_quants(
                quant.location_id,
                package_dest_id=quant.package_id,
                message=self.env._("Found in %(location)s", location=quant.location_id.name),
                unpack=True,
            )
        counted = self.browse(quant.id for quant in found)
        counted.action_clear_inventory_quantity()
        rest = (self - counted).exists()
        return rest.action_apply_inventory(date) if rest else None

    # -- stock that differs from its movements -----------------------------------------------------
    @api.private
    @api.model
    def find_differences(self, keys):
        """Find where our stock is not what its movements brought and took.

        :param keys: iterable of :class:`QuantKey` with product and lot
        :return: {QuantKey: (quantity in stock, quantity by its movements)} of those that differ
        """
        keys = {key for key in keys if key.location.usage in OURS}
        # sudo: a quant is the sum of all movements, whichever the user may see.
        quants = self.sudo().with_context(active_test=False)
        of_keys = Domain("product_id", "in", [key.product.id for key in keys]) & Domain(
            "lot_id", "in", [key.lot.id for key in keys]
        )
        locations = [key.location.id for key in keys]
        stock = defaultdict(float)
        for *group, quantity in quants._read_group(
            of_keys & Domain("location_id", "in", locations),
            ["location_id", "package_id", "owner_id", "product_id", "lot_id"],
            ["quantity:sum"],
        ):
            stock[QuantKey(*group)] += quantity
        moved = defaultdict(float)
        for location, package, sign in (
            ("location_id", "package_id", -1),
            ("location_dest_id", "result_package_id", 1),
        ):
            done = Domain("state", "=", "done") & Domain(location, "in", locations)
            for *group, quantity in quants.env["stock.move.line"]._read_group(
                of_keys & done,
                [location, package, "owner_id", "product_id", "lot_id"],
                ["quantity_product_uom:sum"],
            ):
                moved[QuantKey(*group)] += sign * quantity
        return {
            key: (stock[key], moved[key])
            for key in keys
            if key.product.uom_id.compare(stock[key], moved[key])
        }

    @api.private
    @api.model
    def correct_to_movements(self, keys, reason):
        """Let stock be the sum of its movements where it differs, and log it.

        :param keys: iterable of :class:`QuantKey` with product and lot, in superuser mode
        :param str reason: why, for the log
        :return: the ``traceability.correction`` records, one a company
        :raise AccessError: for anyone but an Inventory manager of the companies
        :raise UserError: without a reason; when nothing differs; when the movements would leave
            less than nothing, or less than is reserved, naming every lot; nothing is written
        """
        if not self.env["stock.move.line"].is_correction_manager():
            raise AccessError(
                self.env._("Only an Inventory manager can correct stock to its movements.")
            )
        self.env["stock.lot"]._check_corrector(self.env["stock.move.line"], reason)
        lots = self.env["stock.lot"].union(*(key.lot for key in keys))
        self.env["traceability.guard"].lock_for_change(lots)
        differences = self.find_differences(keys)
        if not differences:
            raise UserError(
                self.env._("This stock is what its movements say. Audit again to see what is left.")
            )
        quants = self._quants_of(differences)
        lock(self.sudo().union(*quants.values()), self.env)
        self.env["traceability.guard"].refuse(
            self.env._(
                "This stock cannot be corrected to its movements. Nothing has been changed."
            ),
            [
                problem
                for key, change in differences.items()
                if (problem := self._difference_problem(key, quants[key], *change))
            ]
            + self._doubled_problems(differences),
        )
        for key, (stock, moved) in differences.items():
            self._set_quantity(key, quants[key], moved - stock)
        return self.env["traceability.correction"]._log_stock(differences, reason.strip())

    def _quants_of(self, keys):
        """Give {QuantKey: its quants}, in superuser mode.

        :raise AccessError: when the user may not read one of them
        """
        # sudo: one that the user does not see is not made anew beside it.
        quants = self.sudo().search(
            Domain("product_id", "in", [key.product.id for key in keys])
            & Domain("lot_id", "in", [key.lot.id for key in keys])
            & Domain("location_id", "in", [key.location.id for key in keys])
        )
        found = defaultdict(quants.browse)
        for quant in quants:
            found[QuantKey.of_quant(quant)] |= quant
        concerned = quants.union(*(found[key] for key in keys))
        concerned.with_env(self.env).check_access("read")
        return {key: found[key] for key in keys}

    def _difference_problem(self, key, quants, stock, moved):
        """Tell why stock cannot become what its movements say, in words, or None."""
        compare = key.product.uom_id.compare
        words = {
            "product": key.product.display_name,
            "lot": key.lot.name or self.env._("unidentified stock"),
            "location": key.label,
        }
        if compare(moved, 0) < 0:
            return self.env._(
                "%(product)s, %(lot)s: more of it left %(location)s than came there. Correct the"
                " movements first.",
                **words,
            )
        if key.lot and key.product.tracking == "serial" and compare(moved, max(1, stock)) > 0:
            return self.env._(
                "%(product)s, %(lot)s: by its movements it is in %(location)s more than once."
                " Correct the movements first.",
                **words,
            )
        if compare(moved, sum(quants.mapped("reserved_quantity"))) < 0:
            return self.env._(
                "%(product)s, %(lot)s: more of it is reserved in %(location)s than the movements"
                " leave. Unreserve it first.",
                **words,
            )
        return None

    def _doubled_problems(self, differences):
        """Tell which serial numbers would be in more locations than now, in words."""
        gaining = self.env["stock.lot"].union(
            *(key.lot for key, (stock, moved) in differences.items() if moved > stock)
        )
        serials = gaining.filtered(lambda lot: lot.product_id.tracking == "serial")
        # sudo: a unit is in one location, whichever the user may see.
        groups = self.sudo()._read_group(
            Domain("lot_id", "in", serials.ids) & Domain("location_id.usage", "in", HELD),
            ["location_id", "package_id", "owner_id", "product_id", "lot_id"],
            ["quantity:sum"],
        )
        before = {QuantKey(*group): quantity for *group, quantity in groups}
        earlier = self._held_by_lot(before)
        later = self._held_by_lot(
            before | {key: moved for key, (_stock, moved) in differences.items()}
        )
        return [
            self.env._(
                "%(product)s, %(lot)s: it would be in several locations: %(locations)s."
                " Select all of this stock, or correct the movements first.",
                product=lot.product_id.display_name,
                lot=lot.name,
                locations=first_names(self.env, sorted({key.label for key in later[lot]})),
            )
            for lot in serials
            if len(later[lot]) > max(1, len(earlier[lot]))
        ]

    @staticmethod
    def _held_by_lot(stock):
        """Give {lot: list of :class:`QuantKey` where some of it is}."""
        quantities = defaultdict(float)
        for key, quantity in stock.items():
            quantities[key.as_counted()] += quantity
        held = defaultdict(list)
        for key, quantity in quantities.items():
            if quantity > 0:
                held[key.lot].append(key)
        return held

    def _set_quantity(self, key, quants, change):
        # Superuser: nobody writes quantities but movements, and this, of which the log tells.
        names = ("quantity", "in_date")
        if quants:
            largest = max(quants, key=lambda quant: quant.quantity)
            trusted(largest.sudo(), *names).quantity += change
        else:
            trusted(self.sudo(), *names).create(
                {
                    **{f"{name}_id": record.id for name, record in key._asdict().items()},
                    "quantity": change,
                    "in_date": fields.Datetime.now(),
                }
            )
