"""Compares what two ways of doing the same leave in the database, row by row."""

import re

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tools import SQL

from .assign_lines import AssignLinesCommon

TABLES = (
    "stock.quant stock.move stock.move.line stock.lot stock.picking stock.package"
    " stock.package.history mail.message mail.tracking.value mail.followers mail.activity"
    " product.product product.template product.value account.move account.move.line"
    " account.analytic.line mrp.production stock.scrap"
).split()
RELATIONS = ("stock_move_line_consume_rel", "stock_move_move_rel")


class SameAsCoreCommon(AssignLinesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.count_transactionally()

    @classmethod
    def count_transactionally(cls):
        """Numbers of documents that are given twice must be the same twice."""
        cls.env["ir.sequence"].search([]).implementation = "no_gap"

    def outcome(self, act, known):
        """:return: {table: [row]} after it was done, or {"error": text}; then it is undone"""
        self.env.invalidate_all()
        with freeze_time("2030-03-01 10:00:00"), self.env.cr.savepoint() as savepoint:
            try:
                act()
                self.env.flush_all()
                answer = self.stored(known)
            except UserError as error:
                answer = {"error": str(error)}
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        self.env.cr.postcommit.data.clear()
        return answer

    def assert_same(self, core, ours):
        self.assertEqual(core.keys(), ours.keys())
        self.maxDiff = None
        for table, rows in core.items():
            self.assertEqual(ours[table], rows, table)

    # -- what is stored -----------------------------------------------------------------------
    def models(self):
        return [self.env[name].sudo() for name in TABLES if name in self.env]

    def known_ids(self):
        """:return: {model: the highest id there is}"""
        return {
            model._name: self.query(SQL("SELECT max(id) FROM %s", SQL.identifier(model._table)))[0][
                "max"
            ]
            or 0
            for model in self.models()
        }

    @staticmethod
    def order(model):
        """Which product's quants are older is nothing to anyone."""
        return SQL("product_id, id") if model._name == "stock.quant" else SQL("id")

    def query(self, query):
        return self.env.execute_query_dict(query)

    def stored(self, known):
        """:return: {table: rows}; ids of new records are counted from the first new one"""
        self.rank = {
            model._name: {
                row["id"]: f"new {rank}"
                for rank, row in enumerate(
                    self.query(
                        SQL(
                            "SELECT id FROM %s WHERE id > %s ORDER BY %s",
                            SQL.identifier(model._table),
                            known[model._name],
                            self.order(model),
                        )
                    )
                )
            }
            for model in self.models()
        }
        tables = {
            model._table: [
                {name: self.told_of(model, row, name) for name in row}
                for row in self.query(
                    SQL(
                        "SELECT * FROM %s ORDER BY %s",
                        SQL.identifier(model._table),
                        self.order(model),
                    )
                )
            ]
            for model in self.models()
        }
        for relation in RELATIONS:
            model = "stock.move.line" if "line" in relation else "stock.move"
            tables[relation] = sorted(
                str({name: self.rank[model].get(value, value) for name, value in row.items()})
                for row in self.query(SQL("SELECT * FROM %s", SQL.identifier(relation)))
            )
        return tables

    def told_of(self, model, row, name):
        value, field = row[name], model._fields.get(name)
        if name == "id":
            of = model._name
        elif name == "message_id":
            return None  # a random one
        elif field is None or isinstance(value, dict) or field.type == "html":
            return re.sub(r'data-oe-id="\d+"', "", str(value))
        elif field.type == "many2one_reference":
            of = row[field.model_field]
        else:
            of = field.comodel_name
        return self.rank.get(of, {}).get(value, value)
