import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { AssignmentRows, STATES } from "../assign/assignment_rows";

const COUNT_STATES = {
    ...STATES,
    existing: _t("OK"),
    new: _t("New lot"),
    taken: _t("Recorded elsewhere"),
    bad_owner: _t("Invalid owner"),
    bad_unit: _t("Invalid unit"),
};

/** A page of an imported count, with its products and locations. */
export class CountRows extends AssignmentRows {
    static template = "product_traceability.CountRows";

    get badges() {
        const summary = this.props.record.data[this.props.name] || [];
        return super.badges.map((badge, index) => {
            const [, state, count] = summary[index];
            return { ...badge, text: `${COUNT_STATES[state] || state} ${count}` };
        });
    }

    stateOf(row) {
        return COUNT_STATES[row.state] || row.state;
    }

    /** What else a row says, in one cell. */
    detailsOf(row) {
        const produced = this.dayOf(row, "production_date");
        return [row.vendor_lot_name, produced, row.ref, row.package, row.owner]
            .filter((part) => part)
            .join(", ");
    }
}

registry.category("fields").add("count_rows", {
    component: CountRows,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "row_count", type: "integer" },
        { name: "error_count", type: "integer" },
        { name: "warning_count", type: "integer" },
    ],
});
