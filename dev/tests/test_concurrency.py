"""Two servers' processes at the same goods at once, and one that is killed at its work."""

import os
import signal
import subprocess
import textwrap
import time

import pytest

from dev import odoo as dev_odoo

# Named for this run: two suites at once do not drop each other's databases.
BUSY = f"traceability_busy_{os.getpid()}"
NUMBERS = 5_000
# Seconds that a process may take to get ready, also on a machine that does much else.
PATIENCE = 180

WORLD = """
from odoo.fields import Command

warehouse = env["stock.warehouse"].search([], limit=1)
stock = warehouse.lot_stock_id
supplier = env.ref("stock.stock_location_suppliers")
customer = env.ref("stock.stock_location_customers")

def product(name):
    return env["product.product"].create(
        {"name": name, "is_storable": True, "tracking": "serial"})

def plan(operation, source, target, lines):
    places = {"location_id": source.id, "location_dest_id": target.id}
    picking = env["stock.picking"].create({**places, "picking_type_id": operation.id})
    goods = {**places, "picking_id": picking.id, "product_id": lines[0]["product_id"]}
    env["stock.move"].create({
        **goods, "product_uom_qty": sum(line["quantity"] for line in lines),
        "move_line_ids": [Command.create({**goods, **line}) for line in lines]})
    picking.action_confirm()
    picking.move_ids.picked = True
    return picking

def receipt(motor, *names):
    lines = [{"product_id": motor.id, "lot_name": name, "quantity": 1} for name in names]
    return plan(warehouse.in_type_id, supplier, stock, lines)

def receive(motor, name):
    receipt(motor, name).button_validate()
    return env["stock.lot"].search([("product_id", "=", motor.id), ("name", "=", name)])

def delivery(lot):
    line = {"product_id": lot.product_id.id, "lot_id": lot.id, "quantity": 1}
    return plan(warehouse.out_type_id, stock, customer, [line])
"""
# What each process does, by the wrapper of real requests; it waits until the other is ready too.
WORKER = """
import pathlib, time
from odoo.exceptions import UserError
from odoo.service.model import retrying

folder = pathlib.Path({folder!r})
def work():
    {work}
    env.flush_all()

env["res.users"].search([]).mapped("group_ids.name"), env["stock.picking"].search([]).move_line_ids
env["stock.picking"].search([]).move_ids.mapped("product_id.name")
env.cr.commit()
(folder / {name!r}).touch()
deadline = time.monotonic() + {patience}
while not (folder / "go").exists() and time.monotonic() < deadline:
    time.sleep(0.001)
try:
    retrying(work, env)
    env.cr.commit()
    print("DONE")
except UserError as error:
    print("REFUSED", " ".join(str(error).split()))
"""


@pytest.fixture(scope="module")
def odoo():
    ready = dev_odoo.prepare()
    ready.copy(ready.template(), BUSY)
    ready.run("install", "-d", BUSY, "-i", "product_traceability", "--stop-after-init")
    yield ready
    ready.drop(BUSY)


def start(odoo, script):
    """:return: an Odoo shell of its own that runs the script"""
    process = subprocess.Popen(
        [str(part) for part in odoo.command("shell", "-d", BUSY, "--log-level=error")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **odoo.env},
    )
    process.stdin.write(textwrap.dedent(script))
    process.stdin.close()
    process.stdin = None  # communicate() would flush it
    return process


def shell(odoo, script):
    process = start(odoo, script)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err[-3000:]
    return out


def wait_for(*files, process=None):
    deadline = time.monotonic() + PATIENCE
    while not all(path.exists() for path in files):
        assert process is None or process.poll() is None, process.communicate()[1][-3000:]
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.01)


def race(odoo, folder, *works):
    """Let processes of their own do these works at once. :return: what each printed last"""
    names = [f"ready{number}" for number in range(len(works))]
    workers = [
        start(odoo, WORKER.format(folder=str(folder), name=name, work=work, patience=PATIENCE))
        for name, work in zip(names, works, strict=True)
    ]
    wait_for(*(folder / name for name in names))
    (folder / "go").touch()
    ends = [worker.communicate(timeout=PATIENCE) for worker in workers]
    assert all(out.strip() for out, _err in ends), ends
    return sorted(out.strip().splitlines()[-1] for out, _err in ends)


def ids(text):
    """:return: the ids that a shell printed in its last line"""
    return [int(number) for number in text.strip().splitlines()[-1].split()]


def only_one_is_done(odoo, folder, script, what):
    """Validate at once the two transfers that a script prints; the later names what it lacks."""
    pickings = ids(shell(odoo, WORLD + textwrap.dedent(script)))
    works = (f'env["stock.picking"].browse({picking}).button_validate()' for picking in pickings)
    done, refused = race(odoo, folder, *works)
    assert done == "DONE"
    assert refused.startswith("REFUSED") and what in refused, refused


def test_two_processes_receive_the_same_serial_number(odoo, tmp_path):
    script = """
    motor = product("Motor")
    print(receipt(motor, "M1").id, receipt(motor, "M1").id)
    env.cr.commit()
    """
    only_one_is_done(odoo, tmp_path, script, "Motor, M1")
    assert on_hand(odoo, "M1") == ["internal|1"]


def test_two_processes_ship_the_same_serial_number(odoo, tmp_path):
    script = """
    lot = receive(product("Pump"), "P1")
    print(delivery(lot).id, delivery(lot).id)
    env.cr.commit()
    """
    only_one_is_done(odoo, tmp_path, script, "Pump, P1")
    assert on_hand(odoo, "P1") == ["customer|1"]


def test_two_processes_identify_the_same_stock(odoo, tmp_path):
    script = """
    valve = product("Valve")
    env.company.strict_traceability = False
    env["stock.quant"]._update_available_quantity(valve, stock, 2)
    env.company.strict_traceability = True
    print(env["stock.quant"].search([("product_id", "=", valve.id)]).id)
    env.cr.commit()
    """
    [quant] = ids(shell(odoo, WORLD + textwrap.dedent(script)))
    works = [
        f'env["stock.quant"].browse({quant})'
        f'.identify([{{"name": "{name}1"}}, {{"name": "{name}2"}}], 2)'
        for name in "VW"
    ]
    done, refused = race(odoo, tmp_path, *works)
    assert done == "DONE"
    assert refused.startswith("REFUSED") and "identif" in refused, refused
    found = on_hand(odoo, "V1") + on_hand(odoo, "V2") + on_hand(odoo, "W1") + on_hand(odoo, "W2")
    assert found == ["internal|1"] * 2


def on_hand(odoo, name):
    """:return: usage of the place and quantity, of each quant of a number that is somewhere"""
    return odoo.sql(
        "SELECT p.usage, q.quantity::int FROM stock_quant q"
        " JOIN stock_lot l ON l.id = q.lot_id JOIN stock_location p ON p.id = q.location_id"
        f" WHERE l.name = '{name}' AND q.quantity > 0",
        BUSY,
    ).splitlines()


# The process says when it is in the middle of moving the stock, and goes on.
KILLED = """
import pathlib
quants = type(env["stock.quant"])
core, calls = quants._update_available_quantity, []
def counting(self, *args, **kwargs):
    calls.append(1)
    if len(calls) == {calls}:
        env.flush_all()
        pathlib.Path({file!r}).touch()
    return core(self, *args, **kwargs)
quants._update_available_quantity = counting
from odoo.service.model import retrying
retrying(lambda: env["stock.picking"].browse({picking}).button_validate(), env)
env.cr.commit()
"""
LEFT = """
SELECT (SELECT state FROM stock_picking WHERE id = {picking}),
    (SELECT count(*) FROM stock_move_line WHERE picking_id = {picking} AND state != 'done'),
    (SELECT count(*) FROM stock_move_line WHERE picking_id = {picking} AND lot_id IS NOT NULL),
    (SELECT count(*) FROM stock_quant WHERE product_id = {product}),
    (SELECT count(*) FROM stock_lot WHERE product_id = {product})
"""


def test_a_process_killed_while_it_validates_leaves_nothing_half_done(odoo, tmp_path):
    script = f"""
    chip = product("Chip")
    print(receipt(chip, *(f"C{{number}}" for number in range({NUMBERS}))).id, chip.id)
    env.cr.commit()
    """
    picking, chip = ids(shell(odoo, WORLD + textwrap.dedent(script)))
    midst = tmp_path / "midst"
    killed = start(odoo, KILLED.format(calls=NUMBERS, file=str(midst), picking=picking))
    wait_for(midst, process=killed)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert odoo.sql(LEFT.format(picking=picking, product=chip), BUSY) == (
        f"assigned|{NUMBERS}|0|0|0"
    )
    script = f"""
    again = receipt(env["product.product"].browse({chip}), "C0", "C1")
    again.button_validate()
    print(again.state, again.move_line_ids.lot_id.mapped("name"))
    env.cr.commit()
    """
    assert "done ['C0', 'C1']" in shell(odoo, WORLD + textwrap.dedent(script))
