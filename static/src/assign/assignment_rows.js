import { _t } from "@web/core/l10n/translation";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { changeList } from "@product_traceability/assign/change_list";
import { Component, useState } from "@odoo/owl";

const PAGE = 80;

export const STATES = {
    new: _t("New"),
    existing: _t("Existing"),
    assigned: _t("Assigned"),
    duplicate: _t("Duplicate"),
    taken: _t("In use"),
    not_in_stock: _t("Not in stock"),
    reserved: _t("Reserved"),
    on_hold: _t("On hold"),
    expired: _t("Expired or short-dated"),
    wrong_product: _t("Wrong product"),
    wrong_company: _t("Wrong company"),
    over_demand: _t("Exceeds demand"),
    rollover: _t("Longer than the first"),
    bad_format: _t("Invalid format"),
    bad_date: _t("Invalid date"),
    bad_quantity: _t("Invalid quantity"),
    bad_location: _t("Invalid location"),
    bad_package: _t("Invalid package"),
};

const COLORS = { ok: "text-bg-success", warning: "text-bg-warning", error: "text-bg-danger" };

/** A page of the wizard's list, asked from the server; the list itself never comes here. */
export class AssignmentRows extends Component {
    static template = "product_traceability.AssignmentRows";
    static components = { Pager };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ rows: [], total: 0, offset: 0, problems: false });
        this.errors = 0;
        this.asked = 0;
        useRecordObserver((record) => {
            const { row_count, error_count, move_id } = record.data;
            if (this.moveId !== move_id?.id) {
                Object.assign(this.state, { problems: false, offset: 0 });
                Object.assign(this, { moveId: move_id?.id, errors: 0 });
            }
            // Whoever pastes thousands of rows wants to see those that are wrong.
            const isWorse = error_count > this.errors;
            const isMended = this.errors && !error_count;
            if (isWorse || isMended) {
                Object.assign(this.state, { problems: isWorse, offset: 0 });
            }
            this.errors = error_count;
            return this.load(record, row_count);
        });
    }

    async load(record = this.props.record, count = record.data.row_count) {
        const asked = ++this.asked;
        if (!record.resId || !count) {
            Object.assign(this.state, { rows: [], total: 0, offset: 0 });
            return;
        }
        const severity = this.state.problems ? "problem" : null;
        const page = await this.orm.call(record.resModel, "get_rows", [[record.resId]], {
            offset: this.state.offset,
            limit: PAGE,
            severity,
        });
        // Of pages asked for quickly one after the other, an early answer may come late.
        if (asked !== this.asked) {
            return;
        }
        if (!page.rows.length && this.state.offset) {
            this.state.offset = 0; // the last rows of the last page were taken out
            await this.load();
            return;
        }
        Object.assign(this.state, page);
    }

    get badges() {
        const summary = this.props.record.data[this.props.name] || [];
        return summary.map(([severity, state, count]) => ({
            key: `${severity}-${state}`,
            text: `${STATES[state] || state} ${count}`,
            color: COLORS[severity],
        }));
    }

    get hasProblems() {
        const { error_count, warning_count } = this.props.record.data;
        return Boolean(error_count || warning_count);
    }

    get pageSize() {
        return PAGE;
    }

    stateOf(row) {
        return STATES[row.state] || row.state;
    }

    colorOf(row) {
        return COLORS[row.severity];
    }

    quantityOf(row) {
        return typeof row.quantity === "number"
            ? formatFloat(row.quantity, { trailingZeros: false, digits: [16, 5] })
            : "";
    }

    dateOf(row, name) {
        return row[name] ? toLocaleDateTimeString(deserializeDateTime(row[name])) : "";
    }

    dayOf(row, name) {
        return row[name] ? formatDate(deserializeDate(row[name])) : "";
    }

    hasAny(...names) {
        return this.state.rows.some((row) => names.some((name) => row[name]));
    }

    async onPage({ offset }) {
        this.state.offset = offset;
        await this.load();
    }

    async onFilter(ev) {
        Object.assign(this.state, { problems: ev.target.checked, offset: 0 });
        await this.load();
    }

    change(method, ...args) {
        return changeList(this.props.record, method, ...args);
    }
}

registry.category("fields").add("assignment_rows", {
    component: AssignmentRows,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "row_count", type: "integer" },
        { name: "error_count", type: "integer" },
        { name: "warning_count", type: "integer" },
    ],
});
