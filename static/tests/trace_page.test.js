import { expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryFirst, waitFor } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { router } from "@web/core/browser/router";
import { WebClient } from "@web/webclient/webclient";
import {
    LABELS,
    asked,
    defineTrace,
    event,
    node,
    openTrace,
    story,
} from "@product_traceability/../tests/trace_test_helpers";

defineTrace();

const columns = (selector) => queryAllTexts(`${selector} tbody tr td:first-child`);

test.tags("desktop");
test("one question, two trees, all in the user's words", async () => {
    await openTrace();
    expect(asked).toEqual([[[2], "both"]]);
    expect(".o_breadcrumb .active").toHaveText("Trace of S1");
    expect(".o_trace_root_card").toHaveCount(1);
    expect(".o_trace_root_lot").toHaveText("S1");
    expect(".o_trace_root_card dd:first").toHaveText("2.5 kg");
    // Half past eleven in the evening in UTC is tomorrow here.
    expect(".o_trace_root_card dd:last").toHaveText("01/01/2027");
    expect(".o_trace_root_card .badge.text-bg-warning").toHaveText("Alert");
    expect(".o_trace_upstream h2").toHaveText("Upstream");
    expect(".o_trace_root_card dt:first").toHaveText("On Hand");
    expect(columns(".o_trace_upstream")).toEqual(["Sauce", "Tomato", "Receipt", "Pallet", "Box"]);
    expect(columns(".o_trace_downstream").slice(0, 2)).toEqual(["Sauce", "Delivery"]);
    expect(queryAllTexts(".o_trace_downstream .o_trace_event td")).toEqual([
        "Delivery",
        "",
        "03/03/2026 00:30",
        "WH/OUT/00001",
        "WH/Stock",
        "Customers",
        "Bistro",
        "1,000.5 kg",
    ]);
    expect(".o_trace_gaps").toHaveCount(0);
});

test.tags("desktop");
test("gaps and a cut trace are said", async () => {
    const gap = {
        kind: "consumed_without_lot",
        product_name: "Salt",
        quantity: 2,
        reference: "WH/MO/00001",
        date: "2026-03-01 12:00:00",
        node: "lot:2",
        waived: false,
    };
    const gaps = [gap, { ...gap, kind: "moved_without_lot", node: null, waived: true }];
    await openTrace(story({ gaps, truncated: true }));
    expect(".o_trace_gaps_notice span").toHaveText("The record has 2 gaps.");
    expect(".o_trace_truncated").toHaveCount(1);
    expect(queryAllTexts(".o_trace_gap:first td")).toEqual([
        "Used in production without a lot",
        "Salt",
        "S1",
        "03/01/2026 13:00",
        "WH/MO/00001",
        "2",
    ]);
    expect(".o_trace_gap:last td:first").toHaveText(/^Moved without a lot\s*lot not required$/);
    await contains(".o_trace_gaps_notice button").click();
    expect(".o_trace_gaps").toBeFocused();
});

test.tags("desktop");
test("the page says what could not be followed, and what of the lot is not explained", async () => {
    const answer = story({
        statement: ["One link is only possible.", "Not shown: at least 12 lots."],
        beyond: { nodes: 12, links: 12, events: 0 },
        truncated: true,
    });
    answer.nodes[0].balance = {
        received: 0,
        produced: 10,
        shipped: 4,
        on_hand: 2.5,
        remainder: 3.5,
    };
    answer.links[1].reason = "not_paired";
    await openTrace(answer);
    expect(queryAllTexts(".o_trace_statement li")).toEqual(answer.statement);
    expect(".o_trace_truncated").toHaveText(/^Not shown: at least 12 lots\./);
    expect(queryAllTexts(".o_trace_balance")).toEqual(["10 kg", "4 kg"]);
    expect(".o_trace_remainder").toHaveText("3.5 kg");
    expect(".o_trace_possible_tag").toHaveAttribute("title", "Which into which is not recorded");
    await contains(".o_trace_everything").click();
    expect(asked).toEqual([
        [[2], "both"],
        [[2], "both", "everything"],
    ]);
    expect(".o_trace_everything").toHaveCount(0);
});

test("nothing is summed up nor called unexplained while movements are left out", async () => {
    const answer = story({ truncated: true, beyond: { nodes: 0, links: 0, events: 300 } });
    answer.nodes[0].balance = { received: 10, shipped: 0, on_hand: 0, remainder: 10 };
    await openTrace(answer);
    expect(".o_trace_root_card").toHaveCount(1);
    expect(".o_trace_balance").toHaveCount(0);
    expect(".o_trace_remainder").toHaveCount(0);
});

test.tags("desktop");
test("2,000 serial numbers are one card and one row, and unfold", async () => {
    const ids = Array.from({ length: 2000 }, (_, number) => number + 1);
    const name = (id) => `HUM-${String(id).padStart(5, "0")}`;
    const serial = { product_id: 5, tracking: "serial", quantity_on_hand: 1, uom: "Units" };
    const balance = { received: 1, on_hand: 1 };
    await openTrace(
        story({
            roots: ids,
            nodes: ids.map((id) => node(id, "Humidifier", name(id), { ...serial, balance })),
            links: [],
            events: ids.map((id) => event(id, "receipt", { quantity: 1, uom: "Units" })),
            title: "Trace of WH/IN/00001",
        }),
        { model: "stock.picking", ids: [4] },
        "tree",
    );
    const words = "2,000 serial numbers, HUM-00001 to HUM-02000";
    expect(".o_breadcrumb .active").toHaveText("Trace of WH/IN/00001");
    expect(".o_trace_root_card").toHaveCount(1);
    expect(".o_trace_root_set").toHaveText(/2,000 serial numbers\s+HUM-00001 to HUM-02000/);
    expect(".o_trace_root_card dd:first").toHaveText("2,000 Units");
    expect(".o_trace_balance").toHaveText("2,000 Units");
    expect(".o_trace_all_roots").toHaveCount(0);
    expect(".o_trace_truncated").toHaveCount(0);
    const rows = ".o_trace_upstream tbody tr";
    expect(rows).toHaveCount(3);
    expect(`${rows}:first .o_trace_set_name`).toHaveText(words);
    expect(`${rows}:eq(1) td:last`).toHaveText("2,000 Units");
    expect(`${rows}:last`).toHaveText("Show serial numbers (80 of 2,000)");
    await contains(".o_trace_upstream .o_trace_more").click();
    expect(rows).toHaveCount(83);
    expect(`${rows}:eq(2) .o_trace_lot`).toHaveText("HUM-00001");
    await contains(".o_trace_mode_picture").click();
    expect(queryAllTexts(".o_trace_box_set text")).toEqual([
        "Humidifier",
        "2,000 serial numbers",
        "HUM-00001 to HUM-02000",
    ]);
    await contains(".o_trace_box_set").click();
    expect(".o_trace_box_set").toHaveCount(0);
    expect(".o_trace_box_lot").toHaveCount(6);
    expect(".o_trace_box:focus").toHaveAttribute("aria-label", /HUM-00001/);
});

/** The tables as the server makes them. */
const tables = (customers) => ({
    customers,
    customer_count: customers.length,
    customer_totals: [
        { product: "Sauce", uom: "kg", certainty: "certain", customers: 1, lots: 2, net: 3.5 },
    ],
    stock: [],
    stock_totals: [],
    incomplete: "",
});
const customer = (number, values = {}) => ({
    customer: `Shop ${number}`,
    customer_id: number,
    phone: "",
    email: "",
    product: "Sauce",
    uom: "kg",
    certainty: "certain",
    delivered: 5.5,
    returned: 2,
    net: 3.5,
    lots: 1,
    spans: [["S1", "S1"]],
    lot_id: 2,
    documents: [{ model: "stock.picking", res_id: 4, reference: "WH/OUT/00001" }],
    more_documents: 0,
    ...values,
});

test.tags("desktop");
test("customers stand once with phone and e-mail; of thousands the first rows, then more", async () => {
    const first = customer(1, { phone: "+49 30 23125 014", email: "shop@example.com" });
    const many = Array.from({ length: 5000 }, (_, number) => customer(number + 2));
    const all = [first, customer(1, { product: "Box", certainty: "possible", lots: 2 }), ...many];
    onRpc("stock.lot", "get_trace_tables", () => tables(all));
    await openTrace();
    await contains(".o_trace_tab_trace").press("ArrowRight");
    await waitFor(".o_trace_tab_customers.active:focus .badge:contains(5,002)");
    expect(".o_trace_mode_tree").toHaveCount(0);
    const texts = (row) => queryAllTexts(`.o_trace_customer:eq(${row}) td`);
    expect(texts(0)).toEqual([
        "Shop 1\n+49 30 23125 014\nshop@example.com",
        "Sauce",
        "S1",
        "3.5 kg\nDelivered 5.5 kg, returned 2 kg",
        "WH/OUT/00001",
    ]);
    expect(texts(1).slice(0, 3)).toEqual(["", "BoxPossible", "2 lots\nS1"]);
    expect(queryAll(".o_trace_customer").length).toBeLessThan(500);
    const count = queryAll(".o_trace_customer").length;
    await contains(".o_trace_more_rows").click();
    expect(queryAll(".o_trace_customer").length).toBeGreaterThan(count);
    await contains(".o_trace_tab_stock").click();
    expect(".o_trace_nothing").toHaveText("Nothing is left in stock.");
});

test.tags("desktop");
test("a code that nobody knows is said, and the next scan takes its place", async () => {
    await openTrace(story(), {});
    await contains(".o_trace_welcome input").edit("NOBODY", { confirm: false });
    await runAllTimers();
    await press("Enter");
    await animationFrame();
    expect(".o_trace_unknown").toHaveText(/Nothing found for “NOBODY”/);
    expect(".modal").toHaveCount(0);
    const input = queryFirst(".o_trace_welcome input");
    expect(input).toBeFocused();
    expect([input.value, input.selectionStart, input.selectionEnd]).toEqual(["NOBODY", 0, 6]);
    await contains(".o_trace_welcome input").edit("T1", { confirm: false });
    await runAllTimers();
    expect(".o_trace_unknown").toHaveCount(0);
    await press("Enter");
    await animationFrame();
    expect(asked).toEqual([[[1], "both"]]);
});

test.tags("desktop");
test("a trace of a partner is titled by the partner; an unbuild is called so", async () => {
    const answer = story({
        title: "Trace of Green Farm",
        events: [event(2, "consumption", { model: "mrp.unbuild" })],
    });
    answer.labels = { ...LABELS, documents: { "mrp.unbuild": "Unbuild" } };
    await openTrace(answer, { model: "res.partner", ids: [7] });
    expect(".o_breadcrumb .active").toHaveText("Trace of Green Farm");
    expect(".o_trace_downstream .o_trace_event .o_trace_kind").toHaveText("Unbuild");
    expect(".o_trace_upstream .o_trace_node:eq(1) td:last").toHaveText("5 kg used");
});

for (const [state, name, color] of [
    ["expired", "Expired", "danger"],
    ["remove", "To Remove", "warning"],
    ["best_before", "Past Best Before Date", "warning"],
    ["fresh", "Fresh", "success"],
]) {
    test.tags("desktop");
    test(`a lot in the state ${state} has the word and the colour of it`, async () => {
        const answer = story();
        answer.nodes[0].state = state;
        await openTrace(answer);
        expect(`.o_trace_root_card .badge.text-bg-${color}`).toHaveText(name);
    });
}

test.tags("desktop");
test("a lot without dates has no state", async () => {
    const answer = story();
    Object.assign(answer.nodes[0], { state: null, expiration_date: null });
    await openTrace(answer);
    expect(".o_trace_root_card .badge").toHaveCount(0);
});

test.tags("desktop");
test("without a lot one is picked; a scanned number wins over those that contain it", async () => {
    await openTrace(story(), {});
    expect(".o_trace_welcome h2").toHaveCount(1);
    expect(".o_trace_print").toHaveCount(0);
    expect(".o_trace_welcome input").toBeFocused();
    await contains(".o_trace_welcome input").edit("T1", { confirm: false });
    await runAllTimers();
    expect(".o-autocomplete--dropdown-item:first").toHaveText(/^T1\s*\(Tomato\)\s*Lot\/Serial$/);
    await press("Enter");
    await animationFrame();
    expect(asked).toEqual([[[1], "both"]]);
    expect(".o_trace_upstream").toHaveCount(1);
    await runAllTimers();
    expect(router.current.trace_model).toBe("stock.lot");
    expect(router.current.trace_ids).toBe(1);
});

test.tags("desktop");
test("several lots are chosen from a list and traced as one", async () => {
    await openTrace(story(), {});
    await contains(".o_trace_welcome input").click();
    await runAllTimers();
    await contains(".o-autocomplete--dropdown-item:contains(Choose several)").click();
    await contains(".modal .o_data_row:eq(0) .o_list_record_selector input").click();
    await contains(".modal .o_data_row:eq(1) .o_list_record_selector input").click();
    await contains(".modal .o_select_button").click();
    expect(asked).toEqual([[[1, 2], "both"]]);
});

test.tags("desktop");
test("the address brings the same trace back", async () => {
    await openTrace(story(), { trace_model: "stock.lot", trace_ids: 2 });
    expect(asked).toEqual([[[2], "both"]]);
    expect(".o_trace_root_lot").toHaveText("S1");
});

test.tags("desktop");
test("an address of a lot that is gone shows the error before the picker", async () => {
    expect.errors(1);
    onRpc("stock.lot", "get_traceability", () => {
        throw makeServerError({ type: "MissingError", message: "This lot is gone." });
    });
    await openTrace(null, { trace_model: "stock.lot", trace_ids: 5 });
    await animationFrame();
    expect.verifyErrors(["This lot is gone."]);
    expect(".modal").toHaveText(/This lot is gone/);
    expect(".o_trace_welcome").toHaveCount(1);
});

test.tags("desktop");
test("coming back by the breadcrumb finds the page as it was left", async () => {
    await openTrace();
    await contains(".o_trace_collapse").click();
    await contains(".o_trace_root_lot").click();
    expect(".o_form_view").toHaveCount(1);
    await contains(".o_breadcrumb .o_back_button, .breadcrumb-item a").click();
    expect(".o_trace_downstream tbody tr").toHaveCount(1);
    expect(asked).toEqual([[[2], "both"]]);
});

test.tags("desktop");
test("core's Traceability buttons open this page, and core's own report what it cannot trace", async () => {
    onRpc("stock.lot", "get_traceability", ({ args }) => {
        asked.push(args);
        return story();
    });
    onRpc("stock.traceability.report", "get_main_lines", () => []);
    await mountWithCleanup(WebClient);
    const press = (context) =>
        getService("action").doAction({
            type: "ir.actions.client",
            tag: "stock_report_generic",
            context: { url: "/stock/output_format/stock", ...context },
        });
    await press({ active_id: 2, active_model: "stock.lot" });
    await animationFrame();
    expect(asked).toEqual([[[2]]]);
    expect(".o_trace_root_lot").toHaveText("S1");
    await press({ active_id: 5, active_model: "stock.move.line" });
    await animationFrame();
    expect(".o_stock_reports_page").toHaveCount(1);
});

test.tags("desktop");
test("Print and Export take the whole trace", async () => {
    mockService("action", {
        doAction(action) {
            if (action.tag) {
                return super.doAction(...arguments);
            }
            expect.step(action.url || action.report_name);
        },
    });
    onRpc("stock.lot", "action_print_trace", ({ args }) => ({
        type: "ir.actions.report",
        report_name: `report of ${args[0]}`,
    }));
    await openTrace();
    await contains(".o_trace_print").click();
    await contains(".o_trace_export").click();
    await contains(".o_trace_export_workbook").click();
    await contains(".o_trace_export").click();
    await contains(".o_trace_export_csv").click();
    expect.verifySteps([
        "report of 2",
        "/product_traceability/workbook?model=stock.lot&ids=2",
        "/product_traceability/csv?model=stock.lot&ids=2",
    ]);
});

test.tags("mobile");
test("a phone shows three columns", async () => {
    await openTrace();
    expect(queryAllTexts(".o_trace_downstream th:visible")).toEqual([
        "Product",
        "Document",
        "Quantity",
    ]);
    expect(queryAllTexts(".o_trace_downstream .o_trace_event td:visible")[1]).toMatch(/Bistro/);
});
