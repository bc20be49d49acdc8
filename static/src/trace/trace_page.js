import { Component, markRaw, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SIZES } from "@web/core/ui/ui_service";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { NO_FILTER } from "./filter/trace_filter_answer";
import { TraceTables } from "./tables/trace_tables";
import {
    STATE_CLASSES,
    dateTime,
    date,
    day,
    quantity,
    setCount,
    setSpan,
    whole,
    word,
} from "./trace_format";
import { TraceSelector } from "./trace_selector";
import { gather, makeLikeness } from "./trace_sets";
import { foldAll, indexAnswer } from "./trace_tree";
import { TraceView, applyFilter } from "./trace_view";

const MODES = [
    { name: "tree", icon: "fa-list-ul", label: _t("Tree") },
    { name: "picture", icon: "fa-sitemap", label: _t("Picture") },
    { name: "both", icon: "fa-columns", label: _t("Tree and picture") },
];
/** Nodes of the first screen: as many as are there in half a second. */
const FIRST_LOOK = 500;
/** The parts of a balance that stand apart from the others. */
const OWN_ROWS = ["on_hand", "remainder"];
const ROOTS_SHOWN = 8;
const GAPS_SHOWN = 80;
const TABS = [
    { name: "trace", label: _t("Trace") },
    { name: "customers", label: _t("Customers") },
    { name: "stock", label: _t("Stock") },
];

/** A lot's card; many serial numbers that went the same way share one. */
function makeCards({ roots, ...index }) {
    const likenessOf = makeLikeness(
        index,
        [index.linksByChild, index.linksByParent],
        [index.bundlesByChild, index.bundlesByParent],
    );
    return gather(roots, likenessOf).map((root) => (root.members ? sumCard(root.members) : root));
}

function sumCard(nodes) {
    const add = (values) => values.reduce((sum, value) => sum + (value || 0), 0);
    const parts = nodes.map((node) => node.balance || {});
    const balance = Object.keys(parts[0]).map((name) => [name, add(parts.map((p) => p[name]))]);
    return {
        ...nodes[0],
        nodes,
        quantity_on_hand: add(nodes.map((node) => node.quantity_on_hand)),
        balance: Object.fromEntries(balance),
    };
}

/** The ids that the address bar keeps: "3,4", or the number 3 when there is one. */
function parseIds(ids) {
    return String(ids || "")
        .split(",")
        .map(Number)
        .filter((id) => Number.isInteger(id) && id > 0);
}

/** Where a lot came from and where it went: the screen of `get_traceability`. */
export class TracePage extends Component {
    static template = "product_traceability.TracePage";
    static components = { Dropdown, DropdownItem, Layout, TraceSelector, TraceTables, TraceView };
    static props = { ...standardActionServiceProps };
    // With these the web client restores the page from the address bar, trace_* in `params`.
    static path = "traceability";
    static displayName = _t("Traceability");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.modes = MODES;
        this.tabs = TABS;
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.gapsRef = useRef("gaps");
        this.display = { controlPanel: { layoutActions: true } };
        this.formats = {
            date,
            dateTime,
            day,
            quantity,
            setCount,
            setSpan,
            whole,
            states: STATE_CLASSES,
        };
        this.state = useState({
            trace: null,
            version: 0,
            isLoading: false,
            mode: this.props.state?.mode || this.usualMode,
            areRootsCut: true,
            areGapsCut: true,
            tab: this.props.state?.tab || "trace",
        });
        // Coming back by the breadcrumb finds the page as it was left, and asks nothing again.
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => {
                const { trace, mode, tab } = this.state;
                return { trace, mode, tab };
            },
        });
        onWillStart(() => this.start());
        // A scanner types where the cursor is; a finger that touches wants no keyboard yet.
        onMounted(() => {
            if (!hasTouch()) {
                this.rootRef.el.querySelector(".o_trace_welcome input")?.focus();
            }
        });
    }

    /** Side by side where there is room for both. */
    get usualMode() {
        return this.ui.size >= SIZES.XL ? "both" : "tree";
    }

    async start() {
        const kept = this.props.state?.trace;
        if (kept) {
            return this.show(kept);
        }
        this.env.config.setDisplayName(_t("Traceability"));
        const params = this.props.action.params || {};
        this.state.tab = TABS.find(({ name }) => name === params.trace_tab)?.name || "trace";
        const ids = parseIds(params.ids || params.trace_ids);
        if (ids.length) {
            const load = this.load(params.model || params.trace_model || "stock.lot", ids);
            return params.ids ? load : this.showPickerOnError(load);
        }
    }

    /** From the address bar there is no page to stay on: the picker stands behind the error. */
    async showPickerOnError(load) {
        try {
            await load;
        } catch (error) {
            Promise.reject(error);
        }
    }

    /** A first look comes at once, however much there is; the rest when it is asked for. */
    async load(model, ids, limit = FIRST_LOOK) {
        this.state.isLoading = true;
        try {
            const options = { direction: "both", limit, labels: true };
            const answer = await this.keepLast.add(
                this.orm.call(model, "get_traceability", [ids], options),
            );
            const trace = { model, ids, limit, answer, ...indexAnswer(answer) };
            trace.cards = makeCards(trace);
            applyFilter(trace, NO_FILTER);
            this.show(trace);
        } finally {
            this.state.isLoading = false;
        }
        // The page need not wait for them.
        this.loadTables();
    }

    /** The tables are of the whole trace, however little of it the first look shows. */
    async loadTables() {
        const { trace, tab } = this.state;
        if (tab === "trace" || trace.tables) {
            return;
        }
        // Whoever goes from tab to tab meanwhile asks once.
        trace.asked ??= this.orm.call(trace.model, "get_trace_tables", [trace.ids]);
        try {
            trace.tables = await trace.asked;
        } catch (error) {
            trace.asked = null;
            this.onTab("trace");
            throw error;
        }
        this.state.version++;
    }

    show(trace) {
        // Thousands of rows need no reactivity: `version` says when to look at them again.
        this.state.trace = markRaw(trace);
        this.state.areRootsCut = true;
        this.state.areGapsCut = true;
        this.state.version++;
        this.env.config.setDisplayName(this.title);
        this.keepAddress();
    }

    keepAddress() {
        const { trace, tab } = this.state;
        this.props.updateActionState?.({
            trace_model: trace.model,
            trace_ids: trace.ids.join(","),
            trace_tab: tab === "trace" ? undefined : tab,
        });
    }

    // -- what the template shows ---------------------------------------------------------------

    get title() {
        const { answer, model, ids, roots } = this.state.trace;
        if (answer.title && model !== "stock.lot") {
            return answer.title;
        }
        if (roots.length === 1) {
            return _t("Trace of %s", roots[0].lot_name);
        }
        // A first look need not tell each of many.
        const count = whole(Math.max(roots.length, ids.length));
        return roots.length && roots.every((root) => root.tracking === "serial")
            ? _t("Trace of %s serial numbers", count)
            : _t("Trace of %s lots", count);
    }

    get cards() {
        const { cards } = this.state.trace;
        return this.state.areRootsCut ? cards.slice(0, ROOTS_SHOWN) : cards;
    }

    get allRootsText() {
        return _t("Show all %s lots", whole(this.state.trace.roots.length));
    }

    get gaps() {
        const { gaps } = this.state.trace.answer;
        return this.state.areGapsCut ? gaps.slice(0, GAPS_SHOWN) : gaps;
    }

    get allGapsText() {
        return _t("Show all %s gaps", this.state.trace.answer.gaps.length);
    }

    get gapsText() {
        const { length } = this.state.trace.answer.gaps;
        return length === 1 ? _t("The record has one gap.") : _t("The record has %s gaps.", length);
    }

    /** The last sentence of the statement says what is left out. */
    get truncatedText() {
        return this.state.trace.answer.statement?.at(-1) || _t("This trace is incomplete.");
    }

    /** How much a tab holds, once that is known. */
    tabCount(name) {
        const { tables } = this.state.trace;
        const counts = tables && {
            customers: tables.customer_count,
            stock: tables.stock.length,
        };
        return counts?.[name] === undefined ? "" : whole(counts[name]);
    }

    word(part, key) {
        return word(this.state.trace.answer.labels || {}, part, key);
    }

    /** What came and what left of a lot; while movements are left out, sums of the rest mislead. */
    balance(root) {
        if (this.state.trace.answer.beyond?.events) {
            return [];
        }
        return Object.entries(this.state.trace.answer.labels?.balance || {})
            .map(([name, label]) => ({ name, label, value: root.balance?.[name] }))
            .filter(({ name, value }) => value && !OWN_ROWS.includes(name));
    }

    /** What the record leaves unexplained; that is not known while movements are left out. */
    remainder(root) {
        return this.state.trace.answer.beyond?.events ? 0 : root.balance?.remainder;
    }

    gapLot(gap) {
        return this.state.trace.nodes.get(gap.node);
    }

    // -- what a person does --------------------------------------------------------------------

    onPick(model, ids) {
        return this.load(model, ids);
    }

    onShowEverything() {
        const { model, ids } = this.state.trace;
        return this.load(model, ids, null);
    }

    async onPrint() {
        const { model, ids } = this.state.trace;
        return this.action.doAction(await this.orm.call(model, "action_print_trace", [ids]));
    }

    onTab(name) {
        this.state.tab = name;
        this.keepAddress();
        return this.loadTables();
    }

    /** The arrow keys go from tab to tab, and the focus with them. */
    onTabKeydown(ev) {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[ev.key];
        if (step) {
            ev.preventDefault();
            const at = TABS.findIndex(({ name }) => name === this.state.tab);
            const next = TABS[(at + step + TABS.length) % TABS.length].name;
            ev.currentTarget.querySelector(`.o_trace_tab_${next}`).focus();
            return this.onTab(next);
        }
    }

    /** Hold or message: the dialog says first what it will do. */
    async onAct(method) {
        const { model, ids, limit } = this.state.trace;
        const action = await this.orm.call(model, method, [ids]);
        const onClose = (infos) => infos?.done && this.load(model, ids, limit);
        return this.action.doAction(action, { onClose });
    }

    onExport(format, options = {}) {
        const { model, ids } = this.state.trace;
        const query = new URLSearchParams({ model, ids: ids.join(","), ...options });
        return this.action.doAction({
            type: "ir.actions.act_url",
            url: `/product_traceability/${format}?${query}`,
            target: "self",
        });
    }

    onFold(fold) {
        this.state.trace.trees.forEach((tree) => foldAll(tree, fold));
        this.state.version++;
    }

    onSeeGaps() {
        this.gapsRef.el.scrollIntoView({ behavior: "smooth" });
        this.gapsRef.el.focus({ preventScroll: true });
    }

    open(model, resId, newWindow) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: model,
                res_id: resId,
                views: [[false, "form"]],
                target: "current",
            },
            { newWindow },
        );
    }
}

registry.category("actions").add("product_traceability.trace", TracePage);
