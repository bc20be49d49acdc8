import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { changeList } from "@product_traceability/assign/change_list";
import { Component, useState } from "@odoo/owl";

const PAGE = 80;

/** The lots that the product can be taken from, to tick: first those to take first. */
export class AssignmentStock extends Component {
    static template = "product_traceability.AssignmentStock";
    static components = { Pager };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState(this.unloaded);
        this.asked = 0;
        useRecordObserver((record) => {
            const { move_id, summary, row_count } = record.data;
            if (this.moveId !== move_id?.id) {
                Object.assign(this.state, this.unloaded);
                this.moveId = move_id?.id;
            }
            return this.load(record, row_count, summary);
        });
    }

    get unloaded() {
        return { lots: [], total: 0, offset: 0, search: "", counter: "", isLoaded: false };
    }

    async load(record = this.props.record) {
        const asked = ++this.asked;
        if (!record.resId || !record.data.move_id) {
            return;
        }
        const { search, offset } = this.state;
        const counter = this.counterOf(record.data);
        const page = await this.orm.call(record.resModel, "get_stock", [[record.resId]], {
            search,
            offset,
            limit: PAGE,
        });
        // Of pages asked for quickly one after the other, an early answer may come late.
        if (asked === this.asked) {
            Object.assign(this.state, page, { counter, isLoaded: true });
        }
    }

    get isSerial() {
        return this.props.record.data.tracking === "serial";
    }

    get hasDates() {
        return this.props.record.data.has_dates;
    }

    get pageSize() {
        return PAGE;
    }

    /** What the list shows as ticked: it comes with the list, or a person ticks by an old one. */
    counterOf({ demand, missing }) {
        return _t("%(done)s of %(demand)s selected", {
            done: this.number(Math.max(0, demand - missing)),
            demand: this.number(demand),
        });
    }

    number(value) {
        return formatFloat(value, { trailingZeros: false, digits: [16, 5] });
    }

    dateOf(lot) {
        return lot.date ? formatDate(deserializeDate(lot.date)) : "";
    }

    noteOf(lot) {
        if (lot.row?.message) {
            return lot.row.message;
        }
        if (lot.picked) {
            return _t("Picked: %s", this.number(lot.picked));
        }
        return lot.problem || (lot.free > 0 ? "" : _t("Reserved for another transfer"));
    }

    async onPage({ offset }) {
        this.state.offset = offset;
        await this.load();
    }

    async onSearch(ev) {
        Object.assign(this.state, { search: ev.target.value.trim(), offset: 0 });
        await this.load();
    }

    async onTick(lot, ev) {
        await this.tick(lot, ev.target.checked ? null : 0);
    }

    async onQuantity(lot, ev) {
        let quantity = lot.row?.quantity;
        try {
            quantity = parseFloat(ev.target.value);
        } catch {
            ev.target.value = this.number(quantity);
        }
        if (quantity !== lot.row?.quantity) {
            await this.tick(lot, quantity);
        }
    }

    async tick(lot, quantity) {
        await this.change("tick_lot", lot.id, quantity);
    }

    change(method, ...args) {
        return changeList(this.props.record, method, ...args);
    }
}

registry.category("fields").add("assignment_stock", {
    component: AssignmentStock,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "row_count", type: "integer" },
        { name: "summary", type: "json" },
        { name: "demand", type: "float" },
        { name: "missing", type: "float" },
        { name: "tracking", type: "selection" },
        { name: "has_dates", type: "boolean" },
        { name: "move_id", type: "many2one", relation: "stock.move" },
    ],
});
