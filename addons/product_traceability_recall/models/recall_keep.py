"""From the answer of a trace to the rows of a recall."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.arrays import array_text

from ..tools.scope import doubts, extent, net_shipped

PARTS_IN = ("received", "produced")


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    def _put_rows(self, name, rows):
        """Put rows in the place of those that an earlier scope kept.

        :param str name: of the one2many
        :param list rows: of dict, all with the same keys
        """
        model = self.env[self._fields[name].comodel_name]
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE recall_id = %s", SQL.identifier(model._table), self.id)
        )
        self._insert_rows(model, rows)

    def _insert_rows(self, model, rows):
        """Write new rows, which nobody writes by hand: by SQL, as a case may have 50,000.

        :param model: the model of the rows, without records
        :param list rows: of dict, all with the same keys
        """
        if rows:
            # Who found the scope, and when, the case says: here that is one more check a row.
            common = {"recall_id": self.id}
            if model._fields["company_id"].store:
                common["company_id"] = self.company_id.id
            columns = [
                SQL(
                    "%s::%s[]",
                    array_text(column),
                    # Odoo's own type of the column.
                    SQL(model._fields[name].column_type[0]),  # pylint: disable=sql-injection
                )
                for name, column in zip(
                    rows[0], zip(*(row.values() for row in rows), strict=True), strict=True
                )
            ]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s, * FROM unnest(%s)",
                    SQL.identifier(model._table),
                    SQL(", ").join(map(SQL.identifier, [*common, *rows[0]])),
                    SQL(", ").join(SQL("%s", value) for value in common.values()),
                    SQL(", ").join(columns),
                )
            )
        model.invalidate_model()
        self.invalidate_recordset()

    def _prices(self, product_ids):
        """:return: {product id: what a unit costs}, as the company has it"""
        # sudo: costs are for whoever weighs a recall, though he is no accountant.
        products = self.env["product.product"].browse(product_ids).sudo()
        return {
            product.id: product.with_company(self.company_id).standard_price for product in products
        }

    def _keep_lots(self, scope):
        roots = scope.roots
        sent = self._sent_to_vendors(scope)
        rows = [
            self._lot_row(node, "source" if node["lot_id"] in roots else "affected", sent)
            | {"path": scope.path(node["key"])}
            for node in scope.lots
        ]
        rows += [self._lot_row(node, "sibling", sent) | {"path": None} for node in scope.siblings]
        self._put_rows("affected_ids", rows)

    def _sent_to_vendors(self, scope):
        """:return: {lot id: what of it was sent to vendors, which no customer has}"""
        # Those alone that customers do not explain: of 10,000 lots it would take too long.
        lots = scope.find_other_shipments() + [node["lot_id"] for node in scope.siblings]
        if not lots:
            return {}
        groups = self.env["stock.move.line"]._read_group(
            Domain("lot_id", "in", lots)
            & Domain("state", "=", "done")
            & Domain("location_dest_id.usage", "=", "supplier")
            & Domain("location_id.usage", "!=", "supplier"),
            ["lot_id"],
            ["quantity_product_uom:sum"],
        )
        return {lot.id: quantity for lot, quantity in groups}

    @staticmethod
    def _lot_row(node, role, sent_to_vendors):
        balance = node["balance"] or {}
        to_vendors = sent_to_vendors.get(node["lot_id"], 0)
        return {
            "lot_id": node["lot_id"],
            "lot_name": node["lot_name"],
            "product_id": node["product_id"],
            "uom": node["uom"],
            "role": role,
            "certainty": node["certainty"],
            "depth": node["depth"],
            "quantity_in": sum(balance.get(part, 0) for part in PARTS_IN),
            "on_hand": node["quantity_on_hand"],
            "in_transit": balance.get("in_transit", 0),
            "used": balance.get("consumed", 0),
            "delivered": net_shipped(node) - to_vendors,
            "to_vendors": to_vendors,
            "scrapped": balance.get("scrapped", 0),
            "adjusted": balance.get("adjusted", 0),
            "remainder": balance.get("remainder", 0),
        }

    def _keep_stock(self, scope):
        nodes = {node["lot_id"]: node for node in scope.lots}
        # By SQL: of 10,000 quants, as records, this would take longer than their trace.
        quants = self.env["stock.quant"]._search(
            Domain("lot_id", "in", list(nodes))
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("quantity", "!=", 0)
        )
        names = ("product_id", "lot_id", "location_id", "quantity", "reserved_quantity")
        columns = [self.env["stock.quant"]._field_to_sql(quants.table, name) for name in names]
        rows = self.env.execute_query(quants.select(*columns))
        prices = self._prices([*{product for product, *_rest in rows}])
        self._put_rows(
            "stock_ids",
            [
                {
                    "product_id": product,
                    "uom": nodes[lot]["uom"],
                    "lot_id": lot,
                    "lot_name": nodes[lot]["lot_name"],
                    "location_id": location,
                    "quantity": quantity,
                    "reserved": reserved,
                    "value": quantity * prices[product],
                }
                for product, lot, location, quantity, reserved in rows
            ],
        )

    def _keep_stops(self, scope):
        lines = self.env["stock.move.line"].search(
            Domain("lot_id", "in", [node["lot_id"] for node in scope.lots])
            & Domain("state", "not in", ("done", "cancel"))
        )
        self._put_rows("stop_ids", [self._stop_row(line) for line in lines])

    def _stop_row(self, line):
        document = self._document_of(line.move_id)
        partner = line.picking_id.partner_id
        return {
            "product_id": line.product_id.id,
            "uom": line.product_id.uom_id.name,
            "lot_id": line.lot_id.id,
            "lot_name": line.lot_id.name,
            "document": f"{document._name},{document.id}" if document else False,
            "reference": document.display_name or line.reference,
            "partner_id": partner.id,
            "quantity": line.quantity_product_uom,
        }

    def _document_of(self, move):
        """Return the document that a move belongs to, as the trace knows them."""
        for _model, name in self.env["traceability.graph"]._trace_reference():
            if document := move[name]:
                return document
        return move.picking_id

    def _keep_consignees(self, scope):
        """Keep those who were told and answered already; add who is new."""
        known = set(self.consignee_ids.mapped("key"))
        found = dict(_consignee(event) for event in reversed(scope.deliveries))
        # sudo: consignees come from the trace, not from hand.
        gone = self.consignee_ids.sudo().filtered(
            lambda each: each.key not in found and each.state == "pending" and not each.answer_ids
        )
        gone.unlink()
        self._insert_rows(
            self.consignee_ids.browse(),
            [
                {"key": key, "name": name, "partner_id": _partner_id(key), "state": "pending"}
                for key, name in found.items()
                if key not in known
            ],
        )

    def _keep_deliveries(self, scope):
        prices = self._prices(list({node["product_id"] for node in scope.nodes.values()}))
        consignees = {consignee.key: consignee.id for consignee in self.consignee_ids}
        told_of = self._list_told()
        self._put_rows(
            "delivery_ids",
            [
                self._delivery_row(
                    event, scope.nodes[event["node"]], prices, consignees[_consignee(event)[0]]
                )
                for event in scope.deliveries
            ],
        )
        if told_of:
            self._tell_anew(told_of)
        self.consignee_ids._read_accounts_anew()

    def _list_told(self):
        """:return: list of the ids of the movements that an earlier scope kept as deliveries"""
        # By SQL, and below, too: 50,000 rows as records would take longer than to write them.
        rows = self.env["traceability.recall.delivery"]._search([("recall_id", "=", self.id)])
        told = self.env.execute_query(rows.select(SQL.identifier(rows.table, "move_line_id")))
        return [line_id for (line_id,) in told]

    def _tell_anew(self, told_of):
        """Let those be notified again who got more since they were told.

        :param list told_of: ids of the movements that were in the scope before
        """
        more = self.env["traceability.recall.delivery"]._search(
            Domain("recall_id", "=", self.id)
            & Domain("quantity", ">", 0)
            & Domain("move_line_id", "not in", told_of)
        )
        # sudo: who is to be told is the case's own record.
        self.consignee_ids.sudo().search(
            Domain("id", "in", more.subselect("consignee_id")) & Domain("state", "!=", "pending")
        ).write({"state": "pending"})

    @staticmethod
    def _delivery_row(event, node, prices, consignee_id):
        quantity = event["quantity"] * event["sign"]
        return {
            "consignee_id": consignee_id,
            "product_id": node["product_id"],
            "uom": event["uom"],
            "lot_id": node["lot_id"],
            "lot_name": node["lot_name"],
            "certainty": event["certainty"],
            "date": event["date"],
            "reference": event["reference"],
            "model": event["model"],
            "res_id": event["res_id"],
            "move_line_id": event["move_line_id"],
            "quantity": quantity,
            "value": quantity * prices[node["product_id"]],
        }

    def _keep_doubts(self, scope):
        self._put_rows("doubt_ids", doubts(scope.answer))

    def _keep_extent(self, scope):
        totals = extent(scope)
        sent = self._sent_to_vendors(scope)
        for node in scope.siblings:
            total = totals[node["product_id"]]["sibling"]
            total["lots"] += 1
            total["on_hand"] += node["quantity_on_hand"]
            total["delivered"] += net_shipped(node) - sent.get(node["lot_id"], 0)
        prices = self._prices(list(totals))
        units = {
            node["product_id"]: node["uom"] for node in [*scope.nodes.values(), *scope.siblings]
        }
        self._put_rows(
            "extent_ids",
            [
                {
                    "product_id": product,
                    "uom": units[product],
                    "certainty": certainty,
                    "lots": total["lots"],
                    "on_hand": total["on_hand"],
                    "delivered": total["delivered"],
                    "value": prices[product] * (total["on_hand"] + total["delivered"]),
                }
                for product, kinds in totals.items()
                for certainty, total in kinds.items()
            ],
        )


def _consignee(event):
    """Return what tells a consignee from others, and its name."""
    end = "from" if event["sign"] < 0 else "to"
    partner = event[f"{end}_partner_id"] or event["partner_id"]
    if partner:
        return str(partner), event[f"{end}_partner_name"] or event["partner_name"]
    place = event[f"location_{end}"]
    return f"@{place}", place


def _partner_id(key):
    return None if key.startswith("@") else int(key)
