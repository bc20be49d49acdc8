"""What many records that are created at once have in common is worked out once."""

from odoo import api, models

from ..tools import known_overrides
from ..tools.many_values import MANY
from ..tools.shared_defaults import SharedDefaults


class TraceabilityCreatedAtOnce(models.AbstractModel):
    _name = "traceability.created.at.once"
    _description = "Created at Once"

    def _prepare_create_values(self, vals_list):
        # The ORM works out the defaults of each record, and so for all the same.
        model = self
        if len(vals_list) >= MANY and known_overrides.only_known(
            self, "_add_missing_default_values", "default_get"
        ):
            model = SharedDefaults().put_into(self)
        return super(TraceabilityCreatedAtOnce, model)._prepare_create_values(vals_list)

    @api.model
    def _add_missing_default_values(self, values):
        shared = SharedDefaults.of(self)
        add = super()._add_missing_default_values
        return add(values) if shared is None else shared.complete(self, values, add)
