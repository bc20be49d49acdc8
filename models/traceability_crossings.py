"""Goods that go from one company to another: two records of one lot are joined.

A lot without company is shared by all, and simply moves on. Where each company keeps a lot of its
own, as data from before Odoo 19 does, the record proves that they are one when one company sent the
product under that number to the transit between companies, and the other received it from there.
"""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_extra_links(self, lot_ids, direction, as_of):
        links = list(super()._trace_extra_links(lot_ids, direction, as_of))
        if len(self.env.companies) < 2:  # who looks at one company sees one side only
            return links
        is_down = direction == "downstream"
        ends = ("location_dest_id", "location_id")
        near, far = ends if is_down else ends[::-1]
        places = self.env["stock.location"].with_context(active_test=False)
        between = places._search([("usage", "=", "transit"), ("company_id", "=", False)])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT near.id, near.lot_id, far.id, far.lot_id
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(near)s near
                 CROSS JOIN %(lot)s lot
                 CROSS JOIN %(namesakes)s namesake
                 CROSS JOIN %(far)s far
                 WHERE namesake.product_id = lot.product_id AND namesake.id != lot.id
                """,
                lots=list(lot_ids),
                near=self._looked_up_lines(
                    *(as_of, "lot_id", SQL("wanted.id"), "lot_id"),
                    domain=Domain(near, "in", between),
                ),
                lot=self._looked_up("stock.lot", "id", SQL("near.lot_id"), "name", "product_id"),
                namesakes=self._looked_up("stock.lot", "name", SQL("lot.name"), "product_id"),
                far=self._looked_up_lines(
                    *(as_of, "lot_id", SQL("namesake.id"), "lot_id"),
                    domain=Domain(far, "in", between),
                ),
            )
        )
        return links + (rows if is_down else [row[2:] + row[:2] for row in rows])
