"""Which fields of what is done may still be written; every other one is final (rule 4).

Final is what Odoo's stock addons and ours declare. An addon adds its models, and the modules whose
fields are final too, by :meth:`TraceabilityGuard._trace_final_modules` and
:meth:`TraceabilityGuard._trace_final_but`.
"""

from odoo import api, models
from odoo.fields import Command
from odoo.tools import ormcache

from ...tools.final_but import FinalBut, final_but
from ...tools.trust import trusted_names

MODULES = frozenset(["stock", "product_expiry", "product_traceability"])
FINAL_BUT = {
    "stock.move.line": final_but(
        free="is_entire_pack counted_expiration is_assigned",
        at_once="date consume_line_ids produce_line_ids location_dest_id owner_id"
        " reference inventory_name",
    ),
    # The quantity and lots of a move are those of its lines, which are judged when written.
    "stock.move": final_but(
        free="move_dest_ids reference_ids date_deadline quantity lot_ids",
        at_once="date location_dest_id warehouse_id reference inventory_name",
    ),
    "stock.picking": final_but(
        free="is_locked printed signature note user_id picking_properties shipping_weight",
        at_once="date_done priority",
    ),
    "stock.scrap": final_but(at_once="date_done"),
    # Name, product and company of a lot that moved stay; its dates have a rule of their own, and
    # so have holds. A quantity or a location that is written makes a movement, which is judged.
    "stock.lot": final_but(
        free="ref note lot_properties location_id product_qty product_expiry_reminded"
        " reserve_first expiration_date use_date removal_date alert_date"
        " is_on_hold hold_reason hold_since hold_user_id warranty_end",
        once="vendor_lot_name production_date",
    ),
}
ALL_FINAL = FinalBut()


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.model
    def _trace_final_modules(self):
        """Give the names of the modules whose fields are final; addons add to them."""
        return MODULES

    @api.model
    def _trace_final_but(self):
        """Give {model: :class:`FinalBut`}; addons add their documents, and their fields."""
        return FINAL_BUT

    @api.private
    def find_final_names(self, records, values):
        """Give the names among the values that are final once the records are done.

        :return: set; those that may be written once, or at once, are among them
        """
        return (values.keys() & self._final_names_of(records._name)) - trusted_names(records)

    @ormcache("name")
    def _final_names_of(self, name):
        """Give the final names of a model. Thousands of writes ask for the same ones."""
        modules = self._trace_final_modules()
        free = self._final_but_of(name).free
        fields = self.env[name]._fields.items()
        return frozenset(
            name
            for name, field in fields
            if name not in free and self._is_declared_by(field, modules)
        )

    @ormcache("name")
    def _final_but_of(self, name):
        """Give the :class:`FinalBut` of a model."""
        return self._trace_final_but().get(name, ALL_FINAL)

    @staticmethod
    def _is_declared_by(field, modules):
        """Tell whether a field is of these modules and writing it changes something itself.

        The lines of a one2many are records of their own, judged where they are written.
        """
        return (
            field.type != "one2many"
            and bool(field.store or field.inverse or field.related)
            and not modules.isdisjoint(field._modules)
        )

    @api.private
    def find_final_changes(self, record, values, names, fresh):
        """Give the fields of a done record that may not become what the values say.

        :param names: of :meth:`find_final_names`
        :param bool fresh: whether the record was done in this transaction
        """
        columns = self._final_but_of(record._name)
        return [
            name
            for name in names
            if not (fresh and name in columns.at_once)
            and not (name in columns.once and not record[name])
            and self.is_change(record, record._fields[name], values[name])
        ]

    @api.private
    @staticmethod
    def is_change(record, field, value):
        """Tell whether a field of a record would become another one by this value of a write."""
        if field.type == "many2many" and isinstance(value, (list, tuple)):
            # Who writes a linked record by its command is judged where that is written.
            value = [
                command
                for command in value
                if not isinstance(command, (list, tuple)) or command[0] != Command.UPDATE
            ]
        old = field.convert_to_cache(record[field.name], record, validate=False)
        new = field.convert_to_cache(value, record, validate=False)
        if field.type == "many2many":
            return set(old) != set(new)
        if field.type == "float" and "product_id" in record._fields:
            return bool(record.product_id.uom_id.compare(old or 0, new or 0))
        return (old or False) != (new or False)
