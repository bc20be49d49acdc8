"""Thousands of lines are written and done at once, where no other module watches each of them."""

from odoo import api, models

from ..tools import known_overrides
from ..tools.company import is_company_consistent
from ..tools.gathered_quants import GATHERED_KEY, GatheredQuants
from ..tools.many_values import write_values


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # -- another value on each line -------------------------------------------------------------
    @api.private
    def write_each(self, name, values):  # pylint: disable=missing-return
        # What a write costs, whatever it writes, is paid once.
        plain = known_overrides.only_known(self, "write")
        batch = {}
        for line, value in zip(self, values, strict=True):
            if plain and line._is_plainly_written(name):
                batch[line.id] = value
            else:
                super(StockMoveLine, line).write_each(name, [value])
        self.browse(batch)._write_each_at_once(name, list(batch.values()))

    def _is_plainly_written(self, name):
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
        gathered = GatheredQuants(self) if self._may_gather_quants() else None
        gathering = self.with_context(**{GATHERED_KEY: gathered})
        answer = super(StockMoveLine, gathering)._trace_move_goods()
        if gathered is not None:
            # The rules that follow, and all others, look at quants.
            gathered.store()
        return answer

    def _may_gather_quants(self):
        """:return: whether nobody looks at a quant before core has done all lines"""
        return (
            known_overrides.only_known(self, "_action_done", within="_trace_move_goods")
            and known_overrides.only_known(self, "write", "_synchronize_quant", "_free_reservation")
            and known_overrides.only_known(
                self.env["stock.quant"],
                "create",
                "write",
                "_update_available_quantity",
                "_gather",
                "_get_available_quantity",
                "_get_removal_strategy",
            )
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
