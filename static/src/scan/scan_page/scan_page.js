import { _t } from "@web/core/l10n/translation";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { isMobileOS } from "@web/core/browser/feature_detection";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ScanCamera } from "@product_traceability/scan/scan_camera";
import { useScanInput } from "@product_traceability/scan/scan_input";
import { showQuantity } from "@product_traceability/scan/scan_page/quantity_text";
import { ScanQuantity } from "@product_traceability/scan/scan_page/scan_quantity";
import { PLACES, ScanWork } from "@product_traceability/scan/scan_page/scan_work";
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const SHOWN_REFUSALS = 10;
// A camera sees a code for as long as it is held before it.
const CAMERA_PAUSE = 1500; // milliseconds
const ICONS = {
    done: "check",
    undone: "undo",
    product: "arrow-right",
    location: "map-marker",
    package: "archive",
    quantity: "question",
    warning: "exclamation-triangle",
    error: "times",
};

/** Takes the scans of one document, and says of each at once whether it was good. */
export class ScanPage extends Component {
    static template = "product_traceability.ScanPage";
    static components = { ScanCamera, ScanQuantity };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.cameraPause = CAMERA_PAUSE;
        this.canUseCamera = isBarcodeScannerSupported();
        const { model, id } = this.props.action.params;
        this.work = new ScanWork(useService("orm"), model, id);
        this.state = useState(this.work.state);
        this.waiting = useState(this.work.queue.state);
        this.camera = useState({ isOn: false });
        this.input = useRef("input");
        this.onKeydown = useScanInput(
            (text) => this.work.scan(text),
            () => this.ui.activeElement.contains(this.root.el),
        );
        onWillStart(async () => {
            await this.work.load();
            this.work.queue.flush();
        });
        onWillUnmount(() => this.work.queue.close());
        // A question takes the focus into its own field; whatever was clicked, it comes back.
        useEffect(
            (isAsked) => {
                if (!isAsked) {
                    this.focus();
                }
            },
            () => [Boolean(this.state.ask), this.state.flash],
        );
    }

    /** A camera goes on seeing a code that is held before it: it was scanned once. */
    scanByCamera(text) {
        const { text: seen, time = 0 } = this.seen || {};
        this.seen = { text, time: Date.now() };
        if (seen !== text || Date.now() - time > 2 * CAMERA_PAUSE) {
            this.work.scan(text);
        }
    }

    // -- what is shown --------------------------------------------------------------------------
    get product() {
        return this.state.page.product;
    }

    get last() {
        return this.state.page.scans[0];
    }

    get isComplete() {
        const { page } = this.state;
        return page.is_open && page.total > 0 && page.complete === page.total;
    }

    get canMinus() {
        return this.last && this.state.page.is_open && !this.state.ask;
    }

    get canPlus() {
        return this.canMinus && this.last.tracking !== "serial";
    }

    get icon() {
        return `fa-${ICONS[this.state.kind] || "barcode"}`;
    }

    get tone() {
        return this.waiting.isOffline ? "offline" : this.state.kind || "start";
    }

    get status() {
        const { page, message } = this.state;
        const waiting = this.waiting.items.length;
        if (this.waiting.isOffline) {
            return waiting === 1
                ? _t("No connection. One scan is kept and sent later. Go on scanning.")
                : _t("No connection. %s scans are kept and sent later. Go on scanning.", waiting);
        }
        if (message) {
            return message;
        }
        if (!page.is_open) {
            return _t("%s is closed: nothing to scan.", page.name);
        }
        if (this.isComplete) {
            return _t("Everything is scanned. Click %s.", page.finish.label);
        }
        return _t("Scan a product, or a lot/serial number.");
    }

    get refused() {
        return this.state.refused.slice(0, SHOWN_REFUSALS);
    }

    get moreRefused() {
        const more = this.state.refused.length - SHOWN_REFUSALS;
        return more > 0 ? _t("and %s more", more) : "";
    }

    get filled() {
        const { picked, demand } = this.product;
        return demand ? Math.min(100, (100 * picked) / demand) : 0;
    }

    get chosenPlaces() {
        const words = {
            location_id: [_t("From"), "map-marker"],
            location_dest_id: [_t("To"), "map-marker"],
            package_id: [_t("Package"), "archive"],
        };
        const { places } = this.waiting.memory;
        return PLACES.filter((name) => places[name]).map((name) => ({
            name,
            label: words[name][0],
            icon: words[name][1],
            text: places[name].name,
        }));
    }

    clearPlace(name) {
        this.work.clearPlace(name);
        this.focus();
    }

    format(quantity) {
        return showQuantity(quantity);
    }

    // -- around it ------------------------------------------------------------------------------
    /** Who scans by keyboard goes on; a phone would show its own keyboard. */
    focus() {
        if (!isMobileOS()) {
            this.input.el?.focus();
        }
    }

    onClickRoot(ev) {
        if (!ev.target.closest("button,input,a")) {
            this.focus();
        }
    }

    toggleCamera() {
        this.camera.isOn = !this.camera.isOn;
        this.focus();
    }

    onCameraError(error) {
        this.camera.isOn = false;
        this.work.tell("error", error.message);
    }

    async finish() {
        const action = await this.work.finish();
        if (action) {
            const onClose = async () => {
                await this.work.load();
                this.focus();
            };
            await this.action.doAction(action, { onClose });
        }
    }

    close() {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: this.work.model,
                res_id: this.work.id,
                views: [[false, "form"]],
            },
            { clearBreadcrumbs: true },
        );
    }
}

registry.category("actions").add("product_traceability.scan_page", ScanPage);
