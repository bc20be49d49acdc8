import { describe, expect, test } from "@odoo/hoot";
import { span } from "@product_traceability/trace/trace_sets";
import {
    CHILDREN_SHOWN,
    DOWNSTREAM,
    ROWS_SHOWN,
    UPSTREAM,
    foldAll,
    indexAnswer,
    isEmpty,
    makeTree,
    setOpen,
    showMore,
    showMoreRows,
    visibleRows,
} from "@product_traceability/trace/trace_tree";

describe.current.tags("headless");

const range = (length) => Array.from({ length }, (_, index) => index + 1);

/** An answer of lots by number and links [parent, child]; the first of the lots is the root. */
function answerOf(ids, links, events = []) {
    return {
        roots: [ids[0]],
        nodes: ids.map((id) => ({ key: `lot:${id}`, lot_id: id, lot_name: `L${id}` })),
        links: links.map(([parent, child]) => ({
            parent: `lot:${parent}`,
            child: `lot:${child}`,
            certainty: "certain",
        })),
        events: events.map(([id, kind]) => ({ node: `lot:${id}`, kind })),
        gaps: [],
        truncated: false,
    };
}

const treeOf = (answer, direction) => makeTree(indexAnswer(answer), direction);

/** The rows as text: "1 L1", "2 receipt", "3 L2 ^" for a lot shown above, "3 +20" for more. */
function textOf(tree) {
    return visibleRows(tree).rows.map((row) => {
        const name = {
            node: row.node?.lot_name,
            event: row.event?.kind,
            more: `+${row.remaining}`,
        };
        return `${row.level} ${name[row.type]}${row.sameAs ? " ^" : ""}`;
    });
}

const rowOf = (tree, name) =>
    visibleRows(tree).rows.find((row) => row.node?.lot_name === name && !row.sameAs);

test("each tree follows the links its way", () => {
    const answer = answerOf(
        [2, 1, 3],
        [
            [1, 2],
            [2, 3],
        ],
    );
    expect(textOf(treeOf(answer, UPSTREAM))).toEqual(["1 L2", "2 L1"]);
    expect(textOf(treeOf(answer, DOWNSTREAM))).toEqual(["1 L2", "2 L3"]);
});

test("each tree shows its own kinds of movements", () => {
    const kinds = [
        "receipt",
        "delivery",
        "return",
        "internal",
        "production",
        "consumption",
        "scrap",
        "adjustment",
    ];
    const answer = answerOf(
        [1],
        [],
        kinds.map((kind) => [1, kind]),
    );
    expect(textOf(treeOf(answer, UPSTREAM))).toEqual([
        "1 L1",
        "2 receipt",
        "2 return",
        "2 production",
        "2 adjustment",
    ]);
    expect(textOf(treeOf(answer, DOWNSTREAM))).toEqual([
        "1 L1",
        "2 delivery",
        "2 return",
        "2 internal",
        "2 consumption",
        "2 scrap",
        "2 adjustment",
    ]);
});

test("a movement stands on its side alone, what came and left at once on both", () => {
    const answer = answerOf(
        [1],
        [],
        [
            [1, "return"],
            [1, "adjustment"],
            [1, "delivery"],
        ],
    );
    ["upstream", "downstream", "both"].forEach((side, number) => {
        answer.events[number].side = side;
    });
    expect(textOf(treeOf(answer, UPSTREAM))).toEqual(["1 L1", "2 return", "2 delivery"]);
    expect(textOf(treeOf(answer, DOWNSTREAM))).toEqual(["1 L1", "2 adjustment", "2 delivery"]);
});

test("a tree is empty when nothing is recorded its way", () => {
    const answer = answerOf([1], [], [[1, "delivery"]]);
    expect(isEmpty(treeOf(answer, UPSTREAM))).toBe(true);
    expect(isEmpty(treeOf(answer, DOWNSTREAM))).toBe(false);
});

test("a loop ends at the lot that is shown above", () => {
    const tree = treeOf(
        answerOf(
            [1, 2],
            [
                [1, 2],
                [2, 1],
            ],
        ),
        DOWNSTREAM,
    );
    foldAll(tree, "all");
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "3 L1 ^"]);
    const rows = visibleRows(tree).rows;
    expect(rows[2].sameAs).toBe(rows[0]);
});

test("a lot made of itself ends", () => {
    const tree = treeOf(answerOf([1], [[1, 1]]), UPSTREAM);
    foldAll(tree, "all");
    expect(textOf(tree)).toEqual(["1 L1", "2 L1 ^"]);
});

test("a diamond unfolds its shared lot once, and elsewhere when that is folded", () => {
    const links = [
        [1, 2],
        [1, 3],
        [2, 4],
        [3, 4],
        [4, 5],
    ];
    const tree = treeOf(answerOf([1, 2, 3, 4, 5], links), DOWNSTREAM);
    foldAll(tree, "all");
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "3 L4", "4 L5", "2 L3", "3 L4 ^"]);
    setOpen(rowOf(tree, "L2"), false);
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "2 L3", "3 L4", "4 L5"]);
});

test("a lot with nothing to unfold is not marked as shown above", () => {
    const tree = treeOf(
        answerOf(
            [1, 2],
            [
                [1, 2],
                [1, 2],
            ],
        ),
        DOWNSTREAM,
    );
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "2 L2"]);
});

test("two levels are unfolded; one can be folded, all can", () => {
    const tree = treeOf(
        answerOf(
            [1, 2, 3, 4],
            [
                [1, 2],
                [2, 3],
                [3, 4],
            ],
        ),
        DOWNSTREAM,
    );
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "3 L3"]);
    setOpen(rowOf(tree, "L3"), true);
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "3 L3", "4 L4"]);
    setOpen(rowOf(tree, "L2"), false);
    expect(textOf(tree)).toEqual(["1 L1", "2 L2"]);
    foldAll(tree, "none");
    expect(textOf(tree)).toEqual(["1 L1"]);
    foldAll(tree, "all");
    expect(textOf(tree)).toEqual(["1 L1", "2 L2", "3 L3", "4 L4"]);
});

test("many children show a part at a time, movements apart from lots", () => {
    const ids = range(201);
    const links = ids.slice(1).map((id) => [1, id]);
    const events = range(100).map(() => [1, "delivery"]);
    const tree = treeOf(answerOf(ids, links, events), DOWNSTREAM);
    const text = textOf(tree);
    expect(text).toHaveLength(1 + CHILDREN_SHOWN + 1 + CHILDREN_SHOWN + 1);
    expect(text[1 + CHILDREN_SHOWN]).toBe("2 +20");
    expect(text.at(-1)).toBe("2 +120");
    const shown = visibleRows(tree).rows;
    showMore(tree, shown.at(-1));
    expect(textOf(tree).at(-1)).toBe("2 +40");
    // Rows that were there stay the same objects, so that the screen keeps them.
    expect(visibleRows(tree).rows.slice(0, 100)).toEqual(shown.slice(0, 100));
    showMore(tree, visibleRows(tree).rows.at(-1));
    expect(textOf(tree).at(-1)).toBe("2 L201");
});

test("10,000 lots in a row: unfolded at once, shown a part at a time", () => {
    const ids = range(10000);
    const links = ids.slice(1).map((id) => [id - 1, id]);
    const tree = treeOf(answerOf(ids, links), DOWNSTREAM);
    foldAll(tree, "all");
    expect(visibleRows(tree).rows).toHaveLength(ROWS_SHOWN);
    expect(visibleRows(tree).isCut).toBe(true);
    while (visibleRows(tree).isCut) {
        showMoreRows(tree);
    }
    const { rows } = visibleRows(tree);
    expect(rows).toHaveLength(10000);
    expect(rows.at(-1).level).toBe(10000);
});

/** A receipt of many serial numbers, some of which were delivered. */
function serials(count, delivered = []) {
    const ids = range(count);
    const answer = answerOf(
        ids,
        [],
        ids.map((id) => [id, "receipt"]),
    );
    answer.roots = ids;
    answer.nodes.forEach((node) => {
        Object.assign(node, { product_id: 1, tracking: "serial", uom: "Units" });
    });
    answer.events.push(...delivered.map((id) => ({ node: `lot:${id}`, kind: "delivery" })));
    answer.events.forEach((event) => {
        Object.assign(event, { model: "stock.picking", res_id: 1, quantity: 1 });
    });
    return answer;
}

/** As textOf, a set with its number of lots and a movement with its quantity. */
function countsOf(tree) {
    return visibleRows(tree).rows.map((row) => {
        const words = {
            node: () => row.node.lot_name,
            set: () => `${row.nodes.length} from ${row.node.lot_name}`,
            event: () => `${row.event.kind} ${row.event.quantity}`,
            more: () => `${row.group.name} +${row.remaining}`,
        };
        return `${row.level} ${words[row.type]()}${row.sameAs ? " ^" : ""}`;
    });
}

test("2,000 serial numbers of one receipt are one row that unfolds", () => {
    const tree = treeOf(serials(2000), UPSTREAM);
    expect(countsOf(tree)).toEqual(["1 2000 from L1", "2 receipt 2000", "2 members +2000"]);
    showMore(tree, visibleRows(tree).rows.at(-1));
    const text = countsOf(tree);
    expect(text).toHaveLength(2 + CHILDREN_SHOWN + 1);
    expect(text.slice(2, 4)).toEqual(["2 L1", "2 L2"]);
    expect(text.at(-1)).toBe("2 members +1920");
    setOpen(visibleRows(tree).rows[2], true);
    expect(countsOf(tree)[3]).toBe("3 receipt 1");
    setOpen(visibleRows(tree).rows[0], false);
    expect(countsOf(tree)).toEqual(["1 2000 from L1"]);
});

test("a span says whether one between is missing", () => {
    const spanOf = (...names) => span(names.map((name) => ({ lot_name: name })));
    expect(spanOf("A-9", "A-10", "A-8").isWhole).toBe(false);
    expect(spanOf("A-10", "A-08", "A-09")).toEqual({ first: "A-08", last: "A-10", isWhole: true });
    expect(spanOf("A-01", "A-03").isWhole).toBe(false);
    expect(spanOf("A-01", "B-02").isWhole).toBe(false);
    expect(spanOf("left", "right").isWhole).toBe(false);
});

test("a serial number that went another way, or needs a look, stands alone", () => {
    const answer = serials(20, [3, 4]);
    answer.nodes[6].state = "expired";
    answer.nodes[7].hold = true;
    answer.gaps = [{ kind: "unbalanced", node: "lot:10" }];
    const down = treeOf(answer, DOWNSTREAM);
    foldAll(down, "none");
    expect(countsOf(down)).toEqual(["1 15 from L1", "1 L3", "1 L4", "1 L7", "1 L8", "1 L10"]);
    // Upstream they have the receipt in common.
    const up = treeOf(serials(20, [3, 4]), UPSTREAM);
    foldAll(up, "none");
    expect(countsOf(up)).toEqual(["1 20 from L1"]);
});

test("few serial numbers, and lots, are shown each", () => {
    expect(
        countsOf(treeOf(serials(9), UPSTREAM)).filter((row) => row.startsWith("1 ")),
    ).toHaveLength(9);
    const answer = serials(20);
    answer.nodes.forEach((node) => Object.assign(node, { tracking: "lot" }));
    expect(countsOf(treeOf(answer, UPSTREAM)).filter((row) => row.startsWith("1 "))).toHaveLength(
        20,
    );
});

test("serial numbers that one order made of one lot: what it used is counted once", () => {
    const answer = serials(100);
    const link = { certainty: "certain", model: "mrp.production", res_id: 5, quantity: 180 };
    answer.nodes.push({ key: "lot:900", lot_id: 900, lot_name: "STEEL", product_id: 2 });
    answer.roots = [900];
    answer.links = range(100).map((id) => ({ ...link, parent: "lot:900", child: `lot:${id}` }));
    answer.events.push({ ...link, node: "lot:900", kind: "consumption", quantity: 180 });
    const [root, used, made] = visibleRows(treeOf(answer, DOWNSTREAM)).rows;
    expect([root.node.lot_name, used.event.kind, made.type]).toEqual([
        "STEEL",
        "consumption",
        "set",
    ]);
    expect(made.link.quantity).toBe(180);
    // Each of its own part of the lot: the parts add up.
    answer.links.forEach((each) => Object.assign(each, { quantity: 1.8 }));
    const paired = visibleRows(treeOf(answer, DOWNSTREAM)).rows[2];
    expect(Math.round(paired.link.quantity)).toBe(180);
});

test("serial numbers used together lead to what they went into, once", () => {
    const answer = serials(30);
    answer.nodes.push({ key: "lot:900", lot_id: 900, lot_name: "PALLET", product_id: 2 });
    answer.links = range(30).map((id) => ({
        ...{ parent: `lot:${id}`, child: "lot:900", quantity: 1, model: "mrp.production" },
        ...{ res_id: 5, certainty: "certain" },
    }));
    const down = treeOf(answer, DOWNSTREAM);
    expect(countsOf(down)).toEqual(["1 30 from L1", "2 PALLET", "2 members +30"]);
    expect(visibleRows(down).rows[1].link.quantity).toBe(30);
    answer.roots = [900];
    const up = treeOf(answer, UPSTREAM);
    foldAll(up, "all");
    expect(countsOf(up)).toEqual(["1 PALLET", "2 30 from L1", "3 receipt 30", "3 members +30"]);
});

test("many as one that stand in two places are unfolded once", () => {
    const answer = serials(30);
    answer.nodes.push(
        ...[900, 901, 902].map((id) => ({ key: `lot:${id}`, lot_id: id, lot_name: `P${id}` })),
    );
    const link = { quantity: 1, model: "mrp.production", certainty: "certain" };
    answer.links = [901, 902].flatMap((child) => [
        ...range(30).map((id) => ({
            ...link,
            parent: `lot:${id}`,
            child: `lot:${child}`,
            res_id: child,
        })),
        { ...link, parent: `lot:${child}`, child: "lot:900", res_id: 9 },
    ]);
    answer.roots = [900];
    const tree = treeOf(answer, UPSTREAM);
    foldAll(tree, "all");
    expect(countsOf(tree)).toEqual([
        "1 P900",
        "2 P901",
        "3 30 from L1",
        "4 receipt 30",
        "4 members +30",
        "2 P902",
        "3 30 from L1 ^",
    ]);
});

/** An order that made lots 3, 4 and 5 of lots 1 and 2. */
function bundled() {
    const answer = answerOf([1, 2, 3, 4, 5, 6], [[5, 6]]);
    answer.roots = [1, 2];
    answer.bundles = [
        {
            parents: ["lot:1", "lot:2"],
            quantities: [7, 8],
            children: ["lot:3", "lot:4", "lot:5"],
            certainty: "possible",
            reason: "not_paired",
        },
    ];
    return answer;
}

test("a bundle leads from each of its parents to each of its children", () => {
    const answer = bundled();
    const down = treeOf(answer, DOWNSTREAM);
    expect(textOf(down)).toEqual([
        ...["1 L1", "2 L3", "2 L4", "2 L5", "3 L6"],
        ...["1 L2", "2 L3", "2 L4", "2 L5 ^"],
    ]);
    const { rows } = visibleRows(down);
    expect([rows[1].link.quantity, rows[6].link.quantity]).toEqual([7, 8]);
    expect(rows[1].link.reason).toBe("not_paired");
    answer.roots = [6];
    const up = treeOf(answer, UPSTREAM);
    foldAll(up, "all");
    expect(textOf(up)).toEqual(["1 L6", "2 L5", "3 L1", "3 L2"]);
    expect(
        visibleRows(up)
            .rows.slice(2)
            .map((row) => row.link.quantity),
    ).toEqual([7, 8]);
});

test("serial numbers of one bundle are one row, which uses what each of them used", () => {
    const answer = serials(30);
    answer.nodes.push(
        ...[901, 902].map((id) => ({ key: `lot:${id}`, lot_id: id, lot_name: `P${id}` })),
    );
    answer.links = [];
    answer.bundles = [
        {
            parents: range(30).map((id) => `lot:${id}`),
            quantities: range(30).map(() => 1),
            children: ["lot:901", "lot:902"],
            certainty: "possible",
        },
    ];
    const down = treeOf(answer, DOWNSTREAM);
    expect(countsOf(down)).toEqual(["1 30 from L1", "2 P901", "2 P902", "2 members +30"]);
    expect(visibleRows(down).rows[1].link.quantity).toBe(30);
    answer.bundles[0].parents.pop();
    expect(countsOf(treeOf(answer, DOWNSTREAM))[0]).toBe("1 29 from L1");
});

test("a node without lot is a row like the others", () => {
    const answer = answerOf([1], []);
    answer.nodes.push({ key: "product:7", lot_id: null, lot_name: "", product_name: "Glue" });
    answer.links.push({ parent: "product:7", child: "lot:1", certainty: "possible" });
    expect(textOf(treeOf(answer, UPSTREAM))).toEqual(["1 L1", "2 "]);
});
