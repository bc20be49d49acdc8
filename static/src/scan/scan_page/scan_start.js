import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { playScanSound } from "@product_traceability/scan/scan_sound";
import { ScanCamera } from "@product_traceability/scan/scan_camera";
import { useScanInput } from "@product_traceability/scan/scan_input";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { Component, onWillStart, useRef, useState } from "@odoo/owl";

/** Finds the document to scan: by its own barcode, or by what it waits for. */
export class ScanStart extends Component {
    static template = "product_traceability.ScanStart";
    static components = { ScanCamera };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.root = useRef("root");
        // Of codes that are scanned quickly one after the other, the last one counts.
        this.keepLast = new KeepLast();
        this.canUseCamera = isBarcodeScannerSupported();
        this.state = useState({ kind: "start", message: "", documents: [], isCameraOn: false });
        useAutofocus({ refName: "input" });
        this.onKeydown = useScanInput(
            (text) => this.find(text),
            () => this.ui.activeElement.contains(this.root.el),
        );
        onWillStart(async () => {
            this.state.documents = await this.orm.call("traceability.scan", "find_documents", [""]);
        });
    }

    async find(text) {
        try {
            const found = await this.keepLast.add(
                this.orm.silent.call("traceability.scan", "find_documents", [text]),
            );
            if (found.length === 1) {
                playScanSound("done");
                return this.open(found[0]);
            }
            this.state.documents = found;
            this.tell("product", _t("%s: choose a document.", text));
        } catch (error) {
            const message = error instanceof RPCError ? error.data?.message || error.message : null;
            this.tell("error", message || _t("No answer from the server. Scan it again."));
        }
    }

    tell(kind, message) {
        Object.assign(this.state, { kind, message });
        playScanSound(kind);
    }

    open({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "product_traceability.scan_page",
            target: "fullscreen",
            params: { model, id },
        });
    }

    onCameraError(error) {
        this.state.isCameraOn = false;
        this.tell("error", error.message);
    }

    close() {
        return this.action.doAction("stock.stock_picking_type_action", { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("product_traceability.scan_start", ScanStart);
