"""The engine's facts: who the lots of a trace are, and every movement they made."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .expiration_dates import dates_are_on
from .traceability_graph import lot_key

STOCKED = ("internal", "transit")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    # -- nodes --------------------------------------------------------------------------------
    def _nodes(self, depths, roots):
        """Describe the lots of a trace that the user may see.

        :param dict depths: {lot id: depth}
        :return: {lot id: node}, the roots first, in their order, then generation by generation
        """
        lots = (
            self.env["stock.lot"]
            .with_context(active_test=False)
            .search_fetch(
                Domain("id", "in", list(depths)),
                ["name", "product_id", "expiration_date", "alert_date"],
            )
        )
        products = self._readable(lots.product_id)
        now, dated = fields.Datetime.now(), dates_are_on(self.env)
        order = {lot_id: rank for rank, lot_id in enumerate(roots)}
        nodes = {}
        for lot in lots.sorted(
            lambda lot: (abs(depths[lot.id]), depths[lot.id], order.get(lot.id, 0), lot.id)
        ):
            product = lot.product_id
            readable = product in products
            nodes[lot.id] = {
                "key": lot_key(lot.id),
                "lot_id": lot.id,
                "lot_name": lot.name,
                "product_id": product.id,
                "product_name": product.display_name if readable else "",
                "depth": depths[lot.id],
                "quantity_on_hand": 0.0,
                "uom": product.uom_id.name if readable else "",
                "expiration_date": (
                    fields.Datetime.to_string(lot.expiration_date) or None if dated else None
                ),
                "state": self._state(lot, now) if dated else "ok",
            }
        return nodes

    def _readable(self, records):
        """:return: the records that the user may read, archived ones too"""
        records = records.with_context(active_test=False)
        return records.search(Domain("id", "in", records.ids)) if records else records

    @staticmethod
    def _state(lot, now):
        if lot.expiration_date and lot.expiration_date <= now:
            return "expired"
        return "alert" if lot.alert_date and lot.alert_date <= now else "ok"

    def _set_quantities(self, nodes, events, as_of):
        """Fill in what is on hand: by the quants today, by the movements at an earlier date."""
        if as_of:
            nodes_by_key = {node["key"]: node for node in nodes.values()}
            for event in events.values():
                if event["node"]:
                    nodes_by_key[event["node"]]["quantity_on_hand"] += event["stock_change"]
        else:
            groups = self.env["stock.quant"]._read_group(
                Domain("lot_id", "in", list(nodes)) & Domain("location_id.usage", "in", STOCKED),
                ["lot_id"],
                ["quantity:sum"],
            )
            for lot, quantity in groups:
                nodes[lot.id]["quantity_on_hand"] = quantity
        for event in events.values():
            del event["stock_change"]

    # -- events -------------------------------------------------------------------------------
    def _events(self, lot_ids, lotless_ids, as_of):
        """Read every movement of the lots, and the given lines without lot, in one query.

        :return: {move line id: event} in the order of time, and {move line id: (product name,
            whether a manager allowed it)} of the lines of tracked products that name no lot
        """
        domain = Domain("lot_id", "in", lot_ids) | Domain("id", "in", list(lotless_ids))
        lines = self._done_lines(domain, as_of)
        products = {}
        documents = self._trace_reference()
        events, gaps = {}, {}
        for row in self.env.execute_query_dict(self._events_sql(lines, documents)):
            product = products.setdefault(
                row["product_id"], self.env["product.product"].browse(row["product_id"])
            )
            if not row["lot_id"] and product.tracking == "none":
                continue
            events[row["id"]] = self._event(row, documents, product)
            if not row["lot_id"]:
                gaps[row["id"]] = product.display_name, bool(row["lot_waived"])
        return events, gaps

    def _event(self, row, documents, product):
        change = (row["to_usage"] in STOCKED) - (row["from_usage"] in STOCKED)
        model, res_id = next(
            ((model, row[field]) for model, field in documents if row[field]),
            ("stock.move", row["move_id"]),
        )
        return {
            "move_line_id": row["id"],
            "node": lot_key(row["lot_id"]) if row["lot_id"] else None,
            "kind": self._trace_event_kind(row),
            "date": fields.Datetime.to_string(row["date"]),
            "reference": row["reference"] or "",
            "model": model,
            "res_id": res_id,
            "location_from": row["from_name"] or "",
            "location_to": row["to_name"] or "",
            "partner_id": row["partner_id"],
            "partner_name": row["partner_name"] or "",
            "quantity": row["quantity"],
            "uom": product.uom_id.name,
            "stock_change": change * row["quantity"],
        }

    def _events_sql(self, lines, documents):
        """Join the lines with their move, places and partner, each as far as the user may see."""
        moves = self._visible(
            "stock.move",
            *("reference", "partner_id", "picking_id", "is_inventory"),
            *(field for _model, field in documents if field != "picking_id"),
        )
        places = self._visible("stock.location", "usage", "complete_name")
        return SQL(
            """
            SELECT line.id, line.date, line.lot_id, line.product_id, line.move_id,
                   line.lot_waived, line.quantity_product_uom AS quantity,
                   move.reference, move.is_inventory, %(documents)s,
                   source.usage AS from_usage, source.complete_name AS from_name,
                   target.usage AS to_usage, target.complete_name AS to_name,
                   partner.id AS partner_id, partner.complete_name AS partner_name
              FROM %(lines)s line
              LEFT JOIN %(moves)s move ON move.id = line.move_id
              LEFT JOIN %(pickings)s picking ON picking.id = move.picking_id
              LEFT JOIN %(places)s source ON source.id = line.location_id
              LEFT JOIN %(places)s target ON target.id = line.location_dest_id
              LEFT JOIN %(partners)s partner
                     ON partner.id = coalesce(picking.partner_id, move.partner_id)
             -- what an order used comes before what it made, though both are of one second
             ORDER BY line.date, coalesce(source.usage = 'production', false), line.id
            """,
            documents=SQL(", ").join(SQL.identifier("move", field) for _, field in documents),
            lines=self._columns(
                lines,
                *("date", "lot_id", "product_id", "move_id", "quantity_product_uom"),
                *("location_id", "location_dest_id", "lot_waived"),
            ),
            moves=moves,
            pickings=self._visible("stock.picking", "partner_id"),
            places=places,
            partners=self._visible("res.partner", "complete_name"),
        )

    def _visible(self, model, *names):
        """:return: SQL of a sub-select of a model's rows under the user's record rules"""
        records = self.env[model].with_context(active_test=False)
        return self._columns(records._search(Domain.TRUE, order="id"), *names, model=model)

    def _columns(self, query, *names, model="stock.move.line"):
        """:return: SQL of a sub-select with id and the named fields, flushed before it is run"""
        records = self.env[model]
        return query.subselect(
            *(
                SQL(
                    "%s AS %s",
                    records._field_to_sql(query.table, name, query),
                    SQL.identifier(name),
                )
                for name in ("id", *names)
            )
        )

    # -- hooks --------------------------------------------------------------------------------
    def _trace_reference(self):
        """Hook: the documents that a move may belong to, the most telling first.

        :return: list of (model, name of the many2one on ``stock.move``)
        """
        return [("stock.scrap", "scrap_id"), ("stock.picking", "picking_id")]

    def _trace_event_kind(self, row):
        """Hook: say what a movement was, judged by its places.

        :param dict row: ``from_usage``, ``to_usage`` (usages of ``stock.location``),
            ``is_inventory``
        :return: the event's ``kind``
        """
        source, target = row["from_usage"], row["to_usage"]
        by_target = {
            "production": "consumption",
            "customer": "delivery",
            "supplier": "return",
            "inventory": "adjustment" if row["is_inventory"] else "scrap",
        }
        by_source = {
            "production": "production",
            "customer": "return",
            "supplier": "receipt",
            "inventory": "adjustment",
        }
        if source == target:
            return "internal"
        return by_target.get(target) or by_source.get(source) or "internal"
