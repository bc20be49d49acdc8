import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { TraceFilter } from "./filter/trace_filter";
import { filterAnswer, isFiltering } from "./filter/trace_filter_answer";
import { TracePicture } from "./picture/trace_picture";
import { word } from "./trace_format";
import { TraceTable } from "./trace_table";
import { DOWNSTREAM, UPSTREAM, foldAll, indexAnswer, isEmpty, makeTree } from "./trace_tree";

/** Work out what a filter leaves of a trace: its trees and the index of its picture. */
export function applyFilter(trace, filter) {
    const { upstream, downstream, whole, count } = filterAnswer(trace.answer, filter);
    trace.filter = filter;
    trace.count = count;
    trace.index = indexAnswer(whole);
    trace.folds = new Map();
    trace.trees = [
        makeTree(whole === upstream ? trace.index : indexAnswer(upstream), UPSTREAM),
        makeTree(whole === downstream ? trace.index : indexAnswer(downstream), DOWNSTREAM),
    ];
    if (isFiltering(filter)) {
        // What was searched for must not stay folded away.
        trace.trees.forEach((tree) => foldAll(tree, "all"));
    }
}

/** A trace as trees, as a picture, or as both side by side. */
export class TraceView extends Component {
    static template = "product_traceability.TraceView";
    static components = { TraceFilter, TracePicture, TraceTable };
    static props = {
        // The page's own object: what is filtered and unfolded stands there when one comes back.
        trace: Object,
        mode: String,
        version: Number,
        title: String,
        open: Function,
    };

    setup() {
        this.state = useState({ version: 0 });
    }

    get version() {
        return this.props.version + this.state.version;
    }

    get trees() {
        const [upstream, downstream] = this.props.trace.trees;
        const nothing = isFiltering(this.props.trace.filter) && _t("Nothing found");
        const { labels } = this.props.trace.index;
        return [
            {
                tree: upstream,
                icon: "fa-level-up",
                title: word(labels, "directions", UPSTREAM),
                empty: isEmpty(upstream) && (nothing || _t("Nothing recorded upstream")),
            },
            {
                tree: downstream,
                icon: "fa-level-down",
                title: word(labels, "directions", DOWNSTREAM),
                empty: isEmpty(downstream) && (nothing || _t("Nothing recorded downstream")),
            },
        ];
    }

    get hasTrees() {
        return this.props.mode !== "picture";
    }

    get hasPicture() {
        return this.props.mode !== "tree" && this.props.trace.answer.nodes.length;
    }

    onFilter(filter) {
        applyFilter(this.props.trace, filter);
        this.state.version++;
    }
}
