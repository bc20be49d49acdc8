import { describe, expect, test } from "@odoo/hoot";
import { Deferred, tick } from "@odoo/hoot-mock";
import { makeServerError, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { ConnectionLostError } from "@web/core/network/rpc";
import { readQuantity, showQuantity } from "@product_traceability/scan/scan_page/quantity_text";
import { ScanWork } from "@product_traceability/scan/scan_page/scan_work";

describe.current.tags("headless");

const page = {
    name: "WH/IN/1",
    is_open: true,
    finish: { method: "button_validate", label: "Validate" },
    scans: [],
};

/** A server that answers what a test says, and notes what it was asked. */
function work(answer = () => ({ kind: "done", message: "ok" })) {
    const asked = [];
    const orm = {
        async call(model, method, args, kwargs) {
            if (method === "get_scan_page") {
                return page;
            }
            asked.push([method, args[1], kwargs]);
            return { page, product_id: 7, ...(await answer(args[1], kwargs, method)) };
        },
    };
    orm.silent = orm;
    const made = new ScanWork(orm, "stock.picking", 1);
    made.state.page = page;
    made.tell = (kind, message) => Object.assign(made.state, { kind, message });
    return { made, asked, texts: () => asked.map(([method, text]) => text || method) };
}

const lost = () => Promise.reject(new ConnectionLostError("/web"));

test("a quantity is read as the user's language writes it", () => {
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: "." });
    expect(readQuantity("2,5")).toBe(2.5);
    expect(readQuantity("2.5")).toBe(2.5);
    expect(readQuantity("1.250")).toBe(1250);
    expect(readQuantity("1,250")).toBe(1.25);
    expect(showQuantity(2.125)).toBe("2,125");
    patchWithCleanup(localization, { decimalPoint: ".", thousandsSep: "," });
    expect(readQuantity("1,250")).toBe(1250);
    expect(readQuantity("1.250")).toBe(1.25);
    expect(readQuantity(" 100000 ")).toBe(100000);
    expect(showQuantity(1234567.5)).toBe("1234567.5");
    for (const text of ["", "95011015", "-1", "1e3", "LOT", "1.2.3"]) {
        expect(readQuantity(text)).toBe(null);
    }
});

test("the question is answered by a quantity, by the next code, or by counting", async () => {
    const { made, asked } = work((text, { quantity }) =>
        text === "L1" && !quantity
            ? { kind: "quantity", lot: "L1", unit: "Units", proposed: 10 }
            : { kind: "done", message: "" },
    );
    const answers = () => asked.splice(0).map(([, text, { quantity }]) => [text, quantity]);
    await made.scan("L1");
    await made.scan("1000");
    expect(answers()).toEqual([
        ["L1", undefined],
        ["L1", 1000],
    ]);
    await made.scan("L1");
    await made.scan("S1");
    expect(answers().slice(1)).toEqual([
        ["L1", 10],
        ["S1", undefined],
    ]);
    await made.scan("L1");
    made.scan("L1");
    made.scan("L1");
    expect(made.state.ask.quantity).toBe(3);
    await made.skipQuantity();
    expect(answers()).toEqual([["L1", undefined]]);
});

test("a document is not finished before its scans are there", async () => {
    const first = new Deferred();
    const { made, texts } = work((text) => (text === "S1" ? first : {}));
    made.scan("S1");
    made.scan("S2");
    const done = made.finish();
    await tick();
    expect(texts()).toEqual(["S1"]);
    first.resolve({ kind: "done" });
    await done;
    expect(texts()).toEqual(["S1", "S2", "button_validate"]);
    const offline = work(lost);
    await offline.made.scan("S3");
    await offline.made.finish();
    expect(offline.texts()).not.toInclude("button_validate");
    expect(offline.made.state.kind).toBe("error");
    offline.made.queue.close();
});

test("a double click finishes a document once", async () => {
    const { made, texts } = work();
    await Promise.all([made.finish(), made.finish()]);
    expect(texts()).toEqual(["button_validate"]);
    await made.finish();
    expect(texts()).toEqual(["button_validate", "button_validate"]);
});

test("what waits is sent after a reload, with the location scanned before", async () => {
    const shelf = { kind: "location", role: "location_dest_id", place: { id: 5, name: "Shelf" } };
    const before = work((text) => (text === "SHELF" ? shelf : lost()));
    await before.made.scan("SHELF");
    await before.made.scan("S1");
    await before.made.scan("S2");
    before.made.queue.close();
    const after = work();
    expect(after.made.memory.places.location_dest_id.name).toBe("Shelf");
    await after.made.queue.flush();
    expect(after.texts()).toEqual(["S1", "S2"]);
    expect(after.asked[0][2].location_dest_id).toBe(5);
    expect(after.asked[0][2].product_id).toBe(7);
    expect(work().made.queue.state.items).toEqual([]);
});

test("another user of the device does not send what waits", async () => {
    const { made } = work(lost);
    await made.scan("S1");
    made.queue.close();
    const [key] = Object.keys(browser.localStorage).filter((name) => name.includes("scans"));
    expect(key).toMatch(/^product_traceability\.scans\..*,stock\.picking,1$/);
    expect(key.split(",").length).toBe(4);
});

test("each refusal is kept with its code; what an ended session refused is sent again", async () => {
    const { made, texts } = work((text) => {
        throw makeServerError({ type: "UserError", message: `no ${text}` });
    });
    for (const text of ["A", "B"]) {
        made.queue.state.items.push({ key: text, text });
    }
    await made.queue.flush();
    expect(texts()).toEqual(["A", "B"]);
    expect(made.state.refused).toEqual([
        { key: "B", text: "B", message: "no B" },
        { key: "A", text: "A", message: "no A" },
    ]);
    const expired = work(() => {
        throw makeServerError({ errorName: "odoo.http.SessionExpiredException" });
    });
    await expect(expired.made.scan("S1")).rejects.toThrow();
    expect(expired.made.queue.state.items.map(({ text }) => text)).toEqual(["S1"]);
    expect(expired.made.state.refused).toEqual([]);
});
