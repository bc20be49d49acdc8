import { useScanInput } from "@product_traceability/scan/scan_input";
import { Component, onMounted, useRef } from "@odoo/owl";

/** Asks for a quantity; a code that is scanned into its field is no quantity. */
export class ScanQuantity extends Component {
    static template = "product_traceability.ScanQuantity";
    static props = { ask: Object, onScan: Function, onSkip: Function, onStep: Function };

    setup() {
        this.quantity = useRef("quantity");
        // What the scanner types elsewhere, the page hears itself.
        const onEnter = useScanInput(this.props.onScan, () => false);
        this.onKeydown = (ev) => (ev.key === "Escape" ? this.props.onSkip() : onEnter(ev));
        onMounted(() => this.quantity.el.select());
    }

    confirm() {
        this.props.onScan(this.quantity.el.value || this.props.ask.value);
    }

    step(by) {
        this.props.onStep(Number(this.quantity.el.value) || 0, by);
    }
}
