import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { Dialog } from "@web/core/dialog/dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ORM } from "@web/core/orm_service";
import { loudspeaker } from "@product_traceability/scan/scan_sound";
import { Component, xml } from "@odoo/owl";

class Transfer extends models.Model {
    _name = "stock.picking";
    name = fields.Char();
    note = fields.Char({ required: true });
    _records = [{ id: 1, name: "WH/IN/00001", note: "x" }];
}

defineMailModels();
defineModels([Transfer]);

// What sounds instead of a loudspeaker.
const pitches = [];
class Tone {
    frequency = {};
    gain = {};
    connect(node) {
        return node;
    }
    start() {
        pitches.push(this.frequency.value);
    }
    stop() {}
}

beforeEach(() => {
    pitches.length = 0;
    patchWithCleanup(loudspeaker, {
        start: () => ({ createOscillator: () => new Tone(), createGain: () => new Tone() }),
    });
});

const arch = `<form><field name="name"/><field name="note"/><widget name="traceability_scan"/></form>`;
const open = () => mountView({ type: "form", resModel: "stock.picking", resId: 1, arch });
const scan = (barcode) => {
    getService("barcode").bus.trigger("barcode_scanned", { barcode, target: document.body });
    return animationFrame();
};
const answer = (kind, message, product_id = 7) => ({ kind, message, product_id });

test.tags("desktop");
test("what a scanner types is recorded, shown and heard, without a dialog", async () => {
    onRpc("stock.picking", "scan", ({ args, kwargs }) => {
        expect.step([args, kwargs.product_id, kwargs.accept]);
        return answer("done", "Motor, SN1: 1 of 2 Units");
    });
    onRpc("stock.picking", "web_read", () => expect.step("read"));
    await open();
    expect.verifySteps(["read"]);
    for (const key of "SN1") {
        await press(key);
    }
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[[[1], "SN1"], null, false], "read"]);
    expect(".o_scan_box_status").toHaveText("Motor, SN1: 1 of 2 Units");
    expect(".o_scan_box_status.text-bg-success").toHaveCount(1);
    expect(".o_notification").toHaveCount(0);
    expect(pitches.length).toBe(1);
});

test.tags("desktop");
test("the product scanned last goes along with the next number", async () => {
    onRpc("stock.picking", "scan", ({ args, kwargs }) => {
        expect.step([args[1], kwargs.product_id]);
        return answer(args[1] === "GTIN" ? "product" : "done", "");
    });
    await open();
    await scan("GTIN");
    await scan("SN1");
    expect.verifySteps([
        ["GTIN", null],
        ["SN1", 7],
    ]);
});

test.tags("desktop");
test("an error is told by words, colour and sound; the form stays as it is", async () => {
    onRpc("stock.picking", "scan", () => {
        throw makeServerError({ type: "UserError", message: "SN1 was scanned already." });
    });
    await open();
    await scan("SN1");
    expect(".o_notification .o_notification_content").toHaveText("SN1 was scanned already.");
    expect(".o_scan_box_status.text-bg-danger").toHaveText("SN1 was scanned already.");
    expect(".modal").toHaveCount(0);
    expect(pitches.length).toBe(2);
});

test.tags("desktop");
test("a warning is accepted by the same scan again, and by no other", async () => {
    onRpc("stock.picking", "scan", ({ args, kwargs }) => {
        expect.step([args[1], kwargs.accept]);
        return answer(kwargs.accept ? "done" : "warning", "reserved");
    });
    await open();
    await scan("A");
    await scan("B");
    await scan("B");
    await scan("B");
    expect.verifySteps([
        ["A", false],
        ["B", false],
        ["B", true],
        ["B", false],
    ]);
});

test.tags("desktop");
test("a scan that the network lost is said to be lost", async () => {
    patchWithCleanup(ORM.prototype, {
        call(model, method) {
            if (method === "scan") {
                return Promise.reject(new ConnectionLostError("/web/dataset"));
            }
            return super.call(...arguments);
        },
    });
    await open();
    await scan("SN1");
    expect(".o_scan_box_status").toHaveText(/^SN1 was not recorded/);
});

test.tags("desktop");
test("a scanner faster than the server loses nothing, and the form is read once", async () => {
    const first = new Deferred();
    onRpc("stock.picking", "scan", async ({ args }) => {
        expect.step(args[1]);
        if (args[1] === "S1") {
            await first;
        }
        return answer("done", args[1]);
    });
    onRpc("stock.picking", "web_read", () => expect.step("read"));
    await open();
    expect.verifySteps(["read"]);
    for (const text of ["S1", "S2", "S3"]) {
        await scan(text);
    }
    expect.verifySteps(["S1"]);
    first.resolve();
    await animationFrame();
    expect.verifySteps(["S2", "S3", "read"]);
    expect(".o_scan_box_status").toHaveText("S3");
});

test.tags("desktop");
test("what was typed in the form is saved before, or the scan is refused", async () => {
    onRpc("stock.picking", "web_save", () => expect.step("save"));
    onRpc("stock.picking", "scan", () => {
        expect.step("scan");
        return answer("done", "");
    });
    await open();
    await contains("[name=name] input").edit("Other", { confirm: false });
    await scan("S1");
    expect.verifySteps(["save", "scan"]);
    await contains("[name=note] input").edit("", { confirm: false });
    await scan("S2");
    expect.verifySteps([]);
    expect(".o_scan_box_status").toHaveText("Fill in what is missing before you scan.");
});

test.tags("desktop");
test("what is changed in the form while the server answers is kept", async () => {
    const late = new Deferred();
    onRpc("stock.picking", "web_save", ({ args }) => expect.step(args[1]));
    onRpc("stock.picking", "scan", async () => {
        await late;
        return answer("done", "");
    });
    await open();
    await scan("S1");
    await contains("[name=name] input").edit("Other");
    late.resolve();
    await animationFrame();
    expect.verifySteps([{ name: "Other" }]);
    expect("[name=name] input").toHaveValue("Other");
});

test.tags("desktop");
test("typed by hand, with the separator that scanners type", async () => {
    onRpc("stock.picking", "scan", ({ args }) => {
        expect.step(args[1]);
        return answer("done", "");
    });
    await open();
    await contains(".o_scan_box_input").edit("10A", { confirm: false });
    await press(["Control", "]"]);
    queryOne(".o_scan_box_input").value += "21B";
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["10A\x1d21B"]);
    expect(".o_scan_box_input").toHaveValue("");
});

test.tags("desktop");
test("behind a dialog nothing is recorded, nor is a barcode of a command", async () => {
    class Ask extends Component {
        static template = xml`<Dialog>Sure?</Dialog>`;
        static components = { Dialog };
        static props = ["*"];
    }
    onRpc("stock.picking", "scan", () => expect.step("scan"));
    await open();
    await scan("OBTCANC");
    getService("dialog").add(Ask);
    await animationFrame();
    await scan("SN1");
    expect.verifySteps([]);
    expect(queryAllTexts(".o_scan_box_status")).toEqual([""]);
});
