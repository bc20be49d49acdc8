"""What PostgreSQL makes of the engine's queries, for the test of its plans and for the bench."""

import json
from unittest.mock import patch

# Tables that grow with the movements: reading one of them whole is what no trace may do.
BIG = {
    *("stock_move_line", "stock_move", "stock_lot", "stock_quant", "stock_picking"),
    *("stock_move_line_consume_rel", "mrp_production", "mrp_unbuild"),
}
# Of a table with fewer rows a page or two is read, whatever the plan says.
FEW = 1_000


def queries_of(cr, work):
    """:return: the SELECTs that some work ran, as they were sent"""
    queries, execute = [], type(cr).execute

    def remember(cursor, query, *args, **kwargs):
        result = execute(cursor, query, *args, **kwargs)
        sent = cursor._obj.query.decode()
        if sent.lstrip().upper().startswith("SELECT"):
            queries.append(sent)
        return result

    with patch.object(type(cr), "execute", remember):
        work()
    return queries


def big_ones(cr):
    """:return: names of the tables, and of indexes, that are big as the planner sees them"""
    cr.execute(
        "SELECT relname FROM pg_class WHERE (relname IN %s OR relkind = 'i') AND reltuples > %s",
        [tuple(BIG), FEW],
    )
    return {name for (name,) in cr.fetchall()}


def whole_reads(cr, query, big):
    """:return: how the plan of a query reads big tables from end to end, if it does"""
    # What is run was run before, as it stands. pylint: disable-next=sql-injection
    cr.execute(f"EXPLAIN (FORMAT JSON) {query}")
    [[answer]] = cr.fetchall()
    [plan] = json.loads(answer) if isinstance(answer, str) else answer
    return _whole_reads(plan["Plan"], big)


def _whole_reads(plan, big):
    kind, table = plan["Node Type"], plan.get("Relation Name")
    # A big index read without a condition is the whole table too, in another order.
    is_whole = kind == "Seq Scan" or ("Index Cond" not in plan and plan.get("Index Name") in big)
    found = {f"{kind} of {table}"} if is_whole and table in big else set()
    return found.union(*(_whole_reads(part, big) for part in plan.get("Plans", ())))
