"""Findings among what was shipped or used though it should have stayed."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.dates import company_zone, dates_are_on

from .audit_kinds import Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "expired_shipped": Kind(
                self.env._("Expired lot shipped or used"),
                "high",
                "stock.move.line",
                mend="_correct",
                proves=self.env._("A lot was shipped or used after its expiration date."),
            ),
            "held_shipped": Kind(
                self.env._("Lot on hold shipped or used"),
                "high",
                "stock.move.line",
                mend="_correct",
                proves=self.env._("A lot was shipped or used while it was on hold."),
            ),
        }

    def _shipped(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of lines that brought lots to customers, other companies or production."""
        out = Domain("location_dest_id.usage", "in", ("customer", "production")) | (
            Domain("location_dest_id.usage", "=", "transit")
            & Domain("location_dest_id.company_id", "=", False)
        )
        lines = ("quantity_product_uom", "lot_id", "date", *names)
        return self._lines(scope, *lines, domain=out & Domain("lot_id", "!=", False) & domain)

    def _find_expired_shipped(self, scope):
        """A lot was shipped or used after the day of its expiration date, where the warehouse is
        (rule 8 of the guard). The date is the one it has now.
        """
        if not dates_are_on(self.env):
            return SQL("SELECT NULL::int AS id, NULL::float8 AS quantity WHERE FALSE")
        dated = Domain("product_id.use_expiration_date", "=", True) & Domain(
            "lot_id.expiration_date", "!=", False
        )
        return SQL(
            """
            SELECT line.id, line.quantity_product_uom AS quantity
              FROM %(lines)s line
              JOIN stock_lot lot ON lot.id = line.lot_id
              LEFT JOIN stock_move move ON move.id = line.move_id
              LEFT JOIN stock_picking_type operation ON operation.id = move.picking_type_id
              LEFT JOIN stock_warehouse warehouse ON warehouse.id = operation.warehouse_id
              LEFT JOIN res_partner address ON address.id = warehouse.partner_id
             -- the first costs least, and is true of few
             WHERE line.date > lot.expiration_date
               AND (line.date AT TIME ZONE 'UTC' AT TIME ZONE coalesce(address.tz, %(zone)s))::date
                   > (lot.expiration_date AT TIME ZONE 'UTC'
                      AT TIME ZONE coalesce(address.tz, %(zone)s))::date
            """,
            lines=self._shipped(scope, "move_id", domain=dated),
            zone=company_zone(scope.company).zone,
        )

    def _find_held_shipped(self, scope):
        """A lot was shipped or used while it was on hold (rule 8 of the guard): since it was put on
        hold, where it still is; else between the changes of *On Hold* that its log has. Holds from
        before the addon was installed, and those put on and off without log, cannot be proven.
        """
        lines = self._shipped(scope)
        held = self._lots(scope, "hold_since", domain=Domain("is_on_hold", "=", True))
        lots = self._lots(scope)
        # The log itself, not as the user may read it: he may read its lots.
        return SQL(
            """
            SELECT line.id, min(line.quantity_product_uom) AS quantity
              FROM (SELECT id AS lot_id, hold_since AS since, 'infinity'::timestamp AS until
                      FROM %(held)s lot
                     UNION ALL
                    SELECT lot_id, since, until
                      FROM (SELECT message.res_id AS lot_id, message.date AS since,
                                   value.new_value_integer AS is_held,
                                   lead(message.date) OVER (
                                        PARTITION BY message.res_id ORDER BY value.id) AS until
                              FROM mail_tracking_value value
                              JOIN mail_message message ON message.id = value.mail_message_id
                             WHERE value.field_id = %(field)s AND message.model = 'stock.lot'
                           ) change
                     WHERE is_held = 1 AND until IS NOT NULL
                       AND lot_id IN (SELECT id FROM %(lots)s lot)
                   ) hold
              JOIN %(lines)s line
                ON line.lot_id = hold.lot_id AND line.date > hold.since AND line.date < hold.until
             GROUP BY line.id
            """,
            held=held,
            lots=lots,
            lines=lines,
            field=self.env["ir.model.fields"]._get("stock.lot", "is_on_hold").id,
        )
