from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.models.traceability_state import NAMED_OR_GAP


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_reference(self):
        # Before core's: the scrap of an order's component tells more as a scrap.
        scrap, *others = super()._trace_reference()
        return [
            scrap,
            ("mrp.unbuild", "unbuild_id"),
            ("mrp.unbuild", "consume_unbuild_id"),
            ("mrp.production", "production_id"),
            ("mrp.production", "raw_material_production_id"),
            *others,
        ]

    def _trace_made_domain(self):
        # What an unbuild gives back was not made there.
        return super()._trace_made_domain() & Domain("move_id.unbuild_id", "=", False)

    def _trace_extra_links(self, lot_ids, direction, as_of):
        """Add what was unbuilt.

        Core links only by-products to what came of an unbuild: ``action_unbuild`` takes the
        finished moves out of ``consume_moves`` before it writes ``produce_line_ids`` on the rest.
        The unbuild order itself is the link.
        """
        near = Domain("lot_id", "in", list(lot_ids))
        used, made = (NAMED_OR_GAP, near) if direction == "upstream" else (near, NAMED_OR_GAP)
        return super()._trace_extra_links(lot_ids, direction, as_of) + self.env.execute_query(
            SQL(
                """
                SELECT used.id, used.lot_id, made.id, made.lot_id
                  FROM %(used)s used
                  JOIN %(made)s made ON made.unbuild_id = used.unbuild_id
                """,
                used=self._unbuild_lines(used, "location_dest_id", as_of),
                made=self._unbuild_lines(made, "location_id", as_of),
            )
        )

    def _traceable_kinds(self):
        return super()._traceable_kinds() | {"mrp.production": (("name", "origin"), "product_id")}

    def _unbuild_lines(self, domain, place, as_of):
        """:return: SQL of the unbuild orders' lines into (or out of) production"""
        domain &= Domain("move_id.unbuild_id", "!=", False)
        domain &= Domain(f"{place}.usage", "=", "production")
        lines = self._done_lines(domain, as_of)
        move = lines.join(lines.table, "move_id", "stock_move", "id", "move")
        return lines.subselect(
            SQL("%s, %s", *(SQL.identifier(lines.table, name) for name in ("id", "lot_id"))),
            SQL.identifier(move, "unbuild_id"),
        )
