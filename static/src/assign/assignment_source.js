import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** Numbers are made where goods come in, and chosen where they are taken from stock. */
export class AssignmentSource extends RadioField {
    get items() {
        const hidden = this.props.record.data.takes_stock ? "generate" : "stock";
        return super.items.filter(([value]) => value !== hidden);
    }
}

registry.category("fields").add("assignment_source", {
    ...radioField,
    component: AssignmentSource,
    fieldDependencies: [{ name: "takes_stock", type: "boolean" }],
});
