"""Findings among the lots themselves."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.dates import dates_are_on

from .audit_kinds import NOTHING, Kind

# What nobody sees in a number, or reads over: spaces, fillers, marks of direction, controls.
UNSEEN = (
    "[\\s\\u0001-\\u001f\\u007f-\\u00a0\\u00ad\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5"
    "\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164"
    "\\ufe00-\\ufe0f\\ufeff\\uffa0]+"
)


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "serial_not_once": Kind(
                self.env._("Serial number in several locations, or with a quantity other than 1"),
                "high",
                "stock.lot",
                mend="_mend_serial_not_once",
                breaks=True,
                proves=self.env._(
                    "A serial number is one unit, but the record has it in several"
                    " locations, or more than once."
                ),
            ),
            "without_origin": Kind(
                self.env._("No receipt or production recorded"),
                "medium",
                "stock.lot",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "These lots are in stock, and no receipt or production of them is"
                    " recorded: they were counted in, identified or returned."
                ),
            ),
            "more_back": Kind(
                self.env._("More returned than was sent"),
                "medium",
                "stock.lot",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "More of a lot came back than ever went out: other goods were returned,"
                    " or the delivery named another lot."
                ),
            ),
            "without_dates": Kind(
                self.env._("Stock without expiration date"),
                "medium",
                "stock.lot",
                mend="_mend_without_dates",
                proves=self.env._(
                    "Lots of a product with expiration dates have none: nothing warns"
                    " before they expire or keeps them from being shipped."
                ),
            ),
            "twin_lots": Kind(
                self.env._("Several lots with this product and lot/serial number"),
                "medium",
                "stock.lot",
                mend="_mend_number",
                base="_reckon_alike",
                proves=self.env._(
                    "Several lots of a product have the same lot/serial number: which of them a"
                    " document means is a guess."
                ),
            ),
            "like_numbers": Kind(
                self.env._("Lot/serial numbers that look the same"),
                "low",
                "stock.lot",
                mend="_mend_number",
                base="_reckon_alike",
                proves=self.env._(
                    "Lot/serial numbers of one product differ only in what is easily mistyped: one"
                    " of them is probably a typing error, and the goods belong to the other."
                ),
            ),
        }

    # -- where they are ---------------------------------------------------------------------------
    def _find_serial_not_once(self, scope):
        """A serial number is more than one unit, with us or with customers, or part of one (rule 3
        of the guard). What customers have is one place: goods come back from there without the
        package in which they went.
        """
        held = (
            Domain("product_id.tracking", "=", "serial")
            & Domain("lot_id", "!=", False)
            & Domain("quantity", "!=", 0)
            & (
                Domain("location_id.usage", "in", ("internal", "transit"))
                & Domain("location_id.company_id", "=", scope.company.id)
                | Domain("location_id.usage", "=", "customer")
                & Domain("lot_id.company_id", "in", (False, scope.company.id))
                & Domain("location_id.company_id", "in", (False, scope.company.id))
            )
        )
        quants = self.select(
            "stock.quant", ["lot_id", "location_id", "package_id", "owner_id", "quantity"], held
        )
        return SQL(
            """
            SELECT lot_id AS id, sum(quantity) AS quantity
              FROM (SELECT quant.lot_id, sum(quant.quantity) AS quantity
                      FROM %(quants)s quant
                      JOIN stock_location location ON location.id = quant.location_id
                     GROUP BY quant.lot_id, location.usage = 'customer',
                              CASE WHEN location.usage <> 'customer' THEN quant.location_id END,
                              CASE WHEN location.usage <> 'customer' THEN quant.package_id END,
                              CASE WHEN location.usage <> 'customer' THEN quant.owner_id END
                   ) place
             WHERE quantity > %(nothing)s
             GROUP BY lot_id
            HAVING abs(sum(quantity) - 1) > %(nothing)s
            """,
            quants=quants,
            nothing=NOTHING,
        )

    def _mend_serial_not_once(self, lots):
        """Count them where they are with us; what customers have is corrected."""
        quants = lots.quant_ids.filtered(
            lambda quant: quant.location_id.usage in ("internal", "transit") and quant.quantity
        )
        return self.count(quants) if quants else self._correct(lots)

    def _find_without_dates(self, scope):
        """A product has expiration dates, and a lot of it in stock has none: nothing warns of it
        and no rule keeps it from being shipped.
        """
        if not dates_are_on(self.env):
            return SQL("SELECT NULL::int AS id, NULL::float8 AS quantity WHERE FALSE")
        dateless = (
            Domain("quantity", ">", 0)
            & Domain("product_id.use_expiration_date", "=", True)
            & Domain("lot_id", "!=", False)
            & Domain("lot_id.expiration_date", "=", False)
        )
        return SQL(
            "SELECT lot_id AS id, sum(quantity) AS quantity FROM %s quant GROUP BY lot_id",
            self._quants(scope, "lot_id", "quantity", domain=dateless),
        )

    def _mend_without_dates(self, lots):
        """List them, to enter what their labels say or to fill in what the product's days give."""
        return self._open(lots) | {"views": [(False, "list"), (False, "form")], "res_id": False}

    # -- what came and went -----------------------------------------------------------------------
    def _find_without_origin(self, scope):
        """Units of a lot are in stock, and no vendor, order or other company brought any of it:
        they were counted, identified or returned. The trace of the lot has the same gap.
        """
        stock = self._quants(*(scope, "lot_id", "quantity"), domain=Domain("lot_id", "!=", False))
        brought = Domain("location_id.usage", "in", ("supplier", "production")) | (
            Domain("location_id.usage", "=", "transit")
            & Domain("location_id.company_id", "=", False)
        )
        origins = self._lines(scope, "lot_id", domain=brought & Domain("lot_id", "!=", False))
        return SQL(
            """
            SELECT lot_id AS id, sum(quantity) AS quantity
              FROM %s quant
             WHERE NOT EXISTS (SELECT FROM %s origin WHERE origin.lot_id = quant.lot_id)
             GROUP BY lot_id
            HAVING sum(quantity) > %s
            """,
            stock,
            origins,
            NOTHING,
        )

    def _find_more_back(self, scope):
        """More of a lot came back from customers than ever went to them, or went back to vendors
        than ever came from them. The trace of the lot has the same gap.
        """
        ends = Domain("location_id.usage", "in", ("customer", "supplier")) | Domain(
            "location_dest_id.usage", "in", ("customer", "supplier")
        )
        lines = self._lines(
            scope,
            *("lot_id", "quantity_product_uom", "location_id", "location_dest_id"),
            domain=ends & Domain("lot_id", "!=", False),
        )
        return SQL(
            """
            SELECT lot_id AS id, more AS quantity
              FROM (SELECT lot_id,
                           greatest(
                               sum(quantity) FILTER (WHERE source = 'customer')
                               - coalesce(sum(quantity) FILTER (WHERE target = 'customer'), 0),
                               coalesce(sum(quantity) FILTER (WHERE target = 'supplier'), 0)
                               - sum(quantity) FILTER (WHERE source = 'supplier')
                           ) AS more
                      FROM (SELECT line.lot_id, line.quantity_product_uom::float8 AS quantity,
                                   source.usage AS source, target.usage AS target
                              FROM %s line
                              JOIN stock_location source ON source.id = line.location_id
                              JOIN stock_location target ON target.id = line.location_dest_id
                             WHERE source.usage <> target.usage
                           ) moved
                     GROUP BY lot_id
                   ) lot
             WHERE more > %s
            """,
            lines,
            NOTHING,
        )

    # -- their numbers ----------------------------------------------------------------------------
    def _find_twin_lots(self, scope):
        """Lots of one product share their number: which of them a document means is a guess."""
        return SQL("SELECT id, quantity FROM base WHERE is_twin")

    def _find_like_numbers(self, scope):
        """Numbers of one product differ in nothing but case, spaces, what cannot be seen, or in
        0 and O, 1, I and l: one of them is probably a typing error, and the goods are of the other.
        """
        return SQL("SELECT id, quantity FROM base WHERE is_like")

    def _reckon_alike(self, scope):
        """Return SQL of the lots whose numbers are or look the same, and of how much is in doubt
        by that: what came of each or what went, where more went than came.
        """
        lots = self._lots(scope, "product_id", "name")
        lines = self._lines(
            scope,
            *("lot_id", "quantity_product_uom", "location_id", "location_dest_id"),
            domain=Domain("lot_id", "!=", False),
        )
        return SQL(
            """
            WITH lot AS MATERIALIZED (
                SELECT id, twins > 1 AS is_twin, first <> last AS is_like
                  FROM (SELECT id, count(*) OVER (PARTITION BY product_id, name) AS twins,
                               min(name) OVER alike AS first, max(name) OVER alike AS last
                          FROM (SELECT id, product_id, name COLLATE "C" AS name,
                                       translate(lower(regexp_replace(name, %(unseen)s, '', 'g')),
                                                 'oil', '011') COLLATE "C" AS look
                                  FROM %(lots)s lot) lot
                        WINDOW alike AS (PARTITION BY product_id, look)) lot
                 WHERE twins > 1 OR first <> last
            )
            SELECT lot.id, lot.is_twin, lot.is_like, coalesce(moved.quantity, 0) AS quantity
              FROM lot
              LEFT JOIN (
                    SELECT line.lot_id,
                           greatest(
                               sum(line.quantity_product_uom::float8) FILTER (
                                   WHERE source.usage NOT IN ('internal', 'transit')),
                               sum(line.quantity_product_uom::float8) FILTER (
                                   WHERE target.usage NOT IN ('internal', 'transit'))
                           ) AS quantity
                      FROM %(lines)s line
                      JOIN stock_location source ON source.id = line.location_id
                      JOIN stock_location target ON target.id = line.location_dest_id
                     WHERE line.lot_id IN (SELECT id FROM lot)
                     GROUP BY line.lot_id
                   ) moved ON moved.lot_id = lot.id
            """,
            unseen=UNSEEN,
            lots=lots,
            lines=lines,
        )

    def _lots(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of the lots that the company may use."""
        own = Domain("company_id", "in", [False, scope.company.id])
        return self.select("stock.lot", names, own & domain)

    def _mend_number(self, lots):
        """List them side by side, each with the wizard that corrects its number or gives its
        movements the lot that was meant: only who has the goods at hand knows which is right.
        """
        view = self.env.ref("product_traceability_audit.view_lots_alike")
        return self.open_listed(lots, view) | {"name": self.env._("Compare Lots")}
