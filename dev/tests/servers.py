"""Servers and shells on a database of a test, as an administrator would run them."""

import os
import subprocess
import textwrap

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


def bad(text):
    """:return: the lines of an Odoo log that warn"""
    return [line for line in text.splitlines() if " WARNING " in line or " ERROR " in line]


def quiet(text):
    """:return: an Odoo log, after checking that it warns of nothing"""
    assert not bad(text), "\n".join(bad(text))
    return text


def loud(odoo, database, *arguments):
    """:return: the log of a server that starts, does what the arguments say and stops"""
    return odoo.run("life of the addon", "-d", database, *arguments, "--stop-after-init")


def server(odoo, database, *arguments):
    return quiet(loud(odoo, database, *arguments))


def shell(odoo, database, script, *arguments):
    """:return: what the script prints; a warning in the log is an error"""
    done = subprocess.run(
        [
            str(part)
            for part in odoo.command("shell", "-d", database, "--log-level=warn", *arguments)
        ],
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
