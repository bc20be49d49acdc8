import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService } from "@web/../tests/web_test_helpers";
import {
    defineTrace,
    event,
    link,
    node,
    openTrace,
    story,
} from "@product_traceability/../tests/trace_test_helpers";

defineTrace();

const columns = (selector) => queryAllTexts(`${selector} tbody tr td:first-child`);
const focused = () => queryOne(".o_trace_downstream tr:focus td:first-child").textContent.trim();

test.tags("desktop");
test("possible links are told from certain ones; a loop ends", async () => {
    await openTrace();
    expect(".o_trace_downstream .o_trace_possible").toHaveCount(1);
    expect(".o_trace_downstream .o_trace_possible .o_trace_possible_tag").toHaveText("Possible");
    await contains(".o_trace_expand").click();
    expect(columns(".o_trace_downstream").at(-1)).toMatch(/^Sauce\s*shown above$/);
    await contains(".o_trace_downstream .o_trace_above").click();
    expect(focused()).toBe("Sauce");
    expect(".o_trace_downstream tr:focus").toHaveAttribute("aria-level", "1");
});

test.tags("desktop");
test("rows fold and unfold, one by one and all", async () => {
    await openTrace();
    const rows = ".o_trace_downstream tbody tr";
    expect(`${rows}:last`).toHaveAttribute("aria-expanded", "false");
    await contains(`${rows}:last .o_trace_caret`).click();
    expect(`${rows}:last`).toHaveText(/shown above/);
    expect(`${rows}:first .o_trace_caret`).toHaveAttribute("aria-label", "Fold S1");
    await contains(`${rows}:first .o_trace_caret`).click();
    expect(rows).toHaveCount(1);
    expect(`${rows} .o_trace_caret`).toHaveAttribute("aria-label", "Unfold S1");
    await contains(".o_trace_expand").click();
    expect(rows).toHaveCount(5);
    await contains(".o_trace_collapse").click();
    expect(rows).toHaveCount(1);
});

test.tags("desktop");
test("the keyboard goes everywhere", async () => {
    await openTrace();
    const rows = ".o_trace_downstream tbody tr";
    // One row of the table is in the order of the Tab key; the arrows reach the others.
    expect(`${rows}[tabindex="0"]`).toHaveCount(1);
    queryOne(`${rows}:first`).focus();
    const path = [
        ["ArrowDown", "Delivery"],
        ["ArrowDown", "BoxPossible"],
        ["ArrowLeft", "BoxPossible"],
        ["ArrowLeft", "Sauce"],
        ["End", "BoxPossible"],
        ["ArrowUp", "Delivery"],
        ["ArrowLeft", "Sauce"],
        ["ArrowRight", "Delivery"],
        ["ArrowDown", "BoxPossible"],
        ["ArrowRight", "BoxPossible"],
        ["ArrowRight", "Pallet"],
        ["ArrowRight", "Pallet"],
        ["ArrowRight", "Sauceshown above"],
        ["ArrowRight", "Sauce"],
        ["ArrowUp", "Sauce"],
    ];
    for (const [key, name] of path) {
        await press(key);
        await animationFrame();
        expect(focused()).toBe(name, { message: `after ${key}` });
    }
});

test.tags("desktop");
test("documents, lots and partners open, by mouse and by Enter", async () => {
    mockService("action", {
        doAction(action, options) {
            if (action.type !== "ir.actions.act_window") {
                return super.doAction(...arguments);
            }
            expect.step(`${action.res_model} ${action.res_id} ${action.target}`);
        },
    });
    await openTrace();
    await contains(".o_trace_downstream .o_trace_event .o_trace_document").click();
    await contains(".o_trace_downstream .o_trace_partner").click();
    await contains(".o_trace_upstream .o_trace_lot:last").click();
    await contains(".o_trace_root_lot").click();
    queryOne(".o_trace_downstream .o_trace_event").focus();
    await press("Enter");
    queryOne(".o_trace_downstream tbody tr:last-child").focus();
    await press("Enter");
    expect.verifySteps([
        "stock.picking 4 current",
        "res.partner 7 current",
        "stock.lot 3 current",
        "stock.lot 2 current",
        "stock.picking 4 current",
        "stock.lot 4 current",
    ]);
});

test.tags("desktop");
test("80 movements at a time, and the cursor goes to the first new one", async () => {
    const events = Array.from({ length: 100 }, (_, index) =>
        event(2, "delivery", { reference: `OUT/${index}` }),
    );
    await openTrace(story({ events, links: [] }));
    const rows = ".o_trace_downstream .o_trace_event";
    expect(".o_trace_upstream .o_trace_nothing").toHaveText("Nothing recorded upstream");
    expect(rows).toHaveCount(80);
    expect(".o_trace_more").toHaveText("Show more movements (20 of 20)");
    await contains(".o_trace_more").click();
    expect(rows).toHaveCount(100);
    expect(".o_trace_more").toHaveCount(0);
    expect(`${rows}:focus`).toHaveText(/OUT\/80/);
});

test.tags("desktop");
test("a tree of very many lots is shown in parts", async () => {
    const nodes = [node(2, "Sauce", "S1")];
    const links = [];
    for (let id = 100; id < 10100; id++) {
        nodes.push(node(id, "Box", `B${id}`));
        links.push(link(id === 100 ? 2 : id - 1, id));
    }
    await openTrace(story({ nodes, links, events: [] }));
    await contains(".o_trace_expand").click();
    expect(".o_trace_downstream tbody tr").toHaveCount(200);
    await contains(".o_trace_more_rows").click();
    expect(".o_trace_downstream tbody tr").toHaveCount(400);
});
