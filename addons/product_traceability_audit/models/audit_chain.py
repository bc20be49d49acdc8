"""What of each movement traces unbroken from a vendor or from production to where it is now."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import NOTHING

STORABLE = Domain("product_id.is_storable", "=", True)


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    @api.private
    def get_chain(self, scope):
        """Return SQL of common table expressions that follow each lot from place to place.

        A place is a location of the company, or all that is with customers, or all that counts and
        scrap took out of stock: what is there is summed up by lot, in the order of time. What
        comes and goes at one moment settles together. Vendors, production, and locations that the
        company does not own are origins: what they give is known from there on.

        Of the quantity of a movement these parts are broken:

        - all of it, when it names no lot, or one of another product;
        - what it takes beyond what the lot had in the place: nothing says where that came from.
          So a count that finds what was never there brings broken goods, and so does a return of
          more than went, and a delivery of what was not received. What was missing once is not
          missing again: the place has since had that much more than the record says;
        - of the rest, as much as of all that the lot had got by then came from nowhere: what is
          mixed cannot be told apart. What an origin gives is not mixed yet.

        Where the stock of a lot in a location differs from the sum of its movements, the
        difference counts as one more movement, which nobody recorded: it is broken.

        :param AuditScope scope: what is audited
        :return: SQL with ``line`` (id, product_id, warehouse_id, lot_id, quantity), the movements,
            and ``broken`` (id, product_id, warehouse_id, lot_id, source, target, moved, broken),
            what is broken of them, with the company's locations between which it moved; ids below
            0 are differences
        """
        names = (
            *("product_id", "lot_id", "date", "quantity_product_uom"),
            *("location_id", "location_dest_id"),
        )
        return SQL(
            """
            place AS (
                SELECT id, warehouse_id,
                       CASE WHEN usage = 'customer' THEN -1
                            WHEN usage = 'inventory' THEN -2
                            WHEN usage IN ('internal', 'transit')
                                 AND company_id = %(company)s THEN id
                            ELSE 0 END AS pool  -- 0 is an origin
                  FROM stock_location),
            -- A thing is a lot, or below 0 what a product has without one.
            line AS MATERIALIZED (
                SELECT line.id, line.product_id, lot.id AS lot_id, line.date,
                       coalesce(lot.id, -line.product_id) AS thing,
                       abs(line.quantity_product_uom) AS quantity,
                       source.pool AS source, target.pool AS target,
                       coalesce(target.warehouse_id, source.warehouse_id) AS warehouse_id
                  FROM %(lines)s line
                  -- What an import recorded with less than nothing went the other way.
                  JOIN place source ON source.id = CASE WHEN line.quantity_product_uom < 0
                       THEN line.location_dest_id ELSE line.location_id END
                  JOIN place target ON target.id = CASE WHEN line.quantity_product_uom < 0
                       THEN line.location_id ELSE line.location_dest_id END
                  LEFT JOIN stock_lot lot ON lot.id = line.lot_id
                                         AND lot.product_id = line.product_id),
            -- What a place has of a thing after each moment: below 0, and in the end.
            balance AS MATERIALIZED (
                SELECT thing, pool, date, change, balance, is_last
                  FROM (SELECT *, sum(change) OVER by_date AS balance,
                               lead(thing) OVER by_date IS NULL AS is_last
                          FROM (SELECT thing, target AS pool, date, quantity AS change
                                  FROM line WHERE target <> 0
                                 UNION ALL
                                SELECT thing, source, date, -quantity
                                  FROM line WHERE source <> 0) side
                        WINDOW by_date AS (PARTITION BY thing, pool ORDER BY date)) walk
                 WHERE balance < 0 OR is_last),
            -- Each new lowest balance is that much more than was there.
            short AS MATERIALIZED (
                SELECT thing, pool, date, taken, missing
                  FROM (SELECT *, lag(lowest, 1, 0) OVER by_date - lowest AS missing
                          FROM (SELECT *, min(balance) OVER by_date AS lowest
                                  FROM (SELECT thing, pool, date, min(balance) AS balance,
                                               sum(greatest(-change, 0)) AS taken
                                          FROM balance
                                         WHERE balance < 0 AND thing > 0
                                         GROUP BY thing, pool, date) moment
                                WINDOW by_date AS (PARTITION BY thing, pool ORDER BY date)) moment
                        WINDOW by_date AS (PARTITION BY thing, pool ORDER BY date)) moment
                 WHERE missing > %(nothing)s),
            mixed AS (
                SELECT *, sum(CASE WHEN source = 0 THEN quantity ELSE 0 END) OVER by_date AS known,
                       sum(missing) OVER by_date AS unknown
                  FROM (SELECT line.*,
                               coalesce(line.quantity * short.missing / short.taken, 0) AS missing
                          FROM line
                          LEFT JOIN short ON short.thing = line.thing
                                         AND short.pool = line.source AND short.date = line.date
                         WHERE line.thing IN (SELECT thing FROM short)) taken
                WINDOW by_date AS (PARTITION BY thing ORDER BY date)),
            difference AS (
                SELECT thing, pool, abs(sum(quantity)) AS quantity
                  FROM (SELECT thing, pool, balance AS quantity
                          FROM balance WHERE is_last AND pool > 0
                         UNION ALL
                        SELECT coalesce(lot.id, -quant.product_id), quant.location_id,
                               -quant.quantity
                          FROM %(quants)s quant
                          LEFT JOIN stock_lot lot ON lot.id = quant.lot_id
                                                 AND lot.product_id = quant.product_id) side
                 GROUP BY thing, pool
                HAVING abs(sum(quantity)) > %(nothing)s),
            broken AS MATERIALIZED (
                SELECT id, product_id, warehouse_id, lot_id, source, target, quantity AS moved,
                       quantity AS broken
                  FROM line
                 WHERE lot_id IS NULL
                 UNION ALL
                SELECT id, product_id, warehouse_id, lot_id, source, target, quantity,
                       quantity - (quantity - missing) * known / (known + unknown)
                  FROM mixed
                 WHERE source <> 0 AND unknown > 0
                 UNION ALL
                SELECT -row_number() OVER (), coalesce(lot.product_id, -difference.thing),
                       place.warehouse_id, lot.id, place.id, place.id, difference.quantity,
                       difference.quantity
                  FROM difference
                  JOIN place ON place.id = difference.pool
                  LEFT JOIN stock_lot lot ON lot.id = difference.thing)
            """,
            company=scope.company.id,
            nothing=NOTHING,
            lines=self._lines(scope, *names, domain=STORABLE),
            quants=self._quants(
                scope, "product_id", "lot_id", "location_id", "quantity", domain=STORABLE
            ),
        )

    @api.model
    def _trace_audit_causes(self):
        """Return {model or key of a kind: SQL with record_id, id}: what of ``broken`` a record is
        the cause of.

        By it the score tells what would raise it. Addons add their models.
        """
        return {
            "stock.move.line": SQL("SELECT id AS record_id, id FROM broken"),
            "stock.move": SQL(
                """
                SELECT line.move_id AS record_id, broken.id
                  FROM broken
                  JOIN stock_move_line line ON line.id = broken.id
                """
            ),
            "stock.lot": SQL("SELECT lot_id AS record_id, id FROM broken WHERE lot_id IS NOT NULL"),
            "stock.quant": SQL(
                """
                SELECT quant.id AS record_id, side.id
                  FROM (SELECT id, product_id, lot_id, source AS pool FROM broken
                         UNION ALL
                        SELECT id, product_id, lot_id, target FROM broken) side
                  JOIN stock_quant quant ON quant.location_id = side.pool
                                        AND quant.product_id = side.product_id
                                        AND coalesce(quant.lot_id, 0) = coalesce(side.lot_id, 0)
                """
            ),
            # Named is the last of the movements that took the lot: they are broken, and so is that
            # its stock and the stock without lots differ from them.
            "lot_taken": SQL(
                """
                SELECT id AS record_id, id FROM broken
                 UNION ALL
                SELECT line.id, broken.id
                  FROM broken
                  JOIN line ON line.thing = broken.lot_id AND line.source = broken.source
                 WHERE broken.id < 0
                 UNION ALL
                SELECT line.id, broken.id
                  FROM broken
                  JOIN line ON line.product_id = broken.product_id AND line.source = broken.source
                 WHERE broken.id < 0 AND broken.lot_id IS NULL
                """
            ),
            # Named is the last of the movements that brought what is not there.
            "stock_missing": SQL(
                """
                SELECT side.id AS record_id, broken.id
                  FROM broken
                  JOIN (SELECT id, thing, source AS pool FROM line
                         UNION ALL
                        SELECT id, thing, target FROM line) side
                    ON side.thing = coalesce(broken.lot_id, -broken.product_id)
                   AND side.pool = broken.source
                 WHERE broken.id < 0
                """
            ),
            "product.product": SQL("SELECT product_id AS record_id, id FROM broken"),
        }

    @api.private
    def find_causes(self, scope, keys=None):
        """Return SQL (id, kind): of what in ``broken`` the findings of a kind are the cause, of one
        kind each, the first of :meth:`get_kinds`.

        :param keys: the kinds that are asked, by default all that break the chain
        """
        kinds, causes, asked = self.get_kinds(), self._trace_audit_causes(), defaultdict(list)
        for key, kind in kinds.items():
            cause = key if key in causes else kind.model
            if kind.breaks and cause in causes and (keys is None or key in keys):
                asked[cause].append(key)
        if not asked:
            return SQL("SELECT NULL::bigint AS id, NULL::varchar AS kind LIMIT 0")
        found = [
            SQL(
                """
                SELECT cause.id, found.kind
                  FROM (%s) cause
                  JOIN found ON found.id = cause.record_id
                 WHERE found.kind IN %s
                """,
                causes[cause],
                tuple(of_cause),
            )
            for cause, of_cause in asked.items()
        ]
        return SQL(
            """
            WITH found AS MATERIALIZED (%s)
            SELECT DISTINCT ON (id) id, kind
              FROM (%s) cause
             ORDER BY id, array_position(%s, kind)
            """,
            self.find_ids([key for of_cause in asked.values() for key in of_cause], scope),
            SQL(" UNION ALL ").join(found),
            list(kinds),
        )
