"""What record rules hide of a trace: counted, and nothing more."""

from odoo import models
from odoo.tools import SQL, ormcache

from ...tools.arrays import id_array
from .graph_query import LINKS

# Upstream, the near end and the far end of core's relation of what went into what.
COLUMNS = ("consume_line_id", "produce_line_id")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _hidden(self, walk, nodes, movements):
        """Count the lots of other companies that the trace leads to, and the movements of its own
        lots there.

        Only here is read what the user may not see; only how many they are leaves.

        :return: {"lots": number, "movements": number}
        """
        lots = [node for node in nodes if node > 0]
        if not lots or not self._has_other_companies():
            return {"lots": 0, "movements": 0}
        upstream = [lot for lot in lots if nodes[lot]["depth"] <= 0]
        downstream = [lot for lot in lots if nodes[lot]["depth"] >= 0]
        linked = [
            self._linked_lots(walk, direction, ids if direction in walk.directions else [])
            for direction, ids in (("upstream", upstream), ("downstream", downstream))
        ]
        crossed = [lot for lot in lots if lot in movements.sent_over or lot in movements.got_over]
        [[others, moved]] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT count(DISTINCT lot_id)
                          FROM (%(linked)s UNION ALL %(namesakes)s) far
                         WHERE lot_id != ALL (%(lots)s::int[])),
                       (SELECT count(*)
                          FROM unnest(%(lots)s::int[]) wanted (id)
                         CROSS JOIN %(lines)s line
                         WHERE %(is_other)s)
                """,
                linked=SQL(" UNION ALL ").join(linked),
                namesakes=self._namesakes(walk, crossed),
                lots=id_array(lots),
                lines=self._any_lines(walk, SQL("line.lot_id = wanted.id")),
                is_other=self._is_other("line"),
            )
        )
        return {"lots": others, "movements": moved}

    @ormcache("tuple(self.env.companies.ids)")  # emptied when a company is created
    def _has_other_companies(self):
        companies = SQL(
            "SELECT EXISTS (SELECT FROM res_company WHERE id != ALL (%s))", self.env.companies.ids
        )
        [[answer]] = self.env.execute_query(companies)
        return answer

    def _is_other(self, table):
        """Return SQL that tells whether a row is of a company that the user does not look at."""
        return SQL("%s != ALL (%s)", SQL.identifier(table, "company_id"), self.env.companies.ids)

    @staticmethod
    def _any_lines(walk, condition):
        """Return SQL to stand after JOIN: done lines of any company, found by an index."""
        return SQL(
            "LATERAL (SELECT line.* FROM stock_move_line line WHERE %s AND line.state = 'done'"
            " AND line.quantity_product_uom != 0 AND line.date <= %s OFFSET 0)",
            condition,
            walk.as_of or SQL("'infinity'"),
        )

    def _linked_lots(self, walk, direction, lot_ids):
        """Return SQL of the lots at the far ends of links that lie in another company; lines with
        the same links are looked at once.
        """
        columns = COLUMNS if direction == "upstream" else COLUMNS[::-1]
        near_column, far_column = map(SQL.identifier, columns)
        near = SQL(
            "(SELECT near.id FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s near"
            " WHERE near.id != ALL (%s::int[]))",
            id_array(lot_ids),
            self._any_lines(walk, SQL("line.lot_id = wanted.id")),
            id_array(self._known_alike(walk, direction, {*lot_ids})),
        )
        return SQL(
            """
            SELECT far.lot_id
              FROM (SELECT min(id) AS id FROM %(told)s near GROUP BY number, total) kind
             CROSS JOIN LATERAL (
                    SELECT %(far_column)s AS line_id
                      FROM stock_move_line_consume_rel WHERE %(near_column)s = kind.id
                    OFFSET 0
                   ) link
             CROSS JOIN %(far)s far
             CROSS JOIN LATERAL (
                    SELECT lot.company_id FROM stock_lot lot WHERE lot.id = far.lot_id OFFSET 0
                   ) lot
             WHERE %(is_other_line)s OR %(is_other_lot)s
            """,
            told=self._told(columns, near),
            far=self._any_lines(walk, SQL("line.id = link.line_id")),
            near_column=near_column,
            far_column=far_column,
            is_other_line=self._is_other("far"),
            is_other_lot=self._is_other("lot"),
        )

    @staticmethod
    def _known_alike(walk, direction, lots):
        """Return list of the lines of some lots that the walk knows to have the same links as
        another of them, which is not in the list.
        """
        fans = (fan for way in walk.ways if way.direction == direction for fan in way.fans)
        alike = []
        for fan in fans:
            if fan.part == LINKS:
                alike += [line for line, lot in fan.near.items() if lot in lots][1:]
        return alike

    def _namesakes(self, walk, lot_ids):
        """Return SQL of other companies' lots of these numbers that were in the transit between
        companies, as these lots were.
        """
        between = self._location_ids([("usage", "=", "transit"), ("company_id", "=", False)])
        crosses = SQL("(line.location_id IN %s OR line.location_dest_id IN %s)", between, between)
        return SQL(
            """
            SELECT twin.id
              FROM unnest(%(lots)s::int[]) wanted (id)
             CROSS JOIN LATERAL (
                    SELECT lot.name, lot.product_id FROM stock_lot lot
                     WHERE lot.id = wanted.id OFFSET 0
                   ) lot
             CROSS JOIN LATERAL (
                    SELECT twin.id, twin.product_id, twin.company_id
                      FROM stock_lot twin WHERE twin.name = lot.name OFFSET 0
                   ) twin
             CROSS JOIN %(lines)s line
             WHERE twin.product_id = lot.product_id AND %(is_other)s
            """,
            lots=id_array(lot_ids),
            lines=self._any_lines(walk, SQL("line.lot_id = twin.id AND %s", crosses)),
            is_other=self._is_other("twin"),
        )
