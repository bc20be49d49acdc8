"""Goods that go from one company to another: two records of one lot are joined.

A lot without company is shared by all, and simply moves on. Where each company keeps a lot of its
own, as data from before Odoo 19 does, the record proves that they are one when one company sent the
product under that number to the transit between companies, and the other received it from there.

No record tells which of the one's movements is which of the other's: two lots are joined once, by
the first line on each side, with the quantities of all their lines (:meth:`Movements.crossed`).
"""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.moments import FORMAT


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _crossing_links(self, lot_ids, direction, as_of):
        """Return the links between two companies' lots, as :meth:`_trace_extra_links` has them.

        :return: list of such rows, each with the list of moments when the one sent, and that of
            those when the other received
        """
        if len(self.env.companies) < 2:  # who looks at one company sees one side only
            return []
        is_down = direction == "downstream"
        ends = ("location_dest_id", "location_id")
        near, far = ends if is_down else ends[::-1]
        places = self.env["stock.location"].with_context(active_test=False)
        between = places._search([("usage", "=", "transit"), ("company_id", "=", False)])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT near.id, near.lot_id, far.id, far.lot_id, near.moments, far.moments
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(near)s near
                 CROSS JOIN %(lot)s lot
                 CROSS JOIN %(namesakes)s namesake
                 CROSS JOIN %(far)s far
                 WHERE namesake.product_id = lot.product_id AND namesake.id != lot.id
                """,
                lots=id_array(lot_ids),
                near=self._first_line(as_of, SQL("wanted.id"), Domain(near, "in", between)),
                lot=self.looked_up("stock.lot", "id", SQL("near.lot_id"), "name", "product_id"),
                namesakes=self.looked_up("stock.lot", "name", SQL("lot.name"), "product_id"),
                far=self._first_line(as_of, SQL("namesake.id"), Domain(far, "in", between)),
            )
        )
        if is_down:
            return rows
        return [row[2:4] + row[:2] + row[5:] + row[4:5] for row in rows]

    def _first_line(self, as_of, lot, domain):
        """Return SQL to stand after JOIN: a lot's earliest done line in a domain, and the moments
        of all of them
        """
        lines = self.looked_up_lines(as_of, "lot_id", lot, "lot_id", "date", domain=domain)
        return SQL(
            "LATERAL (SELECT early.id, early.lot_id,"
            " array_agg(to_char(early.date, %s)) OVER () AS moments"
            " FROM %s early ORDER BY early.date, early.id LIMIT 1)",
            *(FORMAT, lines),
        )
