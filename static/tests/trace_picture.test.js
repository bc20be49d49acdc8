import { describe, expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryOne, waitUntil } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mockService, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { downloadFile } from "@web/core/network/download";
import { makePicture } from "@product_traceability/trace/picture/picture_graph";
import { layOut } from "@product_traceability/trace/picture/picture_layout";
import { indexAnswer } from "@product_traceability/trace/trace_tree";
import {
    defineTrace,
    event,
    link,
    node,
    openTrace,
    story,
} from "@product_traceability/../tests/trace_test_helpers";

defineTrace();

const picture = (answer, folds) => makePicture(indexAnswer(answer), folds);
const ids = ({ columns }) => columns.map((column) => column.map((box) => box.id));
const range = (from, to) => Array.from({ length: to - from }, (_, number) => from + number);
const names = () => queryAllTexts(".o_trace_box text:nth-of-type(2)");

/** One lot that went into many serial numbers. */
const many = (count) => ({
    roots: [1],
    nodes: [
        node(1, "Motor", "M1"),
        ...Array.from({ length: count }, (_, number) =>
            node(100 + number, "Blender", `B${number}`, { product_id: 7, depth: 1 }),
        ),
    ],
    links: Array.from({ length: count }, (_, number) => link(1, 100 + number)),
    events: [],
    gaps: [],
    truncated: false,
});

describe("what the picture is made of", () => {
    test("a bundle is one arrow between two boxes, whatever they stand for", () => {
        const answer = many(50);
        answer.links = [];
        answer.nodes.push(node(2, "Motor", "M2"));
        const children = answer.nodes.filter((each) => each.depth).map((each) => each.key);
        answer.bundles = [
            { parents: ["lot:1", "lot:2"], quantities: [1, 1], children, certainty: "possible" },
        ];
        const { columns, arrows } = picture(answer);
        expect(arrows).toHaveLength(columns[0].length * columns[1].length);
        expect(arrows.every(({ certain }) => !certain)).toBe(true);
    });

    test("vendors stand left, customers right, the generations between them", () => {
        const answer = story({
            nodes: [
                node(1, "Tomato", "T1", { depth: -1 }),
                node(2, "Sauce", "S1"),
                node(3, "Box", "B1", { depth: 1 }),
            ],
            links: [link(1, 2), link(2, 3, { certainty: "possible" })],
            events: [
                event(1, "receipt", { partner_id: 8, partner_name: "Farm" }),
                event(3, "delivery"),
                event(3, "return"),
            ],
        });
        const { columns, arrows } = picture(answer);
        expect(ids({ columns })).toEqual([
            ["vendors:8"],
            ["lot:1"],
            ["lot:2"],
            ["lot:3"],
            ["customers:7"],
        ]);
        expect(arrows.map(({ id, certain, isReturn }) => [id, certain, isReturn])).toEqual([
            ["lot:1>lot:2", true, false],
            ["lot:2>lot:3", false, false],
            ["vendors:8>lot:1", true, false],
            ["lot:3>customers:7", true, false],
            ["customers:7>lot:3", true, true],
        ]);
    });

    test("goods that a vendor shipped to the customer have an arrow from one and to the other", () => {
        const both = { from_partner_id: 8, from_partner_name: "Farm" };
        const ends = { ...both, to_partner_id: 7, to_partner_name: "Shop", side: "both" };
        const { columns, arrows } = picture(
            story({
                roots: [1],
                nodes: [node(1, "Sofa", "SF1")],
                events: [
                    event(1, "delivery", ends),
                    event(1, "return", { side: "upstream", partner_id: 9, partner_name: "Mill" }),
                ],
            }),
        );
        expect(ids({ columns })).toEqual([["vendors:8", "vendors:9"], ["lot:1"], ["customers:7"]]);
        expect(arrows.map(({ id, isReturn }) => [id, isReturn])).toEqual([
            ["vendors:8>lot:1", false],
            ["lot:1>customers:7", false],
            ["lot:1>vendors:9", true],
        ]);
    });

    test("what a subcontractor made has an arrow from him, and what we made has none", () => {
        const maker = { from_partner_id: 8, from_partner_name: "Workshop", side: "upstream" };
        const { columns } = picture(
            story({
                roots: [1, 2],
                nodes: [node(1, "Blender", "B1"), node(2, "Blender", "B2")],
                events: [
                    event(1, "production", maker),
                    event(2, "production", { side: "upstream", partner_id: false }),
                ],
            }),
        );
        expect(ids({ columns })).toEqual([["vendors:8"], ["lot:1", "lot:2"]]);
    });

    test("many lots of one product fold, what needs a look stays, a click shows more", () => {
        const answer = many(50);
        answer.nodes[45].state = "expired";
        const folded = picture(answer).columns[1];
        expect(folded.map((box) => box.type)).toEqual([...Array(6).fill("lot"), "fold"]);
        expect(folded[0].id).toBe("lot:144");
        expect(folded.at(-1).members).toHaveLength(44);
        const more = picture(answer, new Map([[folded.at(-1).id, 26]])).columns[1];
        expect(more).toHaveLength(27);
        expect(picture(answer).arrows).toHaveLength(7);
    });

    test("serial numbers that went the same way are one box that unfolds", () => {
        const answer = many(2000);
        answer.nodes.slice(1).forEach((item) => Object.assign(item, { tracking: "serial" }));
        answer.nodes[45].state = "expired";
        answer.events = [event(105, "delivery")];
        const { columns, arrows } = picture(answer);
        const [set, ...alone] = columns[1].sort((a, b) => (b.type === "set") - (a.type === "set"));
        expect([set.type, set.members.length, set.node.lot_name]).toEqual(["set", 1998, "B0"]);
        expect(alone.map((box) => box.id)).toEqual(["lot:144", "lot:105"]);
        expect(arrows.map((arrow) => arrow.id)).toInclude(`lot:1>${set.id}`);
        expect(arrows).toHaveLength(4);
        const unfolded = picture(answer, new Map([[set.id, 1998]])).columns[1];
        expect(unfolded.map((box) => box.type)).toEqual([...Array(6).fill("lot"), "fold"]);
        answer.roots = range(100, 2100);
        const asked = picture(answer).columns[1].find((box) => box.type === "set");
        expect(asked.isRoot).toBe(true);
    });

    test("who got something else of an ancestor is no customer of what was asked about", () => {
        const answer = story({
            nodes: [
                node(1, "Tomato", "T1", { depth: -1 }),
                node(2, "Sauce", "S1"),
                node(3, "Box", "B1", { depth: 1 }),
            ],
            links: [link(1, 2), link(2, 3)],
            events: [
                event(1, "receipt", { partner_id: 8, partner_name: "Farm" }),
                event(1, "delivery", { partner_id: 9, partner_name: "Market" }),
                event(1, "return", { partner_id: 9, partner_name: "Market" }),
                event(1, "return", { partner_id: 8, partner_name: "Farm" }),
                event(2, "delivery", { partner_id: 10, partner_name: "Grand Hotel" }),
                event(3, "delivery"),
            ],
        });
        const { columns, arrows } = picture(answer);
        expect(columns.at(-1).map((box) => box.name)).toEqual(["Grand Hotel", "Bistro"]);
        expect(arrows.map((arrow) => arrow.id)).toInclude("lot:1>vendors:8");
    });

    test("ten thousand lots are some boxes; ten thousand generations are some columns", () => {
        expect(picture(many(10000)).columns.flat()).toHaveLength(8);
        const chain = many(10000);
        chain.nodes.forEach((item, depth) => Object.assign(item, { depth }));
        const { columns } = picture(chain);
        expect(columns.length).toBeLessThan(50);
        expect(columns.at(-1).at(-1).members.length).toBeGreaterThan(9000);
    });

    test("a gap stands in red beside the lot it concerns", () => {
        const gap = { kind: "consumed_without_lot", product_name: "Salt", node: "lot:2" };
        const { columns, arrows } = picture(story({ gaps: [{ ...gap, quantity: 2 }] }));
        const boxes = columns.flat();
        expect(boxes.find((box) => box.id === "lot:2").gaps).toBe(1);
        expect(boxes.find((box) => box.type === "gap").column).toBe(-1);
        expect(arrows.find((arrow) => arrow.isGap).id).toBe("gap:0>lot:2");
    });

    test("no two boxes stand in one place", () => {
        const { boxes, width, height } = layOut(picture(many(50)));
        expect(new Set(boxes.map((box) => `${box.x},${box.y}`)).size).toBe(boxes.length);
        expect(boxes.every((box) => box.x >= 0 && box.x < width && box.y >= 0)).toBe(true);
        expect(Math.max(...boxes.map((box) => box.y))).toBeLessThan(height);
    });

    test("what is sent back runs between the two boxes, not round them", () => {
        const events = [event(1, "delivery"), event(1, "return")];
        const { boxes, arrows } = layOut(picture({ ...many(0), events }));
        const back = arrows.find((arrow) => arrow.isReturn);
        const [from, to] = [back.from, back.to].map((id) => boxes.find((box) => box.id === id));
        expect(from.x).toBeGreaterThan(to.x);
        const across = [...back.path.matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x));
        expect(across.at(0)).toBe(from.x);
        expect(across.every((x) => x <= from.x && x > to.x)).toBe(true);
    });
});

test.tags("desktop");
test("a click opens the lot, the vendor, or a fold", async () => {
    mockService("action", {
        doAction(action) {
            if (action.tag) {
                return super.doAction(...arguments);
            }
            expect.step(`${action.res_model} ${action.res_id}`);
        },
    });
    await openTrace(
        { ...many(50), events: [event(1, "receipt")] },
        { model: "stock.lot", ids: [1] },
        "picture",
    );
    expect(".o_trace_table").toHaveCount(0);
    expect(names()).toEqual(["Bistro", "M1", "B0", "B1", "B2", "B3", "B4", "B5", "44 more lots"]);
    await contains(".o_trace_box[data-id='lot:100']").click();
    await contains(".o_trace_box_vendors").click();
    expect.verifySteps(["stock.lot 100", "res.partner 7"]);
    await contains(".o_trace_box_fold").click();
    expect(names().at(-1)).toBe("24 more lots");
    expect(queryOne(".o_trace_box:focus").dataset.id).toBe("lot:106");
});

test.tags("desktop");
test("the keyboard walks from box to box and opens them", async () => {
    mockService("action", {
        doAction(action) {
            if (action.tag) {
                return super.doAction(...arguments);
            }
            expect.step(`${action.res_model} ${action.res_id}`);
        },
    });
    await openTrace(many(2), { model: "stock.lot", ids: [1] }, "picture");
    expect(queryAll(".o_trace_box[tabindex='0']").map((box) => box.dataset.id)).toEqual(["lot:1"]);
    queryOne(".o_trace_box[tabindex='0']").focus();
    for (const [key, lot] of [
        ["ArrowRight", "lot:100"],
        ["ArrowDown", "lot:101"],
        ["ArrowDown", "lot:101"],
        ["ArrowUp", "lot:100"],
        ["ArrowLeft", "lot:1"],
    ]) {
        await press(key);
        await animationFrame();
        expect(queryOne(".o_trace_box:focus").dataset.id).toBe(lot);
    }
    await press("Enter");
    expect.verifySteps(["stock.lot 1"]);
    expect(".o_trace_box:focus").toHaveAttribute("aria-label", "Motor, M1, 2.5 kg on hand");
});

test.tags("desktop");
test("possible arrows are dashed, gaps are red, states are said in words", async () => {
    const gaps = [{ kind: "consumed_without_lot", product_name: "Salt", node: "lot:2" }];
    await openTrace(
        story({ gaps: [{ ...gaps[0], quantity: 2 }] }),
        { model: "stock.lot", ids: [2] },
        "picture",
    );
    expect(".o_trace_arrow_possible").toHaveCount(1);
    expect(".o_trace_arrow_possible").toHaveAttribute("stroke-dasharray");
    expect(".o_trace_arrow_gap").toHaveAttribute("stroke", "#b02a37");
    expect(".o_trace_box[data-id='lot:2'] text:last").toHaveText("Alert, One gap");
    expect(queryAllTexts(".o_trace_legend li")).toEqual(["Alert", "Certain", "Possible", "Gap"]);
});

test.tags("desktop");
test("the whole picture is saved as SVG and PNG, wherever it was moved", async () => {
    const saved = [];
    patchWithCleanup(downloadFile, {
        _download: (data, name, type) => saved.push({ data, name, type }),
    });
    await openTrace(many(3), { model: "stock.lot", ids: [1] }, "picture");
    const drawing = () => queryOne(".o_trace_drawing").getAttribute("transform");
    await contains(".o_trace_fit").click();
    const before = drawing();
    await contains(".o_trace_zoom_in").click();
    expect(drawing()).not.toBe(before);
    await contains(".o_trace_svg").click();
    await contains(".o_trace_png").click();
    await waitUntil(() => saved.length === 2);
    expect(saved.map(({ name }) => name)).toEqual(["Trace of M1.svg", "Trace of M1.png"]);
    const picture = new DOMParser().parseFromString(saved[0].data, "image/svg+xml");
    expect(picture.querySelectorAll(".o_trace_box")).toHaveLength(4);
    expect(picture.querySelector(".o_trace_drawing").hasAttribute("transform")).toBe(false);
    expect(saved[1].data.type).toBe("image/png");
    await contains(".o_trace_fit").click();
    expect(drawing()).toBe(before);
});

test.tags("desktop");
test("a picture too large to be read opens around what was asked about, all of it at a click", async () => {
    const count = 30;
    const generations = Array.from({ length: count }, (_, depth) =>
        node(100 + depth, "Sauce", `S${depth}`, { depth }),
    );
    const links = generations.slice(1).map((_, depth) => link(100 + depth, 101 + depth));
    const chain = { roots: [100], nodes: generations, links, events: [], gaps: [] };
    await openTrace({ ...chain, truncated: false }, { model: "stock.lot", ids: [100] }, "picture");
    const scale = () =>
        Number(/scale\((.+)\)/.exec(queryOne(".o_trace_drawing").getAttribute("transform"))[1]);
    const inside = (name) => {
        const frame = queryOne(".o_trace_frame").getBoundingClientRect();
        const box = queryOne(`.o_trace_box[data-id='lot:${name}']`).getBoundingClientRect();
        return box.left >= frame.left && box.right <= frame.right;
    };
    await animationFrame();
    expect(scale()).toBe(0.7);
    expect(inside(100)).toBe(true);
    expect(inside(129)).toBe(false);
    await contains(".o_trace_fit").click();
    expect(scale()).toBeLessThan(0.5);
    expect(inside(129)).toBe(true);
});
