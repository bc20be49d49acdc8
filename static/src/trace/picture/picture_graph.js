/**
 * The trace as boxes and arrows, folded to what an eye can take in.
 *
 * Nothing here knows the screen. Columns run from the vendors on the left over the generations of
 * lots to the customers on the right; lots of one product in one column share a fold ("38 more"),
 * and serial numbers that went the same way are one box.
 */
import { gather, makeLikeness } from "../trace_sets";
import { withDescendants } from "../trace_descendants";
import { groupBy } from "../trace_tree";

export const VENDORS = "vendors";
export const CUSTOMERS = "customers";

/** Boxes of one product that a column shows, boxes of a column, and columns either side. */
export const GROUP_SHOWN = 6;
export const COLUMN_SHOWN = 30;
export const COLUMNS_SHOWN = 40;
/** How many more boxes a click on a fold brings. */
export const UNFOLDED = 20;

/** What should not be folded away: what was asked about, then what needs a look. */
function weight(box, rootKeys) {
    const { type, gaps, node } = box;
    if (node && rootKeys.has(node.key)) {
        return 0;
    }
    const isBad = node?.hold || ["expired", "remove"].includes(node?.state);
    return type === "gap" || gaps || isBad ? 1 : 2;
}

/** A box for each lot, in the column of its generation. */
function lotBoxes(index) {
    const boxes = new Map();
    for (const node of index.nodes.values()) {
        const column = Math.max(-COLUMNS_SHOWN, Math.min(COLUMNS_SHOWN, node.depth));
        boxes.set(node.key, {
            id: node.key,
            type: node.lot_id ? "lot" : "untracked",
            column,
            group: `product:${node.product_id}`,
            node,
            gaps: 0,
        });
    }
    return boxes;
}

/**
 * Which ends of the picture a movement touches: both, where goods came and left at once. A return
 * runs the other way than what it gives back.
 *
 * @returns {{column: string, place: string, comesIn: boolean, partner: Array}[]}
 */
function partnerEnds(event, boxes) {
    const one = [event.partner_id, event.partner_name];
    const giver = event.from_partner_id ? [event.from_partner_id, event.from_partner_name] : one;
    const taker = event.to_partner_id ? [event.to_partner_id, event.to_partner_name] : one;
    const end = (column, comesIn) => ({
        column,
        comesIn,
        place: comesIn ? event.location_from : event.location_to,
        partner: comesIn ? giver : taker,
    });
    const isBoth = event.from_partner_id && event.to_partner_id;
    switch (event.kind) {
        case "receipt":
            return [end(VENDORS, true)];
        case "production": // by a subcontractor
            return event.from_partner_id ? [end(VENDORS, true)] : [];
        case "delivery":
            return isBoth ? [end(VENDORS, true), end(CUSTOMERS, false)] : [end(CUSTOMERS, false)];
        case "return": {
            const vendor = end(VENDORS, false);
            const customer = end(CUSTOMERS, true);
            if (isBoth) {
                return [customer, vendor];
            }
            return [isVendors(event, boxes.has(partnerId(vendor))) ? vendor : customer];
        }
    }
    return [];
}

/** Whether goods went back to a vendor: the side says it, or that he is in the picture. */
const isVendors = (event, isKnown) => (event.side ? event.side === "upstream" : isKnown);

const partnerId = ({ column, place, partner: [id] }) => `${column}:${id || place}`;

/** Who gave a lot and who got it: vendors left, customers right, an arrow each. */
function addPartners(index, boxes, arrows) {
    const hasRoots = withDescendants(index);
    for (const event of [...index.events.values()].flat()) {
        for (const end of boxes.has(event.node) ? partnerEnds(event, boxes) : []) {
            const { column, place, comesIn, partner } = end;
            // Who got something else that an ancestor went into, got nothing of what was asked about.
            if (column === CUSTOMERS && !hasRoots.has(event.node)) {
                continue;
            }
            const [resId, name] = [partner[0], partner[1] || place];
            const id = partnerId(end);
            if (!boxes.has(id)) {
                boxes.set(id, { id, type: column, column, group: column, name, resId, gaps: 0 });
            }
            const [from, to] = comesIn ? [id, event.node] : [event.node, id];
            const isReturn = event.kind === "return";
            arrows.push({ from, to, isReturn, certain: true, reference: event.reference });
        }
    }
}

/** What the record cannot tie to a lot stands in red beside the lot that it concerns. */
function addGaps(index, boxes, arrows) {
    const sides = { consumed_without_lot: -1, produced_without_lot: 1 };
    index.gaps.forEach((gap, number) => {
        const about = boxes.get(gap.node);
        if (!about) {
            return;
        }
        about.gaps++;
        const side = sides[gap.kind];
        if (side) {
            const id = `gap:${number}`;
            const column = about.column + side;
            boxes.set(id, { id, type: "gap", column, group: "gaps", gap, gaps: 0 });
            const [from, to] = side < 0 ? [id, gap.node] : [gap.node, id];
            arrows.push({ from, to, isGap: true, certain: true, reference: gap.reference });
        }
    });
}

/**
 * Fold a column: a few boxes of each product, and what is too much for the column together.
 *
 * @returns {Object[]} the boxes shown, folds among them; a fold has `members`
 */
function foldColumn(column, boxes, folds, rootKeys, likenessOf) {
    const shown = [];
    for (const [group, all] of groupBy(boxes, "group")) {
        const members = gather(all, likenessOf).flatMap((box) =>
            box.members ? asSet(box.members, folds) : [box],
        );
        members.sort((a, b) => weight(a, rootKeys) - weight(b, rootKeys));
        const wanted = folds.get(`fold:${column}:${group}`) || GROUP_SHOWN;
        // A fold of one would take the room of what it hides.
        const isFolded = members.length > wanted + 1;
        shown.push(...(isFolded ? members.slice(0, wanted) : members));
        if (isFolded) {
            shown.push(fold(column, group, members.slice(wanted)));
        }
    }
    const wanted = folds.get(`fold:${column}:`) || COLUMN_SHOWN;
    const unfolded = [...folds.keys()].some((id) => id.startsWith(`fold:${column}:product`));
    if (shown.length <= wanted + 1 || unfolded) {
        return shown;
    }
    shown.sort((a, b) => weight(a, rootKeys) - weight(b, rootKeys));
    return [...shown.slice(0, wanted), fold(column, "", shown.slice(wanted))];
}

/** One box for many serial numbers that went the same way; a click unfolded it before. */
function asSet(members, folds) {
    const [first] = members;
    const id = `set:${first.id}:${members.length}`;
    return folds.has(id) ? members : [{ ...first, id, type: "set", members }];
}

function fold(column, group, boxes) {
    const members = boxes.flatMap((box) => box.members || [box]);
    const products = new Set(members.map((box) => box.node?.product_name));
    return {
        id: `fold:${column}:${group}`,
        type: "fold",
        column,
        group,
        members,
        name: products.size === 1 ? members[0].node?.product_name || "" : "",
        gaps: members.reduce((sum, box) => sum + box.gaps, 0),
    };
}

/** The arrows of a bundle: of the lots that one box stands for, one tells. */
function bundleArrows({ parents, children, certainty, reference }, shownAs) {
    const firsts = (keys) => [...new Map(keys.map((key) => [shownAs.get(key), key])).values()];
    const certain = certainty === "certain";
    const ends = firsts(children);
    return firsts(parents).flatMap((from) => ends.map((to) => ({ from, to, certain, reference })));
}

/** One arrow between two boxes, whatever it stands for. */
function mergeArrows(arrows, shownAs) {
    const merged = new Map();
    for (const arrow of arrows) {
        const from = shownAs.get(arrow.from);
        const to = shownAs.get(arrow.to);
        if (!from || !to || from === to) {
            continue;
        }
        const id = `${from}>${to}`;
        const known = merged.get(id);
        if (known) {
            known.certain &&= arrow.certain;
            known.isReturn &&= arrow.isReturn;
            known.isGap &&= arrow.isGap;
            known.references.add(arrow.reference);
        } else {
            const references = new Set([arrow.reference]);
            const { certain, isReturn = false, isGap = false } = arrow;
            merged.set(id, { id, from, to, certain, isReturn, isGap, references });
        }
    }
    return [...merged.values()];
}

/**
 * Make the picture of a trace.
 *
 * @param {Object} index what `indexAnswer` made of the engine's answer
 * @param {Map<string, number>} folds how many boxes a fold shows that was clicked on
 * @returns {{columns: Object[][], arrows: Object[]}} columns from left to right, none empty
 */
export function makePicture(index, folds = new Map()) {
    const boxes = lotBoxes(index);
    const arrows = [...index.linksByParent.values()].flat().map((link) => ({
        from: link.parent,
        to: link.child,
        certain: link.certainty === "certain",
        reference: link.reference,
    }));
    addPartners(index, boxes, arrows);
    addGaps(index, boxes, arrows);

    const byColumn = groupBy([...boxes.values()], "column");
    const place = { [VENDORS]: -Infinity, [CUSTOMERS]: Infinity };
    const order = (column) => place[column] ?? column;
    const names = [...byColumn.keys()].sort((a, b) => order(a) - order(b));
    const rootKeys = new Set(index.roots.map((node) => node.key));
    const nodeLikeness = makeLikeness(
        index,
        [index.linksByChild, index.linksByParent],
        [index.bundlesByChild, index.bundlesByParent],
    );
    const likenessOf = ({ id, node }) =>
        node && nodeLikeness(node) && `${rootKeys.has(id)} ${nodeLikeness(node)}`;
    const columns = names.map((name) =>
        foldColumn(name, byColumn.get(name), folds, rootKeys, likenessOf),
    );
    const shownAs = new Map();
    for (const box of columns.flat()) {
        box.isRoot = rootKeys.has(box.type === "set" ? box.node.key : box.id);
        for (const member of box.members || [box]) {
            shownAs.set(member.id, box.id);
        }
    }
    const bundled = index.bundles.flatMap((bundle) => bundleArrows(bundle, shownAs));
    return { columns, arrows: mergeArrows([...arrows, ...bundled], shownAs) };
}
