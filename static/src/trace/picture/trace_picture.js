import { Component, onPatched, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { usePanZoom } from "./pan_zoom";
import { savePng, saveSvg } from "./picture_export";
import { UNFOLDED, makePicture } from "./picture_graph";
import { BOX, layOut } from "./picture_layout";
import { RED, arrowTitle, legend, look, title, words } from "./picture_words";

const LONGEST_NAME = 21;
const LONGEST_CAPTION = 30;
const ZOOM_STEP = 1.25;
const PAN_STEP = 60;

/** The picture of a trace: vendors left, customers right, the generations of lots between them. */
export class TracePicture extends Component {
    static template = "product_traceability.TracePicture";
    static props = {
        // What `indexAnswer` made of the answer, and how the folds of its picture stand.
        index: Object,
        folds: Map,
        label: String,
        fileName: String,
        open: Function,
    };

    setup() {
        Object.assign(this, { BOX, RED, LONGEST_NAME, look });
        this.frameRef = useRef("frame");
        this.svgRef = useRef("svg");
        this.state = useState({ active: null });
        this.drawing = this.draw(this.props);
        const home = () => this.activeBox && { ...this.activeBox, ...BOX };
        this.panZoom = usePanZoom(this.frameRef, () => this.drawing, home);
        this.view = this.panZoom.state;
        this.focusActive = false;
        onWillUpdateProps((next) => {
            if (next.index !== this.props.index) {
                this.drawing = this.draw(next);
                this.panZoom.open();
            }
        });
        onPatched(() => {
            if (this.focusActive) {
                this.focusActive = false;
                this.svgRef.el.querySelector("[tabindex='0']")?.focus();
            }
        });
    }

    draw({ index, folds }) {
        return layOut(makePicture(index, folds));
    }

    // -- what the template shows ---------------------------------------------------------------

    get labels() {
        return this.props.index.labels;
    }

    get legend() {
        return legend(this.props.index.nodes.values(), this.labels);
    }

    words(box) {
        return words(box, this.labels);
    }

    title(box) {
        return title(box, this.labels);
    }

    arrowTitle(arrow) {
        return arrowTitle(arrow, this.labels);
    }

    get transform() {
        return `translate(${this.view.x},${this.view.y}) scale(${this.view.scale})`;
    }

    /** One box is reached by the Tab key, the others from there by the arrow keys. */
    get activeBox() {
        const { boxes } = this.drawing;
        return (
            boxes.find((box) => box.id === this.state.active) ||
            boxes.find((box) => box.isRoot) ||
            boxes[0]
        );
    }

    cut(text, longest = LONGEST_CAPTION) {
        const letters = [...String(text || "")];
        return letters.length > longest
            ? `${letters.slice(0, longest - 1).join("")}…`
            : letters.join("");
    }

    // -- what a person does --------------------------------------------------------------------

    onClick(box, ev) {
        if (!this.panZoom.wasDragged()) {
            this.state.active = box.id;
            this.activate(box, ev.ctrlKey || ev.metaKey);
        }
    }

    /** Open what a box stands for, or unfold it. */
    activate(box, newWindow = false) {
        const { node, gap } = box;
        if (box.type === "fold") {
            this.unfold(box);
        } else if (box.type === "set") {
            this.unfoldSet(box);
        } else if (box.resId) {
            this.props.open("res.partner", box.resId, newWindow);
        } else if (node?.lot_id) {
            this.props.open("stock.lot", node.lot_id, newWindow);
        } else if (node?.product_id) {
            this.props.open("product.product", node.product_id, newWindow);
        } else if (gap?.model && gap.res_id) {
            this.props.open(gap.model, gap.res_id, newWindow);
        }
    }

    unfold(fold) {
        const column = this.drawing.boxes.filter((box) => box.column === fold.column);
        const group = fold.group ? column.filter((box) => box.group === fold.group) : column;
        const shown = group.filter((box) => box.type !== "fold").length;
        this.showUnfolded(fold, shown + UNFOLDED);
    }

    unfoldSet(set) {
        this.showUnfolded(set, set.members.length);
    }

    showUnfolded(box, count) {
        this.props.folds.set(box.id, count);
        this.drawing = this.draw(this.props);
        // Some of what comes out of a fold or set may be folded in turn.
        const drawn = new Map(this.drawing.boxes.map((each) => [each.id, each]));
        const first = box.members.find(({ id }) => drawn.has(id));
        this.focus(drawn.get(first?.id));
    }

    focus(box) {
        if (box) {
            this.state.active = box.id;
            this.focusActive = true;
            this.panZoom.reveal({ x: box.x, y: box.y, ...BOX });
            this.render();
        }
    }

    /** The box beside, above or below another one, as the arrow keys go. */
    neighbour(box, columns, rows) {
        const { boxes } = this.drawing;
        if (rows) {
            return boxes.find(({ col, row }) => col === box.col && row === box.row + rows);
        }
        const beside = boxes.filter(({ col }) => col === box.col + columns);
        return beside.sort((a, b) => Math.abs(a.y - box.y) - Math.abs(b.y - box.y))[0];
    }

    onKeydown(ev) {
        const box = this.activeBox;
        const keys = {
            ArrowLeft: () => this.focus(this.neighbour(box, -1, 0)),
            ArrowRight: () => this.focus(this.neighbour(box, 1, 0)),
            ArrowUp: () => this.focus(this.neighbour(box, 0, -1)),
            ArrowDown: () => this.focus(this.neighbour(box, 0, 1)),
            Enter: () => this.activate(box),
            "+": () => this.onZoom(1),
            "-": () => this.onZoom(-1),
            0: () => this.panZoom.fit(),
        };
        const moves = {
            ArrowLeft: [PAN_STEP, 0],
            ArrowRight: [-PAN_STEP, 0],
            ArrowUp: [0, PAN_STEP],
            ArrowDown: [0, -PAN_STEP],
        };
        const isPlain = !(ev.altKey || ev.ctrlKey || ev.metaKey);
        if (isPlain && ev.shiftKey && moves[ev.key]) {
            ev.preventDefault();
            this.panZoom.move(...moves[ev.key]);
        } else if (isPlain && box && keys[ev.key]) {
            ev.preventDefault();
            keys[ev.key]();
        }
    }

    onZoom(steps) {
        this.panZoom.zoom(ZOOM_STEP ** steps);
    }

    onSaveSvg() {
        saveSvg(this.svgRef.el, this.drawing, this.props.fileName);
    }

    onSavePng() {
        return savePng(this.svgRef.el, this.drawing, this.props.fileName);
    }
}
