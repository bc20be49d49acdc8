"""Which component serial number went into which finished one, in an order of several (rule 6)."""

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.product_traceability.tools.trust import trusted


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    pairing_ids = fields.One2many("mrp.production.pairing", "production_id", copy=False)
    can_pair = fields.Boolean(compute="_compute_can_pair")
    can_change_pairs = fields.Boolean(compute="_compute_can_change_pairs")
    pairable_lot_ids = fields.Many2many("stock.lot", compute="_compute_pairable_lot_ids")

    @api.depends(
        "product_tracking",
        "product_qty",
        "company_id.strict_traceability",
        "move_raw_ids.has_tracking",
    )
    def _compute_can_pair(self):
        for order in self:
            order.can_pair = (
                order.company_id.is_strict()
                and order.product_tracking == "serial"
                and order.product_uom_qty > 1
                and "serial" in order.move_raw_ids.mapped("has_tracking")
            )

    @api.depends("state", "can_pair", "lot_producing_ids")
    def _compute_can_change_pairs(self):
        """Pairs may change until the last unit has moved on."""
        for order in self:
            order.can_change_pairs = order.can_pair and (
                order.state != "done" or bool(order.lot_producing_ids - order.find_gone_units())
            )

    @api.depends("move_raw_ids.move_line_ids.lot_id")
    def _compute_pairable_lot_ids(self):
        for order in self:
            order.pairable_lot_ids = order._component_serials()

    @api.constrains("pairing_ids")
    def _check_paired_once(self):
        for order in self:
            order._refuse_pairing(order._paired_twice())

    # -- pairing ------------------------------------------------------------------------------
    def _ask_for_pairs(self):
        """:return: the action that asks for pairs, on the order's own form, when there are none"""
        if not (self.env.context.get("asks_pairing") and len(self) == 1 and self._lacks_pairs()):
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pair the serial numbers?"),
            "res_model": "mrp.production.unpaired",
            "view_mode": "form",
            "target": "new",
            "context": {"default_production_id": self.id},
        }

    def action_pair_in_sequence(self):
        """Give each finished serial number the next components, by order of entry.

        Pairs that are there stay; who has enough of a component gets no more.

        :raise UserError: when there is nothing to pair
        """
        self.ensure_one()
        values = self._pairs_in_sequence()
        if not values:
            raise UserError(
                self.env._(
                    "%(order)s has nothing left to pair. Enter the serial numbers that it makes and"
                    " those of its components first.",
                    order=self.name,
                )
            )
        self.env["mrp.production.pairing"].create(values)

    def action_paste_pairs(self):
        """:return: the action that opens the box for pairs as text"""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paste Pairs"),
            "res_model": "mrp.production.pair",
            "view_mode": "form",
            "target": "new",
            "context": {"default_production_id": self.id},
        }

    def _lacks_pairs(self):
        """:return: whether the order makes several serial numbers of several, and has no pairs"""
        return (
            self.can_pair
            and len(self.lot_producing_ids) > 1
            and not self.pairing_ids
            and bool(self._pairs_in_sequence())
        )

    def _component_serials(self):
        """:return: the component serial numbers on the order, by order of entry"""
        moves = self.move_raw_ids.filtered(
            lambda move: move.state != "cancel" and move.has_tracking == "serial"
        )
        return moves.move_line_ids.sorted("id").lot_id

    def _pairs_in_sequence(self):
        """:return: values of the pairs that are missing"""
        given = Counter((pair.lot_id, pair.product_id) for pair in self.pairing_ids)
        free = self._component_serials() - self.pairing_ids.component_lot_id
        values = []
        for product, lots in free.grouped("product_id").items():
            ratio, rest = self._units_per_serial(product), iter(lots)
            for serial in self.lot_producing_ids.sorted("id"):
                missing = range(ratio - given[serial, product])
                # The range comes first: zip would else take a component and drop it.
                units = zip(missing, rest, strict=False)
                values += [self._pair(serial, lot) for _unit, lot in units]
        return values

    def _pair(self, serial, component):
        return {
            "production_id": self.id,
            "lot_id": serial.id,
            "component_lot_id": component.id,
        }

    def _units_per_serial(self, product):
        """:return: how many units of a component one finished unit takes, at least 1"""
        return max(1, round(self._share_per_serial(product)))

    def _share_per_serial(self, product):
        """:return: the units of a component that the order uses, by finished unit"""
        moves = self.move_raw_ids.filtered(
            lambda move: move.state != "cancel" and move.product_id == product
        )
        return sum(moves.mapped("product_qty")) / (self.product_uom_qty or 1)

    def _paired_twice(self):
        """:return: a line of text for each component that more than one pair names"""
        count = Counter(pair.component_lot_id for pair in self.pairing_ids)
        return [
            self.env._(
                "%(product)s, %(lot)s: paired %(times)s times, but used in one unit only.",
                product=lot.product_id.display_name,
                lot=lot.name,
                times=times,
            )
            for lot, times in count.items()
            if times > 1
        ]

    def _pairs_elsewhere(self, pairs, made, used):
        """:return: a line of text for each paired serial number not made or not used here"""
        reasons = [
            (pairs.lot_id - made, self.env._("not made in this order")),
            (pairs.component_lot_id - used, self.env._("not consumed in this order")),
        ]
        return [
            f"{lot.product_id.display_name}, {lot.name}: {reason}."
            for lots, reason in reasons
            for lot in lots
        ]

    def _refuse_pairing(self, problems):
        self.env["traceability.guard"].refuse(
            self.env._(
                "The pairing of %(order)s does not fit what it makes and uses. Correct it in the"
                " Pairing tab:",
                order=self.name,
            ),
            problems,
        )

    def _split_productions(self, *args, **kwargs):
        """Let the pairs of serial numbers that are made later go with the rest of the order."""
        orders = super()._split_productions(*args, **kwargs)
        order = None
        for part in orders:
            if part in self:
                order = part
            else:
                later = order.pairing_ids.filtered(
                    lambda pair, made=order.lot_producing_ids: pair.lot_id not in made
                )
                later.production_id = part
        return orders


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _correct_pairs(self, wrong):
        """Let the pairs of corrected orders name the right lots.

        :param dict wrong: {line id: the lot it had}
        """
        moves = self.move_id
        orders = moves.raw_material_production_id | moves.production_id
        right = {}
        for line in self:
            order = line.move_id.raw_material_production_id or line.move_id.production_id
            right[order, wrong[line.id]] = line.lot_id
        # Superuser: an Inventory manager who corrects an order need not be one of production.
        for pair in trusted(orders.sudo().pairing_ids, "lot_id", "component_lot_id"):
            order = pair.production_id
            values = {
                name: right[order, pair[name]].id
                for name in ("lot_id", "component_lot_id")
                if (order, pair[name]) in right
            }
            if values:
                pair.write(values)
