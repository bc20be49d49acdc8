from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.arrays import id_array

# An untracked product has no lot to name; a tracked one that names none is a gap.
NAMED_OR_GAP = Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")


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

    def _trace_taking_out(self):
        return super()._trace_taking_out() | {"mrp.unbuild"}

    def _trace_labels(self):
        labels = super()._trace_labels()
        # What it takes apart was not used up in production, and what it gives back not made there.
        own = {"mrp.unbuild": self.env._("Unbuild")}
        return {**labels, "documents": {**labels["documents"], **own}}

    def _trace_name_makers(self, movements):
        """Name the subcontractors: by the books their location is one of our own."""
        super()._trace_name_makers(movements)
        orders = self.env["mrp.production"]
        if "subcontractor_id" not in orders._fields or not orders.has_access("read"):
            return
        made = [
            event
            for event in movements.events
            if event["kind"] == "production" and event["model"] == orders._name
        ]
        if not made:
            return
        maker_of = dict(self.env.execute_query(self._makers({event["res_id"] for event in made})))
        partners = self.env["res.partner"].with_context(active_test=False)
        makers = partners.search_fetch([("id", "in", [*maker_of.values()])], ["complete_name"])
        names = {maker.id: maker.complete_name for maker in makers}
        for event in made:
            maker = maker_of.get(event["res_id"])
            if maker in names:
                told = {"partner_id": maker, "partner_name": names[maker]}
                event.update(told | {f"from_{name}": value for name, value in told.items()})

    def _makers(self, order_ids):
        """Return SQL of (id, subcontractor) of those of some orders that have one."""
        return SQL(
            "SELECT orders.id, orders.subcontractor_id FROM unnest(%s::int[]) wanted (id)"
            " CROSS JOIN %s orders WHERE orders.subcontractor_id IS NOT NULL",
            id_array(order_ids),
            self.looked_up("mrp.production", "id", SQL("wanted.id"), "subcontractor_id"),
        )

    def _trace_made_domain(self):
        # What an unbuild gives back was not made there.
        return super()._trace_made_domain() & Domain("move_id.unbuild_id", "=", False)

    def _trace_extra_links(self, lot_ids, direction, as_of):
        """Add what was unbuilt.

        Core links only by-products to what came of an unbuild: ``action_unbuild`` takes the
        finished moves out of ``consume_moves`` before it writes ``produce_line_ids`` on the rest.
        The unbuild order itself is the link.
        """
        links = super()._trace_extra_links(lot_ids, direction, as_of)
        if not self.env["mrp.unbuild"].has_any():
            return links
        ends = ("near", "far") if direction == "downstream" else ("far", "near")
        into, out_of = self._at_production("location_dest_id"), self._at_production("location_id")
        near, far = (into, out_of) if direction == "downstream" else (out_of, into)
        return links + self.env.execute_query(
            SQL(
                """
                SELECT %(ends)s
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(near)s near
                 CROSS JOIN %(order)s move
                 CROSS JOIN %(moves)s other
                 CROSS JOIN %(far)s far
                """,
                ends=SQL(", ").join(
                    SQL.identifier(end, name) for end in ends for name in ("id", "lot_id")
                ),
                lots=id_array(lot_ids),
                near=self.looked_up_lines(
                    *(as_of, "lot_id", SQL("wanted.id"), "lot_id", "move_id"), domain=near
                ),
                order=self.looked_up("stock.move", "id", SQL("near.move_id"), "unbuild_id"),
                moves=self.looked_up("stock.move", "unbuild_id", SQL("move.unbuild_id")),
                far=self.looked_up_lines(
                    *(as_of, "move_id", SQL("other.id"), "lot_id"), domain=far & NAMED_OR_GAP
                ),
            )
        )

    def _at_production(self, place):
        """:return: the Domain of the lines that go into production, or out of it"""
        places = self.env["stock.location"].with_context(active_test=False)
        return Domain(place, "in", places._search([("usage", "=", "production")]))

    def _traceable_kinds(self):
        return super()._traceable_kinds() | {"mrp.production": (("name", "origin"), "product_id")}
