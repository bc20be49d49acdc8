import { Component, onPatched, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import {
    EVENT_ICONS,
    dateTime,
    eventWord,
    quantity,
    setName,
    signedQuantity,
    whole,
    word,
} from "./trace_format";
import { CHILDREN_SHOWN, setOpen, showMore, showMoreRows, visibleRows } from "./trace_tree";

// Deeper rows keep this indentation and say their level instead.
const DEEPEST_INDENT = 10;

/** One tree of the trace, as a table whose rows unfold (an ARIA tree grid). */
export class TraceTable extends Component {
    static template = "product_traceability.TraceTable";
    static props = {
        tree: Object,
        label: String,
        // Three columns instead of eight.
        isSmall: Boolean,
        // Changes when rows were folded from outside.
        version: Number,
        open: Function,
    };

    setup() {
        this.icons = EVENT_ICONS;
        this.dateTime = dateTime;
        this.quantity = quantity;
        this.setName = setName;
        this.signedQuantity = signedQuantity;
        this.tableRef = useRef("table");
        this.state = useState({ active: null });
        this.focusActive = false;
        onPatched(() => {
            if (this.focusActive) {
                this.focusActive = false;
                this.tableRef.el.querySelector(`[data-uid="${this.state.active}"]`)?.focus();
            }
        });
    }

    /** Called once a rendering, by the template. */
    computeRows() {
        const { rows, isCut } = visibleRows(this.props.tree);
        this.rows = rows;
        if (!rows.some((row) => row.uid === this.state.active)) {
            // A row must stay reachable by the keyboard when the active one is folded away.
            this.activeUid = rows[0]?.uid;
        } else {
            this.activeUid = this.state.active;
        }
        return { rows, isCut };
    }

    tabIndex(row) {
        return row.uid === this.activeUid ? 0 : -1;
    }

    indent(row) {
        return `--o-trace-level: ${Math.min(row.level, DEEPEST_INDENT) - 1}`;
    }

    isDeep(row) {
        return row.level > DEEPEST_INDENT;
    }

    rowClass(row) {
        return {
            o_trace_node: this.isLot(row),
            o_trace_set: row.type === "set",
            o_trace_root: this.isLot(row) && !row.link,
            o_trace_event: row.type === "event",
            o_trace_possible: row.link?.certainty === "possible",
        };
    }

    /** Whether a row stands for one lot or for many as one. */
    isLot(row) {
        return row.type === "node" || row.type === "set";
    }

    ariaExpanded(row) {
        return row.canOpen && !row.sameAs ? String(row.isOpen) : undefined;
    }

    caretLabel(row) {
        const name =
            row.type === "set"
                ? this.setName(row.nodes)
                : row.node.lot_name || row.node.product_name;
        return row.isOpen ? _t("Fold %s", name) : _t("Unfold %s", name);
    }

    moreLabel(row) {
        const remaining = whole(row.remaining);
        const number = Math.min(row.remaining, CHILDREN_SHOWN);
        switch (row.group.name) {
            case "members":
                return _t("Show serial numbers (%(number)s of %(remaining)s)", {
                    number,
                    remaining,
                });
            case "lots":
                return _t("Show more lots (%(number)s of %(remaining)s)", { number, remaining });
        }
        return _t("Show more movements (%(number)s of %(remaining)s)", { number, remaining });
    }

    /** The document a row names: that of the movement, or of the link to the row above. */
    document(row) {
        return row.type === "event" ? row.event : row.link;
    }

    /** A link's quantity is that of the lot that was used, whichever end the row shows. */
    linkQuantity(row) {
        const used = this.props.tree.index.nodes.get(row.link.parent);
        return quantity(row.link.quantity, used.uom);
    }

    /** Beside a product that was made, "180 kg" alone would seem to be of that. */
    linkUse(row) {
        return _t("%s used", this.linkQuantity(row));
    }

    eventWord(event) {
        return eventWord(this.props.tree.index.labels, event);
    }

    linkTitle(row) {
        const words = _t("%(quantity)s of %(used)s went into %(made)s", {
            quantity: this.linkQuantity(row),
            used: this.endName(row, row.link.parent),
            made: this.endName(row, row.link.child),
        });
        const { reason } = row.link;
        return reason ? `${words}. ${this.word("reasons", reason)}.` : words;
    }

    /** What an end of a row's link is called. */
    endName(row, key) {
        const node = this.props.tree.index.nodes.get(key);
        const lots = [row, row.parent].find((each) => each.type === "set" && each.node === node);
        return `${node.product_name} ${lots ? this.setName(lots.nodes) : node.lot_name}`.trim();
    }

    /** Why a link is only possible. */
    doubt({ link }) {
        const { reason } = link;
        return reason ? this.word("reasons", reason) : _t("The record does not prove this link");
    }

    word(part, key) {
        return word(this.props.tree.index.labels, part, key);
    }

    // -- what a person does --------------------------------------------------------------------

    toggle(row, open = !row.isOpen) {
        setOpen(row, open);
        this.focus(row);
    }

    /** A set that is shown above leads there. */
    onToggleSet(row) {
        return row.sameAs ? this.focus(row.sameAs) : this.toggle(row);
    }

    onMore(row) {
        const index = this.rows.indexOf(row);
        showMore(this.props.tree, row);
        // The first of the rows that appear takes the place of the button.
        this.focus(visibleRows(this.props.tree).rows[index]);
    }

    onMoreRows() {
        showMoreRows(this.props.tree);
        this.render();
    }

    focus(row) {
        this.state.active = row.uid;
        this.focusActive = true;
        this.render();
    }

    onFocusin(row) {
        // Not a new rendering for each row that a click or the Tab key reaches.
        if (this.activeUid !== row.uid) {
            this.state.active = row.uid;
        }
    }

    openLot(node, newWindow) {
        this.props.open("stock.lot", node.lot_id, newWindow);
    }

    openDocument(row, newWindow) {
        const { model, res_id: resId } = this.document(row);
        this.props.open(model, resId, newWindow);
    }

    /** Whom a movement names: both, from whom and to whom, where goods came and left at once. */
    partners({ event }) {
        const [id, name] = [event.partner_id, event.partner_name];
        const [from, to] = [event.from_partner_name, event.to_partner_name];
        return from && to
            ? [
                  { id: event.from_partner_id, name: from },
                  { id: event.to_partner_id, name: to },
              ]
            : [{ id, name }];
    }

    openPartner(id, newWindow) {
        this.props.open("res.partner", id, newWindow);
    }

    /** Enter on a row: its lot, the document of its movement, or more rows. */
    openRow(row) {
        if (row.type === "more") {
            this.onMore(row);
        } else if (row.type === "event") {
            this.openDocument(row);
        } else if (row.type === "set") {
            this.onToggleSet(row);
        } else if (row.node.lot_id) {
            this.openLot(row.node);
        }
    }

    onKeydown(row, ev) {
        // A button or link inside the row answers Enter itself.
        const isOnRow = ev.target === ev.currentTarget;
        const index = this.rows.indexOf(row);
        const move = (target) => target && this.focus(target);
        const keys = {
            ArrowDown: () => move(this.rows[index + 1]),
            ArrowUp: () => move(this.rows[index - 1]),
            Home: () => move(this.rows[0]),
            End: () => move(this.rows.at(-1)),
            ArrowRight: () => this.onArrowRight(row, index),
            ArrowLeft: () => this.onArrowLeft(row),
            Enter: () => this.openRow(row),
        };
        const isPlain = !(ev.altKey || ev.ctrlKey || ev.metaKey || ev.shiftKey);
        if (isPlain && keys[ev.key] && (isOnRow || ev.key !== "Enter")) {
            ev.preventDefault();
            ev.stopPropagation();
            keys[ev.key]();
        }
    }

    onArrowRight(row, index) {
        if (row.isOpen) {
            this.focus(this.rows[index + 1]);
        } else if (row.sameAs) {
            this.focus(row.sameAs);
        } else if (row.canOpen) {
            this.toggle(row, true);
        }
    }

    onArrowLeft(row) {
        if (row.isOpen) {
            this.toggle(row, false);
        } else if (row.parent.type !== "top") {
            this.focus(row.parent);
        }
    }
}
