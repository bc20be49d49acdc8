"""Findings in the stock there is."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import NOTHING, Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "stock_without_lot": Kind(
                self.env._("Stock without lots"),
                "high",
                "stock.quant",
                mend="identify",
                breaks=True,
                proves=self.env._(
                    "Goods of a tracked product are in stock, and it is not recorded of"
                    " which lots they are."
                ),
            ),
            "negative_stock": Kind(
                self.env._("Negative stock"),
                "high",
                "stock.quant",
                mend="count",
                breaks=True,
                proves=self.env._(
                    "More of a lot left a location than is recorded to have come there:"
                    " another lot was meant, or a movement is missing."
                ),
            ),
            "lot_taken": Kind(
                self.env._("Lot taken out of stock without lots"),
                "high",
                "stock.move.line",
                mend="_mend_lot_taken",
                breaks=True,
                base="_reckon_differences",
                proves=self.env._(
                    "A lot left a location where it was not recorded, and the stock without lots"
                    " there became less by as much: these goods had come without their lot."
                ),
            ),
            "stock_differs": Kind(
                self.env._("Stock differs from its movements"),
                "high",
                "stock.quant",
                mend="_mend_stock_differs",
                breaks=True,
                base="_reckon_differences",
                proves=self.env._(
                    "The stock of a lot in a location is not what its movements brought and"
                    " took: one of the two was changed alone."
                ),
            ),
            "stock_missing": Kind(
                self.env._("Stock missing that movements brought"),
                "high",
                "stock.move.line",
                mend="_mend_stock_differs",
                breaks=True,
                base="_reckon_differences",
                proves=self.env._(
                    "Movements brought a lot to a location, none took it away, and it is"
                    " not in stock there."
                ),
            ),
        }

    def _find_stock_without_lot(self, scope):
        """Units of a tracked product are in stock, and which lots they are of is not recorded
        (rule 5 of the guard).
        """
        unidentified = Domain("lot_id", "=", False) & Domain("quantity", ">", 0)
        return SQL(
            "SELECT id, quantity FROM %s quant",
            self._quants(scope, "quantity", domain=unidentified),
        )

    @api.private
    def identify(self, quants):
        """Identify them, where they are of one product; else list them to choose from."""
        if len(quants.product_id) == 1:
            return quants.action_identify()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_without_lots"
        )
        return action | {"domain": [("id", "in", quants.ids)]}

    def _find_negative_stock(self, scope):
        """More of a lot left a location than is recorded to have come there: some other lot was
        meant, or a movement is missing (rule 4 of the guard). The quantity is what is missing:
        above zero, it takes nothing away from what else was found.
        """
        return SQL(
            "SELECT id, -quantity AS quantity FROM %s quant WHERE quantity < %s",
            self._quants(scope, "quantity"),
            -NOTHING,
        )

    @api.private
    def count(self, quants):
        """Count them: the list of Physical Inventory, of these alone."""
        action = quants.action_view_inventory()
        return action | {"domain": [("id", "in", quants.exists().ids)]}

    def _find_lot_taken(self, scope):
        """More of a lot left a location than came there, and Odoo took the rest from the stock
        without lots (rule 5 of the guard). The last of the movements that took it is named.
        """
        return SQL("SELECT took_id AS id, quantity FROM base WHERE is_taken")

    def _mend_lot_taken(self, lines):
        """Give what brought the stock without lots the lot that was taken of it; the movements that
        took it are listed beside.
        """
        brought = (
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("location_dest_id", "in", lines.location_id.ids)
            & Domain("lot_id", "=", False)
            & Domain("state", "=", "done")
        )
        return self._correct(lines.search(brought) | lines)

    def _find_stock_differs(self, scope):
        """The quantity of a lot in a location is not what its movements brought and took, kept
        apart by package and owner as Odoo does: the one or the other was changed alone. Where core
        holds several quants of the same, the first is named. What is too much in one place makes up
        for nothing that is missing in another: the quantity is never below zero.
        """
        return SQL(
            """
            SELECT quant_id AS id, abs(quantity) AS quantity
              FROM base
             WHERE quant_id IS NOT NULL AND NOT is_taken
            """
        )

    def _find_stock_missing(self, scope):
        """The same where there is no quant at all; the last of the movements is named."""
        return SQL(
            """
            SELECT line_id AS id, abs(quantity) AS quantity
              FROM base
             WHERE quant_id IS NULL AND NOT is_taken
            """
        )

    def _reckon_differences(self, scope):
        """Return SQL of where stock and what movements brought there differ, by all that core
        keeps stock apart by.

        Apart from what differs otherwise are lots of which more left than came, and nothing is in
        stock, where the stock without lots is short of as much: core took it from there.
        """
        keys = ("product_id", "lot_id", "location_id", "package_id", "owner_id")
        quants = self._quants(
            scope, "quantity", *keys, domain=Domain("product_id.is_storable", "=", True)
        )
        lines = self._lines(
            scope,
            *("quantity_product_uom", *keys, "location_dest_id", "result_package_id"),
            domain=Domain("product_id.is_storable", "=", True),
        )
        return SQL(
            """
            SELECT quant_id, line_id, took_id, may_be_taken AND is_explained AS is_taken,
                   CASE WHEN lot_id IS NULL AND is_explained THEN quantity + taken
                        ELSE quantity END AS quantity
              FROM (SELECT *, taken > 0 AND taken <= short + %(nothing)s AS is_explained
                      FROM (SELECT *,
                                   coalesce(sum(quantity) FILTER (WHERE may_be_taken)
                                            OVER place, 0) AS taken,
                                   coalesce(sum(-quantity) FILTER (WHERE lot_id IS NULL)
                                            OVER place, 0) AS short
                              FROM (%(differences)s) difference
                            WINDOW place AS (PARTITION BY %(place)s)) difference
                   ) difference
             WHERE NOT (lot_id IS NULL AND is_explained AND quantity + taken > -%(nothing)s)
            """,
            nothing=NOTHING,
            place=SQL(", ").join(SQL.identifier(key) for key in keys if key != "lot_id"),
            differences=self._differences(scope, keys, quants, lines),
        )

    def _differences(self, scope, keys, quants, lines):
        """Return SQL of the keys with what is more in stock than by the movements.

        :param SQL quants: with the keys
        :param SQL lines: with the keys, both their locations and packages
        """
        return SQL(
            """
            SELECT %(keys)s, min(quant_id) AS quant_id, max(line_id) AS line_id,
                   max(line_id) FILTER (WHERE quantity > 0) AS took_id,
                   sum(quantity) AS quantity,
                   lot_id IS NOT NULL AND sum(quantity) > 0
                   AND abs(coalesce(sum(quantity) FILTER (WHERE quant_id IS NOT NULL), 0))
                       <= %(nothing)s AS may_be_taken
              FROM (SELECT product_id, lot_id, location_id, package_id, owner_id,
                           quant.id AS quant_id, NULL::int AS line_id, quantity::float8 AS quantity
                      FROM %(quants)s quant
                     UNION ALL
                    SELECT line.product_id, line.lot_id, place.id, place.package_id, line.owner_id,
                           NULL, line.id, place.quantity::float8
                      FROM %(lines)s line
                     CROSS JOIN LATERAL (
                        VALUES (line.location_id, line.package_id, line.quantity_product_uom),
                               (line.location_dest_id, line.result_package_id,
                                -line.quantity_product_uom)
                           ) place (id, package_id, quantity)
                      JOIN %(own)s own ON own.id = place.id
                   ) entry
             GROUP BY %(keys)s
            HAVING abs(sum(quantity)) > %(nothing)s
            """,
            quants=quants,
            lines=lines,
            own=self._own_locations(scope),
            keys=SQL(", ").join(map(SQL.identifier, keys)),
            nothing=NOTHING,
        )

    def _mend_stock_differs(self, records):
        """Ask why, and let the stock be what its movements say, logged as a correction."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_quant_correct"
        )
        field = "quant_ids" if records._name == "stock.quant" else "move_line_ids"
        return action | {"context": {f"default_{field}": records.ids}}
