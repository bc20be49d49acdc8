/**
 * Where the boxes of a picture stand: columns side by side, each ordered so that its arrows cross
 * little (the mean of the neighbours' places, a few sweeps to and fro), lots of a product together.
 */
import { groupBy } from "../trace_tree";

export const BOX = { width: 190, height: 58 };
export const GAP = { x: 90, y: 14 };
const SWEEPS = 4;
/** How far an arrow within a column swings out; it stays within the gap between columns. */
const BEND = 60;
/** How much lower arrows that run back leave and arrive. */
const BACK = 12;

/** The boxes at the other ends of each box's arrows. */
function neighbours(arrows) {
    const ends = arrows.flatMap(({ from, to }) => [
        { box: from, near: to },
        { box: to, near: from },
    ]);
    return groupBy(ends, "box");
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** Order a column by where its neighbours are, its groups whole and each fold at its group's end. */
function orderColumn(column, near, rows) {
    const wanted = new Map();
    for (const box of column) {
        const known = near.get(box.id) || [];
        wanted.set(box.id, known.length ? mean(known.map((end) => rows.get(end.near))) : 0);
    }
    const blocks = [...groupBy(column, "group").values()].map((boxes) => ({
        boxes: boxes.sort(
            (a, b) =>
                (a.type === "fold") - (b.type === "fold") || wanted.get(a.id) - wanted.get(b.id),
        ),
        place: mean(boxes.map((box) => wanted.get(box.id))),
        isRest: boxes[0].group === "",
    }));
    blocks.sort((a, b) => a.isRest - b.isRest || a.place - b.place);
    return blocks.flatMap((block) => block.boxes);
}

/** A column's rows, counted from its middle so that short columns stand beside long ones. */
function placeRows(column, rows) {
    column.forEach((box, row) => rows.set(box.id, row - (column.length - 1) / 2));
}

/**
 * The curve of an arrow. One that runs back, as of a return, joins the sides that face each other, a
 * little below what went there; one within a column swings out beside it.
 */
function curve(from, to) {
    const way = Math.sign(to.x - from.x);
    const lower = BOX.height / 2 + (way < 0 ? BACK : 0);
    const start = { x: from.x + (way < 0 ? 0 : BOX.width), y: from.y + lower };
    const end = { x: to.x + (way > 0 ? 0 : BOX.width), y: to.y + lower };
    const [out, into] = way ? [(end.x - start.x) / 2, (start.x - end.x) / 2] : [BEND, BEND];
    return (
        `M${start.x},${start.y} ` +
        `C${start.x + out},${start.y} ${end.x + into},${end.y} ${end.x},${end.y}`
    );
}

/**
 * Give the boxes of a picture their places.
 *
 * @param {{columns: Object[][], arrows: Object[]}} picture what `makePicture` returned
 * @returns {{boxes: Object[], arrows: Object[], width: number, height: number}} boxes with `x`,
 *  `y`, `col` and `row`, arrows with `path`; in pixels, from the top left corner
 */
export function layOut({ columns, arrows }) {
    const near = neighbours(arrows);
    const rows = new Map();
    let ordered = columns.map((column) => {
        placeRows(column, rows);
        return column;
    });
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        const backwards = sweep % 2 === 1;
        const turn = backwards ? [...ordered].reverse() : ordered;
        const swept = turn.map((column) => {
            const result = orderColumn(column, near, rows);
            placeRows(result, rows);
            return result;
        });
        ordered = backwards ? swept.reverse() : swept;
    }
    const longest = Math.max(1, ...ordered.map((column) => column.length));
    const step = BOX.height + GAP.y;
    const middle = ((longest - 1) * step) / 2;
    const boxes = ordered.flatMap((column, col) =>
        column.map((box, row) => ({
            ...box,
            col,
            row,
            x: col * (BOX.width + GAP.x),
            y: middle + rows.get(box.id) * step,
        })),
    );
    const byId = new Map(boxes.map((box) => [box.id, box]));
    return {
        boxes,
        arrows: arrows.map((arrow) => ({
            ...arrow,
            path: curve(byId.get(arrow.from), byId.get(arrow.to)),
        })),
        width: Math.max(0, ordered.length * (BOX.width + GAP.x) - GAP.x),
        height: longest * step - GAP.y,
    };
}
