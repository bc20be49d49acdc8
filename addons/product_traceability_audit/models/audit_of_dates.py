"""Findings among the dates of movements: what cannot have happened in the order that they say."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import NOTHING, Kind

# What is done at once is dated by the seconds that it took: what arrives was there so long before.
AT_ONCE = "1 minute"


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "left_too_early": Kind(
                self.env._("Left a location before it arrived there"),
                "medium",
                "stock.move.line",
                mend="_mend_date",
                breaks=True,
                proves=self.env._(
                    "By the dates, a lot left a location that it reached only later: a document"
                    " was backdated, or another lot was meant."
                ),
            ),
            "used_too_early": Kind(
                self.env._("Recorded as used after what was made of it"),
                "medium",
                "stock.move.line",
                mend="_mend_date",
                proves=self.env._(
                    "The product was recorded as made before what went into it was used:"
                    " one of the two dates is wrong."
                ),
            ),
        }

    def _find_left_too_early(self, scope):
        """A movement took more of a lot out of a location than had come there by then, and enough
        came later: one of the dates is wrong, or it was another lot. What comes within the same
        minute counts as there; what never came is negative stock (rule 4 of the guard).
        """
        lines = self._lines(
            scope,
            *("lot_id", "date", "quantity_product_uom", "location_id", "location_dest_id"),
            domain=Domain("product_id.is_storable", "=", True) & Domain("lot_id", "!=", False),
        )
        return SQL(
            """
            SELECT line_id AS id, least(-change, -balance) AS quantity
              FROM (SELECT line_id, change, sum(change) OVER until_then AS balance,
                           sum(change) OVER whole AS last
                      FROM (SELECT line.id AS line_id, line.lot_id, place.id AS place, place.date,
                                   place.quantity::float8 AS change
                              FROM %(lines)s line
                             CROSS JOIN LATERAL (
                                VALUES (line.location_dest_id, line.date - %(at_once)s,
                                        line.quantity_product_uom),
                                       (line.location_id, line.date, -line.quantity_product_uom)
                                   ) place (id, date, quantity)
                              JOIN %(own)s own ON own.id = place.id
                             WHERE line.location_id <> line.location_dest_id
                           ) side
                    WINDOW whole AS (PARTITION BY lot_id, place),
                           until_then AS (PARTITION BY lot_id, place ORDER BY date)
                   ) walk
             WHERE change < 0 AND balance < -%(nothing)s AND last > -%(nothing)s
            """,
            lines=lines,
            own=self._own_locations(scope),
            at_once=SQL("%s::interval", AT_ONCE),
            nothing=NOTHING,
        )

    def _find_used_too_early(self, scope):
        """What an order used is recorded as used only after what was made of it: one of the two
        dates is wrong. The trace calls such a link possible. A part that a repair took out stands
        in the relation as if used, but comes from production.
        """
        used = self._lines(
            scope,
            *("quantity_product_uom", "date"),
            domain=Domain("location_id.usage", "!=", "production"),
        )
        made = self._lines(scope, "date")
        return SQL(
            """
            SELECT used.id, min(used.quantity_product_uom) AS quantity
              FROM stock_move_line_consume_rel link
              JOIN %s used ON used.id = link.produce_line_id
              JOIN %s made ON made.id = link.consume_line_id
             WHERE date_trunc('second', used.date) > date_trunc('second', made.date)
             GROUP BY used.id
            """,
            used,
            made,
        )

    def _mend_date(self, lines):
        """Correct the date of their transfers; that of orders is in the orders."""
        return self._correct(lines, "date") if lines.picking_id else None
