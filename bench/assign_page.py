"""Pasting thousands of serial numbers into *Assign Serial Numbers*, in a real browser."""

import time

from .assign import _names
from .browser import pages
from .receipt import plan

SERIALS = 10_000
ROUNDS = 3
ROWS = ".modal .o_assignment_rows"
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


def _paste(page, move):
    """:return: what one paste took, see ``PASTE``"""
    page.open(
        f"/odoo/action-stock.action_picking_tree_all/{move.picking_id.id}",
        "document.querySelector('button[name=action_assign_serials]')",
    )
    page.click("button[name=action_assign_serials]")
    page.click(".modal [name=source] input[data-value=paste]")
    page.wait("document.querySelector('.modal [name=text] textarea')")
    text = "\r\n".join(_names(SERIALS))
    before, server = page.busy(), time.process_time()
    told = page.run(PASTE % {"text": text, "rows": ROWS, "count": SERIALS})
    return told | {
        "busy": page.busy() - before,
        "server": time.process_time() - server,
        "longest": page.longest_task(told["start"]),
    }
