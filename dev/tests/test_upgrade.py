"""A database made before models, addons and tests had rooms (19.0.1.0.0) upgrades, data whole."""

import os
import subprocess
from pathlib import Path

import pytest

from dev import odoo as dev_odoo
from dev.machine import ROOT
from dev.tests.servers import WORLD, installed, loud, server, shell

# Each installs Odoo's apps anew, on a machine that may do much else.
pytestmark = pytest.mark.timeout(1800)

# The last commit of version 19.0.1.0.0, whose further addons lay in bridges/.
BEFORE = "c06bc2056b820a930f4262910f7393a68676bb82"
DATABASE = f"traceability_upgrade_{os.getpid()}"

# Apps of their own: nobody gets them unasked.
APPS = {f"product_traceability_{app}" for app in ("recall", "audit", "audit_mrp")}
# What people made with the addon: dates, a hold, a correction, pairs, settings.
HISTORY = """
from odoo.fields import Command

env = env(user=env.ref("base.user_admin"))
env.company.write({"strict_traceability": True, "expiry_email": True})
warehouse = warehouse.with_env(env)
stock = warehouse.lot_stock_id
vendor = env.ref("stock.stock_location_suppliers")
customer = env.ref("stock.stock_location_customers")
fresh = env["product.category"].create({
    "name": "Fresh", "lot_tracking": "lot", "use_expiration_date": True, "expiration_time": 20})

def product(name, tracking, **values):
    return env["product.product"].create(
        {"name": name, "is_storable": True, "tracking": tracking, **values})

def receive(product, *names, quantity=1):
    lots = env["stock.lot"].create([{"name": n, "product_id": product.id} for n in names])
    for lot in lots:
        move(warehouse.in_type_id, vendor, stock, product, lot, quantity)
    return lots

tomato = product("Tomato", "lot", use_expiration_date=True, expiration_time=30, use_time=5)
apple = product("Apple", "lot", categ_id=fresh.id, dates_from_category=True)
motor, blender = product("Motor", "serial"), product("Blender", "serial")
right, wrong, held = receive(tomato, "T1", "T2", "T3", quantity=10)
right.expiration_date = "2031-06-10 12:00:00"
receive(apple, "A1", quantity=5)
held.hold("Broken glass")
move(warehouse.out_type_id, stock, customer, tomato, wrong, 4)
line = env["stock.move.line"].search([("lot_id", "=", wrong.id)], order="id desc", limit=1)
line._correct_lots({line: right}, "Read from the label")
warehouse.in_type_id.over_demand_allowed = True

motors = receive(motor, "M1", "M2")
blenders = env["stock.lot"].create(
    [{"name": name, "product_id": blender.id} for name in ("B1", "B2")])
order = env["mrp.production"].create({
    "product_id": blender.id, "product_qty": 2, "lot_producing_ids": [Command.set(blenders.ids)],
    "move_raw_ids": [Command.create({"product_id": motor.id, "product_uom_qty": 2})]})
order.action_confirm()
order.action_assign()
order.qty_producing = 2
order.set_qty_producing()
order.move_raw_ids.picked = True
order.pairing_ids = [
    Command.create({"lot_id": made.id, "component_lot_id": part.id})
    for made, part in zip(blenders, reversed(motors))]
order.button_mark_done()
assert order.state == "done", order.state
env.cr.commit()
"""
TRACE = """
for lot in env["stock.lot"].search([], order="id"):
    answer = lot.get_traceability()
    names = [node["lot_name"] for node in answer["nodes"]]
    links = [link["certainty"] for link in answer["links"]]
    print("TRACED", lot.name, lot.product_qty, names, links, len(answer["events"]))
"""
GO_ON = """
lot = env["stock.lot"].search([("name", "=", "T1")])
customer = env.ref("stock.stock_location_customers")
move(warehouse.out_type_id, warehouse.lot_stock_id, customer, lot.product_id, lot, 3)
held = env["stock.lot"].search([("name", "=", "T3")])
held.release()
print("WENT ON", lot.product_qty, held.is_on_hold)
"""
TABLES = (
    *("stock_lot", "stock_move", "stock_move_line", "stock_quant", "stock_picking"),
    *("stock_picking_type", "product_template", "product_category", "res_company"),
    *("mrp_production", "mrp_production_pairing", "traceability_correction", "mail_message"),
)
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY column_name)
  FROM information_schema.columns
 WHERE table_name = '{}' AND column_name NOT IN ('write_date', 'write_uid')
"""
# The template lists the addons of today, which a database of then had never seen: Odoo would
# ask for those that install themselves, whose folders are not on the path.
UNSEEN = """
DELETE FROM ir_model_data WHERE model = 'ir.module.module' AND name LIKE 'module_product_traceab%';
DELETE FROM ir_module_module WHERE name LIKE 'product_traceability%'
"""
# The mail that nobody edited but in French; its German is what the addon once gave.
EDIT_ALERT = """
UPDATE mail_template SET description = description || jsonb_build_object(
    'de_DE', 'Geht an die für Produkte Verantwortlichen, einmal an jedem Tag, der neue bringt',
    'fr_FR', 'Les nôtres') WHERE id = (
    SELECT res_id FROM ir_model_data WHERE name = 'mail_template_expiry_alert')
"""
ALERT = """
SELECT description->>'en_US', description->>'de_DE', description->>'fr_FR' FROM mail_template
 WHERE id = (SELECT res_id FROM ir_model_data WHERE name = 'mail_template_expiry_alert')
"""
HELD = """
SELECT count(*) FROM stock_lot_hold_company_rel JOIN stock_lot ON id = stock_lot_id
 WHERE is_on_hold
"""
FINAL_NOTES = "SELECT count(*) FROM mail_message WHERE is_final AND body LIKE '%Put on hold%'"
# What Odoo logs of the scheduled actions that the upgrade brings.
OF_CRON = ("|ir.actions.server|", "|ir.cron|")
# Records by their xml ids; the description of models and fields is made anew.
OURS = """
SELECT module || '.' || name || ' ' || model || ' ' || res_id FROM ir_model_data
 WHERE module LIKE 'product_traceability%' AND model NOT LIKE 'ir.model%'
"""


@pytest.fixture
def odoo():
    ready = dev_odoo.prepare()
    ready.template()
    yield ready
    ready.drop(DATABASE)


@pytest.fixture
def before(tmp_path):
    """:return: the folder of the addons as they were, each by its name"""
    addon = tmp_path / "product_traceability"
    addon.mkdir()
    archive = ("git", "archive", "--format=tar", f"--output={tmp_path}/before.tar", BEFORE)
    fetch = ("git", "fetch", "--quiet", "--depth=1", "origin", BEFORE)
    if not _git(*archive) and not (_git(*fetch) and _git(*archive)):
        pytest.skip(f"commit {BEFORE[:7]} is not here: a clone with all history has it")
    subprocess.run(["tar", "-xf", tmp_path / "before.tar", "-C", addon], check=True)
    for bridge in (addon / "bridges").iterdir():
        (tmp_path / bridge.name).symlink_to(bridge)
    return tmp_path


def _git(*command):
    """:return: whether it worked; never asks for a password"""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)
    return done.returncode == 0


def rows(odoo, columns):
    return {
        table: odoo.sql(f"SELECT {names} FROM {table} ORDER BY id", DATABASE).splitlines()
        for table, names in columns.items()
    }


def test_a_database_of_before_upgrades_with_its_data_whole(odoo, before):
    odoo.copy(dev_odoo.TEMPLATE, DATABASE)
    odoo.sql(UNSEEN, DATABASE)
    core = filter(Path.exists, odoo.tree.addons)
    path = f"--addons-path={','.join(map(str, [*core, before]))}"
    loud(odoo, DATABASE, path, "-i", "product_traceability")
    shell(odoo, DATABASE, WORLD + HISTORY, path)
    traced = shell(odoo, DATABASE, TRACE, path)
    assert traced.count("TRACED") == 8
    columns = {table: odoo.sql(COLUMNS.format(table), DATABASE) for table in TABLES}
    data, names = rows(odoo, columns), odoo.sql(OURS, DATABASE)
    for table in ("traceability_correction", "mrp_production_pairing"):
        assert data[table]
    odoo.sql(EDIT_ALERT, DATABASE)

    server(odoo, DATABASE, "-u", "product_traceability")
    everyday = {*dev_odoo.modules()} - {dev_odoo.STORY} - APPS
    assert everyday <= installed(odoo, DATABASE)
    after = rows(odoo, columns)
    for table in TABLES:
        made = [row for row in after[table] if row not in data[table]]
        assert [row for row in after[table] if row not in made] == data[table]
        assert not [row for row in made if not any(model in row for model in OF_CRON)]
    chained = "SELECT number, length(entry_hash) FROM traceability_correction ORDER BY number"
    assert odoo.sql(chained, DATABASE).splitlines() == ["1|64"]
    for of_hold in (HELD, FINAL_NOTES):
        assert odoo.sql(of_hold, DATABASE) == "1"
    english, german, french = odoo.sql(ALERT, DATABASE).split("|")
    assert english.startswith("Sent to the person responsible")
    assert german.startswith("Wird an jedem Tag mit neuen Warnungen")
    assert french == "Les nôtres"
    assert {*names.splitlines()} <= {*odoo.sql(OURS, DATABASE).splitlines()}
    assert shell(odoo, DATABASE, TRACE) == traced
    assert "WENT ON 3.0 False" in shell(odoo, DATABASE, WORLD + GO_ON)
