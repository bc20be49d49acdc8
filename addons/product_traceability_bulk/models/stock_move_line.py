"""Thousands of lines are written and done at once, where no other module watches each of them."""

from contextlib import contextmanager

from odoo import api, models

from ..tools import known_overrides
from ..tools.company import is_company_consistent
from ..tools.gathered_lines import GATHERED_LINES, gather, may_gather, take_gathered
from ..tools.gathered_quants import GATHERED_KEY, GatheredQuants
from ..tools.many_values import MANY, write_values


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "traceability.created.at.once"]

    # -- made -----------------------------------------------------------------------------------
    @contextmanager
    def _trace_making_lines_of(self, document):
        data = self.env.cr.precommit.data
        data[GATHERED_LINES] = [] if may_gather(document) else None
        try:
            with super()._trace_making_lines_of(document):
                yield
        finally:
            del data[GATHERED_LINES]

    @api.model
    @api.private
    def make_gathered(self):
        """Make the lines that waited, as core does with each of them."""
        if values_list := take_gathered(self.env):
            self.create(values_list)._apply_putaway_strategy()

    def _apply_putaway_strategy(self):
        return None if self._stay_put() else super()._apply_putaway_strategy()

    def _stay_put(self):
        """:return: whether core, which asks line by line, would find a rule for none of them"""
        if not known_overrides.only_known(
            self, "_apply_putaway_strategy"
        ) or not known_overrides.only_known(
            self.env["stock.location"], "_get_putaway_strategy", "_check_access_putaway"
        ):
            return False
        # Superuser: a rule that the user may not read is core's to find.
        places = {
            (line.move_id.location_dest_id, line.location_dest_id, line.result_package_id)
            for line in self.sudo()
        }
        return all(
            planned
            and planned == place
            and planned.usage != "view"
            and not planned.putaway_rule_ids
            and not package
            for planned, place, package in places
        )

    @api.model_create_multi
    def create(self, vals_list):
        if gather(self.env, vals_list):
            return self.browse()
        keys = self._get_reserving_keys(vals_list)
        if not self._may_gather(keys):
            return super().create(vals_list)
        # Core searches, locks and writes the quant of each line.
        if outer := GatheredQuants.of(self):
            outer.store()
        gathered = GatheredQuants(lambda: keys)
        quants = self.env["stock.quant"].sudo()  # as core
        cache = quants.get_cache_of(keys)
        gathering = self.with_context(**{GATHERED_KEY: gathered, "quants_cache": cache})
        lines = super(StockMoveLine, gathering).create(vals_list).with_env(self.env)
        gathered.store()
        return lines

    # -- reserved -------------------------------------------------------------------------------
    def _may_gather(self, keys):
        return (
            len(keys) >= MANY
            and known_overrides.only_known(self, "create")
            and self.env["stock.quant"].changes_as_known()
        )

    def _get_reserving_keys(self, vals_list):
        """:return: {key of a quant} if core does no more than reserve these, else nothing"""
        keys = set()
        moves, locations = self.env["stock.move"], self.env["stock.location"]
        for vals in vals_list:
            move = moves.browse(vals.get("move_id"))
            if (
                not move
                or move.state in ("done", "cancel")
                or vals.get("state", "draft") != "draft"
                or vals.get("quant_id")
                or vals.get("lot_name")
                or ("is_subcontract" in move._fields and move.is_subcontract)
            ):
                return set()
            location = locations.browse(vals.get("location_id")) or move.location_id
            if not move._should_bypass_reservation(location):
                product = vals.get("product_id") or move.product_id.id
                more = (vals.get(name) or False for name in ("lot_id", "package_id", "owner_id"))
                keys.add((product, location.id, *more))
        return keys

    # -- another value on each line -------------------------------------------------------------
    @api.private
    def write_each(self, name, values):  # pylint: disable=missing-return
        # What a write costs, whatever it writes, is paid once.
        plain = known_overrides.only_known(self, "write")
        batch = {}
        for line, value in zip(self, values, strict=True):
            if plain and line.is_plainly_written(name):
                batch[line.id] = value
            else:
                super(StockMoveLine, line).write_each(name, [value])
        self.browse(batch)._write_each_at_once(name, list(batch.values()))

    @api.private
    def is_plainly_written(self, name):
        """:return: whether ``write``, in core and in its modules, does no more than store this"""
        if self.state == "done":
            return False  # moves quants
        if name == "lot_name":
            return True
        move = self.move_id
        return (
            bool(move)
            and move._should_bypass_reservation(self.location_id)
            # mrp_subcontracting makes an order for each serial number.
            and not ("is_subcontract" in move._fields and move.is_subcontract)
        )

    def _write_each_at_once(self, name, values):
        write_values(self, {name: values})
        # As core's write does for what makes a package no longer an entire one.
        if self and name == "lot_id" and (lines := self._get_lines_not_entire_pack()):
            lines.write({"is_entire_pack": False})

    # -- done -----------------------------------------------------------------------------------
    def _trace_move_goods(self):
        # What was gathered when another transfer is done in between, that one looks at.
        if outer := GatheredQuants.of(self):
            outer.store()
        gathered = GatheredQuants(self._get_keys) if self._may_gather_quants() else None
        gathering = self.with_context(**{GATHERED_KEY: gathered})
        answer = super(StockMoveLine, gathering)._trace_move_goods()
        if gathered is not None:
            # The rules that follow, and all others, look at quants.
            gathered.store()
        return answer

    def _get_keys(self):
        """:return: {key of a quant that lines take from or add to}"""
        keys = set()
        for line in self.exists():
            product, lot, owner = line.product_id.id, line.lot_id.id, line.owner_id.id
            keys.add((product, line.location_id.id, lot, line.package_id.id, owner))
            keys.add((product, line.location_dest_id.id, lot, line.result_package_id.id, owner))
        return keys

    def _may_gather_quants(self):
        """:return: whether nobody looks at a quant before core has done all lines"""
        return (
            known_overrides.only_known(self, "_action_done", within="_trace_move_goods")
            and known_overrides.only_known(self, "write", "_synchronize_quant", "_free_reservation")
            and self.env["stock.quant"].changes_as_known()
        )

    def _free_reservation(self, product_id, location_id, *args, **kwargs):
        gathered = GatheredQuants.of(self)
        # Core returns at once where nothing is reserved, else it reserves anew, elsewhere.
        if gathered is not None and not self.move_id._should_bypass_reservation(location_id):
            gathered.store()
        return super()._free_reservation(product_id, location_id, *args, **kwargs)

    def _create_and_assign_production_lot(self):
        if not known_overrides.only_known(self, "_create_and_assign_production_lot"):
            return super()._create_and_assign_production_lot()
        # As core, which writes the lots line by line.
        index, values_list = {}, []
        for line in self:
            key = (line.product_id.id, line.lot_name)
            if line.tracking != "lot" or key not in index:
                index[key] = len(values_list)
                values_list.append(line._prepare_new_lot_vals())
        lots = self.env["stock.lot"].create(values_list)
        return self.write_each(
            "lot_id", [lots._ids[index[line.product_id.id, line.lot_name]] for line in self]
        )

    def _check_company(self, fnames=None):
        known = known_overrides.only_known(self, "_check_company")
        if known and is_company_consistent(self, fnames):
            return None
        return super()._check_company(fnames)  # names what offends
