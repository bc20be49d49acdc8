"""The addon's life on a database: installed on an empty one, on one full of old gaps, upgraded,
used, uninstalled. Each step is a server of its own, as an administrator would run it."""

import os
from pathlib import Path

import pytest

from dev import odoo as dev_odoo
from dev.machine import ROOT
from dev.tests.servers import WORLD, bad, installed, loud, server, shell

# Each installs Odoo's apps anew, on a machine that may do much else.
pytestmark = pytest.mark.timeout(1800)

# Named for this run: two suites at once do not drop each other's databases.
EMPTY, OLD, ALONE = (
    f"traceability_life_{os.getpid()}_{kind}" for kind in ("empty", "old", "alone")
)
# The addons that install themselves beside an app of the template.
GLUE = {
    f"product_traceability_{app}"
    for app in ("mrp", "pos", "purchase", "repair", "sale", "stock_account", "website")
}
AUDIT = "product_traceability_audit"
CONSTRAINT = "stock_lot_traceability_unique_name"

# Tracked goods came in and were used without lot: core allows it when both boxes of the type are
# off. Another receipt of that kind is open.
OLD_GAPS = """
supplier = env.ref("stock.stock_location_suppliers")
product = env["product.product"].create(
    {"name": "Old Tomato", "is_storable": True, "tracking": "lot"})
lot = env["stock.lot"].create({"name": "OLD1", "product_id": product.id})
receipts = warehouse.in_type_id
move(receipts, supplier, warehouse.lot_stock_id, product, lot, 10)
receipts.write({"use_create_lots": False, "use_existing_lots": False})
move(receipts, supplier, warehouse.lot_stock_id, product, None, 5)
warehouse.manu_type_id.write({"use_create_lots": False, "use_existing_lots": False})
soup = env["product.product"].create({"name": "Old Soup", "is_storable": True, "tracking": "lot"})
made = env["stock.lot"].create({"name": "SOUP1", "product_id": soup.id})
order = env["mrp.production"].create({
    "product_id": soup.id, "product_qty": 1, "lot_producing_ids": [(6, 0, made.ids)],
    "move_raw_ids": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})]})
order.action_confirm()
order.qty_producing = 1
order.set_qty_producing()
order.move_raw_ids.move_line_ids.lot_id = False
order.move_raw_ids.picked = True
order.button_mark_done()
assert order.state == "done", order.state
places = {"location_id": supplier.id, "location_dest_id": warehouse.lot_stock_id.id}
goods = {**places, "product_id": product.id, "product_uom_qty": 2}
waiting = env["stock.picking"].create({
    **places, "picking_type_id": receipts.id, "move_ids": [(0, 0, goods)]})
waiting.action_confirm()
env.cr.commit()
"""
# Core's check of a lot's number is Python alone: an import by SQL passes it.
TWINS = """
INSERT INTO stock_lot (name, product_id, company_id, create_date, write_date)
SELECT name, product_id, company_id, create_date, write_date
  FROM stock_lot, generate_series(1, 2) WHERE name = 'OLD1'
"""
MENDED = "UPDATE stock_lot SET name = name || '-' || id WHERE name = 'OLD1' AND id > ({})"
MENDED = MENDED.format("SELECT min(id) FROM stock_lot WHERE name = 'OLD1'")
LOT = """
product = env["product.product"].create({"name": "Old Tomato", "tracking": "lot"})
env["stock.lot"].create({"name": "OLD1", "product_id": product.id})
env.cr.commit()
"""
TRACE = """
lot = env["stock.lot"].search([("name", "=", "OLD1")])
answer = lot.get_traceability()
print("TRACED", len(answer["events"]), answer["nodes"][0]["quantity_on_hand"])
picking = env["stock.picking"].search([("move_ids.product_id", "=", lot.product_id.id)])
print("GAPS", len(picking.get_traceability()["gaps"]))
"""
# The first day: what the record lacks, what strict rules would refuse, and that nothing is refused.
FIRST_DAY = """
print("STRICT", env.company.strict_traceability)
for result in env["traceability.audit"].create({}).result_ids:
    print("FOUND", result.kind, result.count)
readiness = env["traceability.readiness"]
waiting = env["stock.picking"].search([("state", "=", "assigned")])
rows = readiness.browse(readiness.action_open()["res_id"]).row_ids
listed = rows.filtered(lambda row: row.model == "stock.picking").mapped("record_ids")
print("LISTED", waiting.ids in listed)
waiting.button_validate()
print("WENT ON", waiting.state)
"""
# What a person changes on an operation type is told in its chatter, and stays with nobody.
TALK = """
receipts = env["stock.warehouse"].search([], limit=1).in_type_id
receipts.use_create_lots = not receipts.use_create_lots
receipts.message_subscribe(env.user.partner_id.ids)
env.cr.commit()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", "{}")]).button_immediate_uninstall()
"""
FAST = "product_traceability_bulk"
# What the faster addon has a hand in: numbers are assigned, and their receipt is validated.
RECEIVE = """
supplier = env.ref("stock.stock_location_suppliers")
product = env["product.product"].create(
    {"name": "New Motor", "is_storable": True, "tracking": "serial"})
places = {"location_id": supplier.id, "location_dest_id": warehouse.lot_stock_id.id}
goods = {**places, "product_id": product.id, "product_uom_qty": 3}
picking = env["stock.picking"].create({
    **places, "picking_type_id": warehouse.in_type_id.id, "move_ids": [(0, 0, goods)]})
picking.action_confirm()
assign = env["stock.lot.assign"].create({"move_ids": picking.move_ids.ids, "text": "A1\\nA2\\nA3"})
assign.action_read_text()
assign.action_assign()
picking.move_ids.picked = True
picking.button_validate()
print("RECEIVED", picking.state, product.qty_available)
lots = env["stock.lot"].search([("product_id", "=", product.id)])
print("LOTS", *(f"{lot.name}:{lot.product_qty:g}:{len(lot.message_ids)}" for lot in lots))
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
 UNION SELECT model || ' ' || is_mail_thread FROM ir_model
 UNION SELECT model || ' ' || name FROM ir_model_fields
 ORDER BY 1
"""
# The names by which addons know their records; ours are gone with us.
NAMES = """
SELECT module || '.' || name || ' ' || model FROM ir_model_data
 WHERE module NOT LIKE 'product_traceability%' AND module NOT LIKE '\\_\\_%'
   AND model != 'ir.module.module' -- an addon that came after the template was made joins the list
 ORDER BY 1
"""
# The template has seen our further addons on the path; a database without them lists none.
UNLISTED = r"""
DELETE FROM ir_model_data WHERE module = 'base' AND name LIKE 'module\_product\_traceability\_%';
DELETE FROM ir_module_module WHERE name LIKE 'product\_traceability\_%'
"""
CHATTER = """
SELECT (SELECT count(*) FROM mail_message WHERE model = 'stock.picking.type')
       + (SELECT count(*) FROM mail_followers WHERE res_model = 'stock.picking.type')
"""


@pytest.fixture(scope="module")
def odoo():
    ready = dev_odoo.prepare()
    ready.template()
    yield ready
    for database in (EMPTY, OLD, ALONE):
        ready.drop(database)


def warns_of_twins(log):
    """Check that a log names the numbers that are there twice, and has nothing else to say."""
    [line] = bad(log)
    assert " WARNING " in line and "exist more than once" in line, line
    assert "- Old Tomato, OLD1, " in log
    assert ": 3 records" in log


def glue_of(log):
    """:return: the addons that a warning lists, each after its app"""
    lines = [line.split() for line in log.splitlines() if line.startswith("- ")]
    return {words[-1] for words in lines}


def constrained(odoo, database):
    return odoo.sql(f"SELECT 1 FROM pg_constraint WHERE conname = '{CONSTRAINT}'", database)


@pytest.fixture(scope="module")
def empty(odoo):
    """A database with the addon and what it depends on."""
    odoo.drop(EMPTY)
    server(odoo, EMPTY, "-i", "product_traceability")
    return EMPTY


def test_it_installs_on_an_empty_database_without_any_other_app(odoo, empty):
    modules = installed(odoo, empty)
    assert "product_traceability" in modules
    assert not modules & {"mrp", "sale", "purchase", "website", "product_traceability_mrp"}


def test_an_upgrade_names_numbers_that_are_there_twice_until_they_are_mended(odoo, empty):
    shell(odoo, empty, LOT)
    odoo.sql(f"ALTER TABLE stock_lot DROP CONSTRAINT {CONSTRAINT}", empty)
    odoo.sql(TWINS, empty)
    warns_of_twins(loud(odoo, empty, "-u", "product_traceability"))
    assert not constrained(odoo, empty)
    odoo.sql(MENDED, empty)
    server(odoo, empty, "-u", "product_traceability")
    assert constrained(odoo, empty)


def test_the_faster_addon_goes_by_itself_and_all_else_goes_on_working(odoo, empty):
    assert FAST in installed(odoo, empty), "it installs by itself"
    shell(odoo, empty, UNINSTALL.format(FAST))
    assert {FAST, "product_traceability"} & installed(odoo, empty) == {"product_traceability"}
    told = shell(odoo, empty, WORLD + RECEIVE)
    assert "RECEIVED done 3.0" in told
    assert "LOTS A1:1:1 A2:1:1 A3:1:1" in told


def test_it_installs_on_old_gaps_traces_them_upgrades_and_leaves_core_as_it_was(odoo):
    odoo.copy(dev_odoo.TEMPLATE, OLD)
    shell(odoo, OLD, WORLD + OLD_GAPS)
    odoo.sql(TWINS, OLD)
    before = odoo.sql(SCHEMA, OLD), odoo.sql(NAMES, OLD)

    warns_of_twins(loud(odoo, OLD, "-i", AUDIT))
    bridges = {"product_traceability_mrp", f"{AUDIT}_mrp"}
    assert bridges <= installed(odoo, OLD), "the bridges install by themselves"
    odoo.sql(MENDED, OLD)
    told = shell(odoo, OLD, TRACE)
    assert "TRACED 1 10.0" in told
    assert "GAPS 1" in told
    server(odoo, OLD, "-u", "product_traceability")
    assert constrained(odoo, OLD)
    assert "TRACED 1 10.0" in shell(odoo, OLD, TRACE)
    told = shell(odoo, OLD, FIRST_DAY).splitlines()
    assert {"STRICT False", "LISTED True", "WENT ON done"} <= {*told}
    kinds = ("moved_without_lot", "consumed_without_lot", "stock_without_lot")
    assert {f"FOUND {kind} 1" for kind in kinds} <= {*told}
    assert {"FOUND made_without_lot 0", "FOUND component_not_used 0"} <= {*told}

    shell(odoo, OLD, TALK)
    assert int(odoo.sql(CHATTER, OLD)) > 1
    shell(odoo, OLD, UNINSTALL.format("product_traceability"))
    assert not installed(odoo, OLD) & set(dev_odoo.modules())
    for query, rows in zip((SCHEMA, NAMES), before, strict=True):
        assert odoo.sql(query, OLD).splitlines() == rows.splitlines()
    assert odoo.sql(CHATTER, OLD) == "0"
    assert "LEFT 7.0" in shell(odoo, OLD, WORLD + SHIP)


def test_an_app_whose_addon_is_not_on_the_path_is_named_with_the_folder_to_add(odoo, tmp_path):
    odoo.copy(dev_odoo.TEMPLATE, ALONE)
    odoo.sql(UNLISTED, ALONE)
    (tmp_path / "product_traceability").symlink_to(ROOT)
    core = [*filter(Path.exists, odoo.tree.addons)]
    path = f"--addons-path={','.join(map(str, [*core, tmp_path]))}"
    log = loud(odoo, ALONE, path, "-i", "product_traceability")
    [line] = bad(log)
    assert f"{tmp_path}/product_traceability/addons to addons_path" in line
    assert glue_of(log) == GLUE

    log = loud(odoo, ALONE, "-u", "product_traceability")
    [line] = bad(log)
    assert "Update the list of apps and install" in line
    assert glue_of(log) == GLUE

    server(odoo, ALONE, "-i", ",".join(GLUE))
    server(odoo, ALONE)
