"""Thousands of serial numbers in a real browser: pasted, assigned, validated and looked at."""

import time

from .assign import _names
from .browser import pages
from .measure import judge
from .receipt import plan

SERIALS = 10_000
SHIPMENT = 2_000
ROUNDS = 3
PATIENCE = 1.0  # second of the page's processor time for each step
OPENED = 1.5  # seconds of the processors, of page and server, to open what has many lines
OPENINGS = ("opening the receipt", "opening Detailed Operations", "opening what was received")
ROWS = ".modal .o_assignment_rows"
NO_DIALOG = "!document.querySelector('.modal')"
OPERATIONS = "document.querySelector('button[name=action_show_details]')"
DETAILS = "document.querySelector('.modal .o_data_row')"
DONE = "document.querySelector('.o_arrow_button_current')?.textContent.includes('Done')"
TRACE = """document.querySelector(".o_trace_page") &&
    document.querySelectorAll("[role=treegrid] [role=row]").length > 1"""
MOVES = "document.querySelectorAll('.o_list_view .o_data_row').length > 1"
# Types on while the list is checked, and notes how long the page took to show each letter.
PASTE = """(async () => {
    const field = document.querySelector(".modal .o_scan_box_input");
    const area = document.querySelector(".modal [name=text] textarea");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", %(text)r);
    const [start, waits] = [performance.now(), []];
    area.dispatchEvent(new ClipboardEvent(
        "paste", { clipboardData, bubbles: true, cancelable: true }
    ));
    const told = performance.now() - start;
    const isShown = () =>
        document.querySelector("%(rows)s .badge")?.textContent === "New %(count)s" &&
        document.querySelectorAll("%(rows)s tbody tr").length > 1;
    while (!isShown()) {
        const typed = performance.now();
        field.value += "x";
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        waits.push(performance.now() - typed);
        if (typed - start > 60000) throw new Error("nothing is shown");
    }
    const shown = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return {
        start, told, shown, typed: field.value.length, slowest: Math.max(...waits),
        rows: document.querySelectorAll("%(rows)s tbody tr").length,
        calls: performance.getEntriesByType("resource")
            .filter((call) => call.startTime >= start && call.name.includes("/call_"))
            .map((call) => [call.name.split("/").pop(), Math.round(call.duration)]),
    };
})()"""


def run(env):
    """Paste the same list into the wizard of a receipt a few times and print the best."""
    print(f"\nPasting {SERIALS:,} serial numbers in Chromium ...", flush=True)
    move = plan(env, SERIALS)
    env.cr.commit()
    with pages(env) as page:
        best = min((_paste(page, move) for _round in range(ROUNDS)), key=lambda x: x["shown"])
    for work, value in (
        ("checked and shown", best["shown"]),
        ("  processor time of the page", best["busy"] * 1000),
        ("  processor time of the server", best["server"] * 1000),
        ("  longest task of the page (0: below 50)", best["longest"]),
        ("  slowest letter typed meanwhile", best["slowest"]),
    ):
        print(f"{work:58} {value:12,.0f} ms")
    calls = ", ".join(f"{name} {duration:,} ms" for name, duration in best["calls"])
    print(f"  {best['rows']} rows of {SERIALS:,} drawn; {calls}", flush=True)


def run_receipt(env):
    """Take one receipt from the list that is pasted to the trace of what was received."""
    print(f"\nReceiving {SHIPMENT:,} serial numbers in Chromium, step by step ...", flush=True)
    move = plan(env, SHIPMENT)
    env.cr.commit()
    with pages(env) as page:
        _paste(page, move, SHIPMENT)  # which warms the caches up
        busy = {"pasting": _paste(page, move, SHIPMENT)["busy"]}
        server = {}
        for name, step in (
            ("assigning", lambda: _press(page, "action_assign", NO_DIALOG)),
            ("opening the receipt", lambda: page.open(_address(move), OPERATIONS)),
            ("opening Detailed Operations", lambda: _press(page, "action_show_details", DETAILS)),
            ("closing them", lambda: _click(page, ".modal .btn-close", NO_DIALOG)),
            ("validating", lambda: _press(page, "button_validate", DONE)),
            ("opening what was received", lambda: page.open(_address(move), DONE)),
            ("opening its moves", lambda: _press(page, "action_detailed_operations", MOVES)),
            ("opening its trace", lambda: page.open(_trace(move.picking_id), TRACE)),
            ("opening the trace of one serial", lambda: page.open(_trace(_serial(move)), TRACE)),
        ):
            before, server[name] = page.busy(), time.process_time()
            step()
            now, server[name] = page.busy(), time.process_time() - server[name]
            # Another page counts from its own beginning.
            busy[name] = now - before if now >= before else now
    for name, seconds in busy.items():
        text = f"{name}, processor time of the page under {PATIENCE:g} s: {seconds:.2f}"
        judge(text, seconds <= PATIENCE)
    for name in OPENINGS:
        took = busy[name] + server[name]
        judge(f"{name}, page and server, under {OPENED} s: {took:.2f}", took < OPENED)


def _press(page, name, shown):
    _click(page, f"button[name={name}]", shown)


def _click(page, selector, shown):
    page.click(selector)
    page.wait(shown)


def _address(move):
    return f"/odoo/action-stock.action_picking_tree_all/{move.picking_id.id}"


def _trace(record):
    return f"/odoo/traceability?trace_model={record._name}&trace_ids={record.id}"


def _serial(move):
    move.env.cr.commit()  # to see what the pages have done
    return move.move_line_ids.lot_id[:1]


def _paste(page, move, count=SERIALS):
    """:return: what one paste took, see ``PASTE``"""
    page.open(_address(move), "document.querySelector('button[name=action_assign_serials]')")
    page.click("button[name=action_assign_serials]")
    page.click(".modal [name=source] input[data-value=paste]")
    page.wait("document.querySelector('.modal [name=text] textarea')")
    text = "\r\n".join(_names(count))
    before, server = page.busy(), time.process_time()
    told = page.run(PASTE % {"text": text, "rows": ROWS, "count": count})
    return told | {
        "busy": page.busy() - before,
        "server": time.process_time() - server,
        "longest": page.longest_task(told["start"]),
    }
