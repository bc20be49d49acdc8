import { useScanInput } from "@product_traceability/scan/scan_input";
import { readQuantity, showQuantity } from "@product_traceability/scan/scan_page/quantity_text";
import { Component, onMounted, useRef } from "@odoo/owl";

/** Asks for a quantity; a code that is scanned into its field is no quantity. */
export class ScanQuantity extends Component {
    static template = "product_traceability.ScanQuantity";
    static props = { ask: Object, onScan: Function, onSkip: Function };

    setup() {
        this.quantity = useRef("quantity");
        // What the scanner types elsewhere, the page hears itself.
        const onEnter = useScanInput(this.props.onScan, () => false);
        this.onKeydown = (ev) => (ev.key === "Escape" ? this.props.onSkip() : onEnter(ev));
        onMounted(() => this.quantity.el.select());
    }

    get shown() {
        return showQuantity(this.props.ask.quantity);
    }

    confirm() {
        const { value } = this.quantity.el;
        if (value && readQuantity(value) === null) {
            return this.quantity.el.select();
        }
        return this.props.onScan(value || this.shown);
    }

    step(by) {
        const quantity = Math.max(1, (readQuantity(this.quantity.el.value) || 0) + by);
        this.quantity.el.value = showQuantity(quantity);
    }
}
