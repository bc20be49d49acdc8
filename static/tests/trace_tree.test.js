import { describe, expect, test } from "@odoo/hoot";
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
    showMore(shown.at(-1));
    expect(textOf(tree).at(-1)).toBe("2 +40");
    // Rows that were there stay the same objects, so that the screen keeps them.
    expect(visibleRows(tree).rows.slice(0, 100)).toEqual(shown.slice(0, 100));
    showMore(visibleRows(tree).rows.at(-1));
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

test("a node without lot is a row like the others", () => {
    const answer = answerOf([1], []);
    answer.nodes.push({ key: "product:7", lot_id: null, lot_name: "", product_name: "Glue" });
    answer.links.push({ parent: "product:7", child: "lot:1", certainty: "possible" });
    expect(textOf(treeOf(answer, UPSTREAM))).toEqual(["1 L1", "2 "]);
});
