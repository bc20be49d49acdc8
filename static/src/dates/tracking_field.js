import { RadioField, radioField } from "@web/views/fields/radio/radio_field";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** The tracking of a product as the Traceability group calls it: what is not tracked by lots or
 * serial numbers has "No Tracking" there. */
export class TrackingField extends RadioField {
    get items() {
        return super.items.map(([value, label]) => [
            value,
            value === "none" ? _t("No Tracking") : label,
        ]);
    }
}

registry.category("fields").add("traceability_tracking", {
    ...radioField,
    component: TrackingField,
    additionalClasses: ["o_field_radio"],
});
