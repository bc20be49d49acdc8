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
def wait_for(name):
    env.cr.execute("SELECT")  # what others commit from now on is unseen, until it starts anew
    deadline = time.monotonic() + {patience}
    while not (folder / name).exists() and time.monotonic() < deadline:
        time.sleep(0.001)

def work():
    {work}
    env.flush_all()

env["res.users"].search([]).mapped("group_ids.name"), env["stock.picking"].search([]).move_line_ids
env["stock.picking"].search([]).move_ids.mapped("product_id.name")
env.cr.commit()
(folder / {name!r}).touch()
wait_for("go")
env.cr.commit()
try:
    retrying(work, env)
    env.cr.commit()
    (folder / "{name} done").touch()
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
    """Let processes of their own do these works at once, one of which may wait for the other.

    :return: what each printed last, sorted
    """
    names = [f"ready{number}" for number in range(len(works))]
    workers = [
        start(
            odoo,
            WORKER.format(
                folder=str(folder),
                name=name,
                work=textwrap.dedent(work).strip().replace("\n", "\n    "),
                patience=PATIENCE,
            ),
        )
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


LOT_IN_TWO_LOCATIONS = """
paint = env["product.product"].create(
    {{"name": "Paint", "is_storable": True, "tracking": "lot"}})
shelf = env["stock.location"].create({{"name": "Shelf", "location_id": stock.id}})
plan(warehouse.in_type_id, supplier, stock, [
    {{"product_id": paint.id, "lot_name": "{lot}", "quantity": 5}}]).button_validate()
lot = env["stock.lot"].search([("product_id", "=", paint.id)])
line = {{"product_id": paint.id, "lot_id": lot.id, "quantity": 1}}
for _number in "12":
    plan(warehouse.int_type_id, stock, shelf, [line]).button_validate()
plan(warehouse.out_type_id, stock, customer, [line]).button_validate()
assert not lot.location_id
print(lot.id, plan(warehouse.out_type_id, stock, customer, [line]).id)
env.cr.commit()
"""


def test_a_lot_does_not_ship_once_its_hold_is_confirmed(odoo, tmp_path):
    script = LOT_IN_TWO_LOCATIONS.format(lot="H1")
    lot, picking = ids(shell(odoo, WORLD + script))
    # The hold takes the lot out of what was reserved, so the line is made with the shipment.
    validate = f"""
    wait_for("ready1 done")
    picking = env["stock.picking"].browse({picking})
    picking.move_ids.move_line_ids = [(5,), (0, 0, {{
        "picking_id": picking.id, "product_id": picking.product_id.id, "lot_id": {lot},
        "quantity": 1, "location_id": picking.location_id.id,
        "location_dest_id": picking.location_dest_id.id}})]
    picking.move_ids.picked = True
    picking.button_validate()
    """
    done, refused = race(
        odoo, tmp_path, validate, f'env["stock.lot"].browse({lot}).hold("Broken glass")'
    )
    assert done == "DONE"
    assert refused.startswith("REFUSED") and "on hold (Broken glass)" in refused, refused
    assert state_of(odoo, picking) != "done"


def test_a_hold_waits_for_who_is_moving_the_lot(odoo, tmp_path):
    script = LOT_IN_TWO_LOCATIONS.format(lot="H2")
    lot, picking = ids(shell(odoo, WORLD + script))
    validate = f"""
    env["stock.picking"].browse({picking}).button_validate()
    env.flush_all()
    (folder / "moved").touch()
    time.sleep(3)
    """
    hold = f"""
    wait_for("moved")
    env["stock.lot"].browse({lot}).hold("Broken glass")
    """
    assert race(odoo, tmp_path, validate, hold) == ["DONE", "DONE"]
    moved, held = (tmp_path / f"ready{number} done" for number in (0, 1))
    assert moved.stat().st_mtime < held.stat().st_mtime
    assert state_of(odoo, picking) == "done"


def test_a_correction_sees_what_left_while_it_waited(odoo, tmp_path):
    script = """
    ink = env["product.product"].create({"name": "Ink", "is_storable": True, "tracking": "lot"})
    plan(warehouse.in_type_id, supplier, stock, [
        {"product_id": ink.id, "lot_name": name, "quantity": 1} for name in ("I1", "I2")
    ]).button_validate()
    wrong, right = env["stock.lot"].search([("product_id", "=", ink.id)], order="name")
    shipped = delivery(wrong)
    shipped.button_validate()
    print(shipped.move_line_ids.id, right.id, delivery(right).id)
    env.cr.commit()
    """
    line, right, picking = ids(shell(odoo, WORLD + textwrap.dedent(script)))
    correct = f"""
    wait_for("moved")
    env["stock.move.line"].correct_lots(
        {{env["stock.move.line"].browse({line}): env["stock.lot"].browse({right})}}, "Label")
    """
    validate = f"""
    env["stock.picking"].browse({picking}).button_validate()
    env.flush_all()
    (folder / "moved").touch()
    time.sleep(3)
    """
    done, refused = race(odoo, tmp_path, correct, validate)
    assert done == "DONE"
    assert refused.startswith("REFUSED") and "Ink, I2" in refused, refused
    assert on_hand(odoo, "I1") == on_hand(odoo, "I2") == ["customer|1"]


NAMED_LATER = """
goods = product("{name}")
print(goods.id, receipt(goods, False).id)
env.cr.commit()
"""


def test_tracking_is_not_switched_off_while_the_first_lots_come_in(odoo, tmp_path):
    cover, picking = ids(shell(odoo, WORLD + NAMED_LATER.format(name="Cover")))
    off = f"""
    wait_for("ready1 done")
    env["product.product"].browse({cover}).tracking = "none"
    """
    receive = f"""
    receipt = env["stock.picking"].browse({picking})
    receipt.move_line_ids.lot_name = "K1"
    receipt.button_validate()
    """
    done, refused = race(odoo, tmp_path, off, receive)
    assert done == "DONE"
    assert refused.startswith("REFUSED") and "Cover, K1" in refused, refused
    assert on_hand(odoo, "K1") == ["internal|1"]


def test_no_lots_come_in_once_tracking_is_switched_off(odoo, tmp_path):
    lid, picking = ids(shell(odoo, WORLD + NAMED_LATER.format(name="Lid")))
    receive = f"""
    wait_for("ready1 done")
    receipt = env["stock.picking"].browse({picking})
    receipt.move_line_ids.lot_name = "L1"
    receipt.button_validate()
    """
    off = f'env["product.product"].browse({lid}).tracking = "none"'
    assert "DONE" in race(odoo, tmp_path, receive, off)
    assert on_hand(odoo, "L1") == []


def state_of(odoo, picking):
    return odoo.sql(f"SELECT state FROM stock_picking WHERE id = {picking}", BUSY)


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
