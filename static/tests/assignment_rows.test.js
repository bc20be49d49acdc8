import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const ROWS = 200;

class Wizard extends models.Model {
    _name = "stock.lot.assign";
    source = fields.Selection({
        selection: [
            ["generate", "Generate"],
            ["stock", "Existing lots"],
            ["paste", "Paste"],
        ],
    });
    takes_stock = fields.Boolean();
    text = fields.Text();
    summary = fields.Json();
    row_count = fields.Integer();
    error_count = fields.Integer();
    warning_count = fields.Integer();
    _records = [{ id: 1, source: "paste" }, list(2, ROWS, 0), list(3, ROWS, 2)];
}

function list(id, count, errors) {
    const summary = [["ok", "new", count - errors]];
    return {
        id,
        source: "paste",
        row_count: count,
        error_count: errors,
        summary: errors ? [...summary, ["error", "duplicate", errors]] : summary,
    };
}

const row = (index, values = {}) => ({
    row: index + 1,
    move_id: 5,
    name: `SN${index}`,
    quantity: 1,
    state: "new",
    severity: "ok",
    message: "",
    ...values,
});
const bad = (index) => row(index, { state: "duplicate", severity: "error", message: "twice" });
const page = (rows, total = rows.length) => ({ rows, total });

defineMailModels();
defineModels([Wizard]);

beforeEach(() => {
    mockTimeZone(0);
    onRpc("stock.lot.assign", "get_rows", ({ kwargs: { offset, limit, severity } }) => {
        expect.step(`${severity || "all"} from ${offset}`);
        if (severity) {
            return page([bad(7), bad(9)]);
        }
        const length = Math.min(limit, ROWS - offset);
        return page(
            Array.from({ length }, (_, index) => row(offset + index)),
            ROWS,
        );
    });
});

const arch = `
    <form>
        <field name="takes_stock" invisible="1"/>
        <field name="source" widget="assignment_source"/>
        <field name="text" widget="assignment_text"/>
        <button name="action_read_text" type="object" string="Check" invisible="not text"/>
        <field name="summary" widget="assignment_rows" invisible="not row_count"/>
    </form>`;
const open = (resId) => mountView({ type: "form", resModel: "stock.lot.assign", resId, arch });
const change = (id, values) => MockServer.env["stock.lot.assign"].write([id], values);
const names = () => queryAllTexts(".o_assignment_rows tbody td:nth-child(2)");

test.tags("desktop");
test("a list shows a page at a time, and counts what it holds", async () => {
    await open(2);
    expect.verifySteps(["all from 0"]);
    expect(".o_assignment_rows tbody tr").toHaveCount(80);
    expect(".o_assignment_rows .badge.rounded-pill").toHaveText("New 200");
    expect(".o_assignment_rows input[type=checkbox]").toHaveCount(0);
    await contains(".o_assignment_rows .o_pager_next").click();
    await contains(".o_assignment_rows .o_pager_next").click();
    expect.verifySteps(["all from 80", "all from 160"]);
    expect(names().length).toBe(40);
    expect(names()[0]).toBe("SN160");
});

test.tags("desktop");
test("of a list with errors these are shown first, all at a click", async () => {
    await open(3);
    expect.verifySteps(["problem from 0"]);
    expect(names()).toEqual(["SN7", "SN9"]);
    expect(".o_assignment_rows tbody tr:first").toHaveText(/Duplicate\s*twice/i);
    await contains(".o_assignment_rows input[type=checkbox]").click();
    expect.verifySteps(["all from 0"]);
    expect(names().length).toBe(80);
});

test.tags("desktop");
test("a row is taken out as it is shown, and the other errors stay in sight", async () => {
    onRpc("stock.lot.assign", "remove_rows", ({ args }) => {
        expect.step(args);
        change(3, list(3, ROWS, 1));
        return true;
    });
    await open(3);
    await contains(".o_assignment_rows button[aria-label='Remove this row']:last").click();
    await animationFrame();
    expect.verifySteps(["problem from 0", [[3], [bad(9)]], "problem from 0"]);
});

test.tags("desktop");
test("a second click waits for the first, and a click on another row is not lost", async () => {
    const first = new Deferred();
    onRpc("stock.lot.assign", "remove_rows", async ({ args }) => {
        expect.step(args[1][0].name);
        await first;
        return true;
    });
    onRpc("stock.lot.assign", "get_rows", () => page([0, 1, 2, 3, 4].map((index) => row(index))));
    await open(2);
    await contains(".o_assignment_rows button[aria-label='Remove this row']:eq(0)").click();
    await contains(".o_assignment_rows button[aria-label='Remove this row']:eq(4)").click();
    expect.verifySteps(["SN0"]);
    first.resolve();
    await animationFrame();
    expect.verifySteps(["SN4"]);
});

test.tags("desktop");
test("the last row of the last page is taken out, and a page with rows is shown", async () => {
    let left = 161;
    onRpc("stock.lot.assign", "get_rows", ({ kwargs: { offset } }) => {
        expect.step(offset);
        return page(offset < left ? [row(offset)] : [], left);
    });
    onRpc("stock.lot.assign", "remove_rows", () => {
        left = 160;
        return true;
    });
    await open(2);
    await contains(".o_assignment_rows .o_pager_previous").click();
    expect(names()).toEqual(["SN160"]);
    await contains(".o_assignment_rows button[aria-label='Remove this row']").click();
    await animationFrame();
    expect(names()).toEqual(["SN0"]);
    expect.verifySteps([0, 160, 160, 0]);
});

test.tags("desktop");
test("a list of as many rows is drawn again: a lot scanned twice has a new quantity", async () => {
    let quantity = 1;
    onRpc("stock.lot.assign", "get_rows", () => page([row(0, { quantity })], 1));
    await open(2);
    expect(".o_assignment_rows tbody td:nth-child(3)").toHaveText("1");
    onRpc("stock.lot.assign", "add_text", () => {
        quantity = 2;
        return true;
    });
    await paste("SN0\nSN0");
    expect(".o_assignment_rows tbody td:nth-child(3)").toHaveText("2");
});

test.tags("desktop");
test("an answer that comes late does not undo the page that was asked for after it", async () => {
    const late = new Deferred();
    await open(3);
    onRpc("stock.lot.assign", "get_rows", async ({ kwargs }) => {
        if (kwargs.severity) {
            return page([bad(7)]);
        }
        await late;
        return page([row(0)], ROWS);
    });
    await contains(".o_assignment_rows input[type=checkbox]").click();
    await contains(".o_assignment_rows input[type=checkbox]").click();
    late.resolve();
    await animationFrame();
    expect(names()).toEqual(["SN7"]);
    expect.verifySteps(["problem from 0"]);
});

test.tags("desktop");
test("columns show what the rows have: of dates, none where there are none", async () => {
    const dates = { expiration_date: "2027-01-31 23:59:59" };
    onRpc("stock.lot.assign", "get_rows", () =>
        page([row(0, { ...dates, package: "PACK", ref: "R1" }), row(1)]),
    );
    await open(2);
    expect(queryAllTexts(".o_assignment_rows th")).toEqual([
        "#",
        "Lot/Serial Number Name",
        "Quantity",
        "Expiration Date",
        "Internal Reference, Destination, Package",
        "Check",
        "",
    ]);
    expect(".o_assignment_rows tbody tr:first").toHaveText(/Jan 31, 2027, 11:59\sPM/);
    expect(".o_assignment_rows tbody tr:first").toHaveText(/R1, PACK/);
    onRpc("stock.lot.assign", "get_rows", () => page([row(0)]));
    await open(2);
    expect(queryAllTexts(".o_assignment_rows:last th").length).toBe(5);
});

async function paste(text) {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const values = { clipboardData, bubbles: true, cancelable: true };
    const event = new ClipboardEvent("paste", values);
    queryOne("[name=text] textarea").dispatchEvent(event);
    await animationFrame();
    await animationFrame();
    return event;
}

test.tags("desktop");
test("lines that are pasted go to the server and never into the box", async () => {
    onRpc("stock.lot.assign", "add_text", ({ args }) => {
        expect.step(args);
        change(1, list(1, ROWS, 0));
        return true;
    });
    await open(1);
    const event = await paste("A1\r\nA2");
    expect(event.defaultPrevented).toBe(true);
    expect.verifySteps([[[1], "A1\r\nA2"], "all from 0"]);
    expect("[name=text] textarea").toHaveValue("");
    expect(".o_assignment_rows .badge:first").toHaveText("New 200");
});

test.tags("desktop");
test("one line that is pasted goes to the server too, joined to what is typed", async () => {
    onRpc("stock.lot.assign", "add_text", ({ args }) => {
        expect.step(args[1]);
        return true;
    });
    await open(1);
    await paste("A1");
    await contains("[name=text] textarea").edit("SN-", { confirm: false });
    await paste("001");
    expect.verifySteps(["A1", "SN-001"]);
    expect("[name=text] textarea").toHaveValue("");
});

test.tags("desktop");
test("Check is there as soon as something is typed, and goes with it", async () => {
    onRpc("stock.lot.assign", "add_text", ({ args }) => {
        expect.step(args[1]);
        return true;
    });
    await open(1);
    expect("button[name=action_read_text]").toHaveCount(0);
    await contains("[name=text] textarea").edit("A", { confirm: false });
    expect("button[name=action_read_text]").toHaveCount(1);
    await contains("[name=text] textarea").edit("", { confirm: false });
    expect("button[name=action_read_text]").toHaveCount(0);
    await contains("[name=text] textarea").edit("A2", { confirm: false });
    await press(["Control", "Enter"]);
    await animationFrame();
    expect.verifySteps(["A2"]);
    expect("button[name=action_read_text]").toHaveCount(0);
});

test.tags("desktop");
test("numbers are made where goods come in and chosen where they are taken", async () => {
    await open(1);
    expect(queryAllTexts("[name=source] label")).toEqual(["Generate", "Paste"]);
    change(2, { takes_stock: true });
    await open(2);
    expect(queryAllTexts("[name=source]:last label")).toEqual(["Existing lots", "Paste"]);
    expect.verifySteps(["all from 0"]);
});
