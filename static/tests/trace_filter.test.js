import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { runAllTimers } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import { NO_FILTER, filterAnswer } from "@product_traceability/trace/filter/trace_filter_answer";
import {
    LABELS,
    defineTrace,
    event,
    link,
    node,
    openTrace,
    story,
} from "@product_traceability/../tests/trace_test_helpers";

defineTrace();

const columns = (selector) => queryAllTexts(`${selector} tbody tr td:first-child`);
const keys = (answer) => answer.nodes.map((item) => item.key);

/** Two vendors' lots went into a sauce, the sauce into two boxes, one of which was sold. */
const answer = () => ({
    roots: [1],
    nodes: [
        node(1, "Sauce", "S1"),
        node(2, "Tomato", "T1"),
        node(3, "Jar", "J1"),
        node(4, "Box", "B1"),
        node(5, "Box", "B2"),
    ],
    links: [link(2, 1), link(3, 1, { reference: "WH/MO/00009" }), link(1, 4), link(1, 5)],
    events: [
        event(2, "receipt", { reference: "WH/IN/00001", partner_name: "Farm", company_id: 1 }),
        event(3, "receipt", { reference: "WH/IN/00002", partner_name: "Glass", company_id: 2 }),
        event(5, "delivery", { date: "2026-05-01 12:00:00", company_id: 1 }),
    ],
    gaps: [],
    truncated: false,
});

describe("what is left of a trace", () => {
    test("without a filter it is the trace itself", () => {
        const whole = answer();
        expect(filterAnswer(whole, NO_FILTER).upstream).toBe(whole);
    });

    test("a lot is found with the way to it, and nothing else", () => {
        const found = filterAnswer(answer(), { ...NO_FILTER, text: "b2" });
        expect(keys(found.upstream)).toEqual(["lot:1"]);
        expect(keys(found.downstream)).toEqual(["lot:1", "lot:5"]);
        expect(found.downstream.events.map((item) => item.kind)).toEqual(["delivery"]);
        expect(found.count).toBe(1);
    });

    test("documents and partners are searched too", () => {
        expect(keys(filterAnswer(answer(), { ...NO_FILTER, text: "farm" }).upstream)).toEqual([
            "lot:1",
            "lot:2",
        ]);
        const order = filterAnswer(answer(), { ...NO_FILTER, text: "MO/00009" });
        expect(keys(order.upstream)).toEqual(["lot:1", "lot:3"]);
    });

    test("kind, product, date and company", () => {
        const left = (values) => keys(filterAnswer(answer(), { ...NO_FILTER, ...values }).whole);
        expect(left({ kinds: ["delivery"] })).toEqual(["lot:1", "lot:5"]);
        expect(left({ products: [3] })).toEqual(["lot:1", "lot:3"]);
        expect(left({ from: "2026-04-01 00:00:00" })).toEqual(["lot:1", "lot:5"]);
        expect(left({ until: "2026-04-01 00:00:00" })).toEqual(["lot:1", "lot:2", "lot:3"]);
        expect(left({ companies: [2] })).toEqual(["lot:1", "lot:3"]);
    });

    test("an unbuild is a kind of its own, which neither production nor consumption is", () => {
        const whole = answer();
        whole.labels = { documents: { "mrp.unbuild": "Unbuild" } };
        whole.events.push(
            event(4, "consumption", { model: "mrp.unbuild" }),
            event(5, "consumption", { model: "mrp.production" }),
        );
        const left = (kind) => keys(filterAnswer(whole, { ...NO_FILTER, kinds: [kind] }).whole);
        expect(left("mrp.unbuild")).toEqual(["lot:1", "lot:4"]);
        expect(left("consumption")).toEqual(["lot:1", "lot:5"]);
    });

    test("a bundle keeps what is left at both its ends", () => {
        const large = answer();
        large.roots = [2, 3];
        large.links = [];
        large.bundles = [
            {
                ...{ parents: ["lot:2", "lot:3"], quantities: [5, 6], reference: "WH/MO/00007" },
                children: ["lot:4", "lot:5"],
            },
        ];
        const found = filterAnswer(large, { ...NO_FILTER, text: "b2" });
        expect(keys(found.downstream)).toEqual(["lot:2", "lot:3", "lot:5"]);
        expect(found.downstream.bundles[0].children).toEqual(["lot:5"]);
        expect(found.downstream.bundles[0].quantities).toEqual([5, 6]);
        expect(found.upstream.bundles).toEqual([]);
        const order = filterAnswer(large, { ...NO_FILTER, text: "MO/00007" });
        expect(keys(order.whole)).toEqual(["lot:2", "lot:3", "lot:4", "lot:5"]);
    });

    test("a loop ends", () => {
        const loop = answer();
        loop.links.push(link(4, 2));
        expect(keys(filterAnswer(loop, { ...NO_FILTER, text: "t1" }).downstream)).toEqual([
            "lot:1",
            "lot:2",
            "lot:4",
        ]);
    });
});

test.tags("desktop");
test("typing narrows both trees, Clear brings everything back", async () => {
    await openTrace();
    await contains(".o_trace_search").edit("Bistro", { confirm: false });
    await runAllTimers();
    await contains(".o_trace_found").click();
    expect(".o_trace_found").toHaveText("2 found");
    await contains(".o_trace_search").edit("nothing like it", { confirm: false });
    await runAllTimers();
    await contains(".o_trace_found:contains(0 found)").click();
    expect(queryAllTexts(".o_trace_nothing")).toEqual(["Nothing found", "Nothing found"]);
    await contains(".o_trace_clear").click();
    expect(columns(".o_trace_upstream")).toEqual(["Sauce", "Tomato", "Receipt", "Pallet", "Box"]);
    expect(".o_trace_search").toHaveValue("");
});

test.tags("desktop");
test("one kind of movement is chosen from those there are", async () => {
    const { events } = story();
    const unbuild = event(2, "consumption", { model: "mrp.unbuild" });
    const labels = { ...LABELS, documents: { "mrp.unbuild": "Unbuild" } };
    await openTrace(story({ events: [...events, unbuild], labels }));
    await contains(".o_trace_filter_kinds input").click();
    expect(queryAllTexts(".o_select_menu_item")).toEqual(["Delivery", "Receipt", "Unbuild"]);
    await contains(".o_select_menu_item:contains(Receipt)").click();
    expect(columns(".o_trace_upstream").slice(0, 3)).toEqual(["Sauce", "Tomato", "Receipt"]);
    expect(".o_trace_downstream .o_trace_event").toHaveCount(0);
});
