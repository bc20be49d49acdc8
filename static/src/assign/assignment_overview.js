import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { changeList } from "@product_traceability/assign/change_list";
import { Component } from "@odoo/owl";

/** How far the products of a document are, and after the last one the summary of all. */
export class AssignmentOverview extends Component {
    static template = "product_traceability.AssignmentOverview";
    static props = { ...standardFieldProps };

    get steps() {
        const { data } = this.props.record;
        return (data[this.props.name] || []).map((step) => ({
            ...step,
            isShown: !data.is_summary && step.id === data.move_id?.id,
            isComplete: !step.missing && !step.errors,
        }));
    }

    get title() {
        const { steps } = this;
        const count = steps.length;
        if (this.props.record.data.is_summary) {
            return _t("Summary of %s products", count);
        }
        const number = steps.findIndex((step) => step.isShown) + 1;
        return _t("%(number)s of %(count)s products", { number, count });
    }

    get shown() {
        return this.steps.find((step) => step.isShown);
    }

    missingOf(step) {
        if (!step.demand) {
            return _t("No demand");
        }
        if (!step.missing) {
            return _t("%s complete", this.quantity(step.demand, step));
        }
        return _t("%(missing)s of %(demand)s missing", {
            missing: this.number(step.missing),
            demand: this.quantity(step.demand, step),
        });
    }

    colorOf(step) {
        if (step.errors) {
            return "bg-danger";
        }
        if (step.isComplete) {
            return "bg-success";
        }
        return step.count ? "bg-warning" : "bg-secondary opacity-25";
    }

    stateOf(step) {
        if (step.errors) {
            return step.errors === 1 ? _t("One error") : _t("%s errors", step.errors);
        }
        if (step.warnings) {
            return step.warnings === 1 ? _t("One warning") : _t("%s warnings", step.warnings);
        }
        if (step.isComplete) {
            return _t("Complete");
        }
        return step.count ? _t("Incomplete") : _t("Nothing assigned");
    }

    badgeOf(step) {
        if (step.errors) {
            return "text-bg-danger";
        }
        return step.isComplete && !step.warnings ? "text-bg-success" : "text-bg-warning";
    }

    number(value) {
        return formatFloat(value, { trailingZeros: false, digits: [16, 5] });
    }

    quantity(value, step) {
        return `${this.number(value)} ${step.unit}`;
    }

    show(step) {
        return changeList(this.props.record, "go_to", step ? step.id : false);
    }
}

registry.category("fields").add("assignment_overview", {
    component: AssignmentOverview,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "is_summary", type: "boolean" },
        { name: "move_id", type: "many2one", relation: "stock.move" },
    ],
});
