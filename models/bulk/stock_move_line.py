"""Many lines get another value each in one write, where no other module watches each of them."""

from odoo import models

from ...tools.known_overrides import only_known


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _write_each(self, name, values):
        """Write one field, another value on each line.

        The same as ``line.write({name: value})`` for each line, but what a write costs, whatever it
        writes, is paid once. Calls ``write`` line by line where that would do more.

        :param str name: ``lot_id`` or ``lot_name``
        :param list values: one for each line, in their order; ids for ``lot_id``
        """
        plain = only_known(self, "write")
        batch = {}
        for line, value in zip(self, values, strict=True):
            if plain and line._is_plainly_written(name):
                batch[line.id] = value
            else:
                line.write({name: value})
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
        """As ``models.Model.write``, but for the values; there is no call of it for many."""
        if not self:
            return
        self.check_access("write")
        field = self._fields[name]
        self._check_field_access(field, "write")
        if self.pool.is_modifying_relations(field):
            self.modified([name], before=True)
        for line, value in zip(self, values, strict=True):
            field.write(line, value)
        for stamp, value in (("write_uid", self.env.uid), ("write_date", self.env.cr.now())):
            self._fields[stamp].write(self, value)
        self.modified([name, "write_uid", "write_date"])
        self._validate_fields([name])
        # As core's write does for what makes a package no longer an entire one.
        if name == "lot_id" and (lines := self._get_lines_not_entire_pack()):
            lines.write({"is_entire_pack": False})
