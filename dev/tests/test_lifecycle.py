"""The addon's life on a database: installed on an empty one, on one full of old gaps, upgraded,
used, uninstalled. Each step is a server of its own, as an administrator would run it."""

import os
import subprocess
import textwrap

import pytest

from dev import odoo as dev_odoo

# Named for this run: two suites at once do not drop each other's databases.
EMPTY, OLD = (f"traceability_life_{os.getpid()}_{kind}" for kind in ("empty", "old"))

WORLD = """
warehouse = env["stock.warehouse"].search([], limit=1)

def move(operation_type, source, target, product, lot, quantity):
    places = {"location_id": source.id, "location_dest_id": target.id, "product_id": product.id}
    picking = env["stock.picking"].create({
        "picking_type_id": operation_type.id, "location_id": source.id,
        "location_dest_id": target.id})
    line = {**places, "picking_id": picking.id, "lot_id": lot and lot.id, "quantity": quantity}
    env["stock.move"].create({
        **places, "picking_id": picking.id, "product_uom_qty": quantity,
        "move_line_ids": [(0, 0, line)]})
    picking.action_confirm()
    picking.move_ids.picked = True
    picking.button_validate()
    assert picking.state == "done", picking.state
"""
# Tracked goods came in without lot: core allows it when both boxes of the type are off.
OLD_GAPS = """
supplier = env.ref("stock.stock_location_suppliers")
product = env["product.product"].create(
    {"name": "Old Tomato", "is_storable": True, "tracking": "lot"})
lot = env["stock.lot"].create({"name": "OLD1", "product_id": product.id})
receipts = warehouse.in_type_id
move(receipts, supplier, warehouse.lot_stock_id, product, lot, 10)
receipts.write({"use_create_lots": False, "use_existing_lots": False})
move(receipts, supplier, warehouse.lot_stock_id, product, None, 5)
env.cr.commit()
"""
TRACE = """
lot = env["stock.lot"].search([("name", "=", "OLD1")])
answer = lot.get_traceability()
print("TRACED", len(answer["events"]), answer["nodes"][0]["quantity_on_hand"])
picking = env["stock.picking"].search([("move_ids.product_id", "=", lot.product_id.id)])
print("GAPS", len(picking.get_traceability()["gaps"]))
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "product_traceability")]).button_immediate_uninstall()
"""
SHIP = """
lot = env["stock.lot"].search([("name", "=", "OLD1")])
customer = env.ref("stock.stock_location_customers")
move(warehouse.out_type_id, warehouse.lot_stock_id, customer, lot.product_id, lot, 3)
env.cr.commit()
print("LEFT", lot.product_qty)
"""
SCHEMA = """
SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
 WHERE table_schema = 'public'
 UNION SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
 UNION SELECT model FROM ir_model
 UNION SELECT model || ' ' || name FROM ir_model_fields
 ORDER BY 1
"""


@pytest.fixture(scope="module")
def odoo():
    ready = dev_odoo.prepare()
    ready.template()
    yield ready
    for database in (EMPTY, OLD):
        ready.drop(database)


def quiet(text):
    """:return: an Odoo log, after checking that it warns of nothing"""
    bad = [line for line in text.splitlines() if " WARNING " in line or " ERROR " in line]
    assert not bad, "\n".join(bad)
    return text


def server(odoo, database, *arguments):
    return quiet(odoo.run("life of the addon", "-d", database, *arguments, "--stop-after-init"))


def shell(odoo, database, script):
    done = subprocess.run(
        [str(part) for part in odoo.command("shell", "-d", database, "--log-level=warn")],
        input=textwrap.dedent(script),
        capture_output=True,
        text=True,
        env={**os.environ, **odoo.env},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    quiet(done.stderr)
    return done.stdout


def installed(odoo, database):
    names = odoo.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database)
    return set(names.split())


def test_it_installs_on_an_empty_database_without_any_other_app(odoo):
    odoo.drop(EMPTY)
    server(odoo, EMPTY, "-i", "product_traceability")
    modules = installed(odoo, EMPTY)
    assert "product_traceability" in modules
    assert not modules & {"mrp", "sale", "purchase", "website", "product_traceability_mrp"}


def test_it_installs_on_old_gaps_traces_them_upgrades_and_leaves_core_as_it_was(odoo):
    odoo.copy(dev_odoo.TEMPLATE, OLD)
    shell(odoo, OLD, WORLD + OLD_GAPS)
    before = odoo.sql(SCHEMA, OLD)

    server(odoo, OLD, "-i", "product_traceability")
    assert "product_traceability_mrp" in installed(odoo, OLD), "the bridge installs by itself"
    told = shell(odoo, OLD, TRACE)
    assert "TRACED 1 10.0" in told
    assert "GAPS 1" in told
    server(odoo, OLD, "-u", "product_traceability")
    assert "TRACED 1 10.0" in shell(odoo, OLD, TRACE)

    shell(odoo, OLD, UNINSTALL)
    assert not installed(odoo, OLD) & set(dev_odoo.modules())
    assert odoo.sql(SCHEMA, OLD).splitlines() == before.splitlines()
    assert "LEFT 7.0" in shell(odoo, OLD, WORLD + SHIP)
