import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import {
    BarcodeVideoScanner,
    isBarcodeScannerSupported,
} from "@web/core/barcode/barcode_video_scanner";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { playScanSound } from "@product_traceability/scan/scan_sound";
import { useScanInput } from "@product_traceability/scan/scan_input";
import { ScanQuantity } from "@product_traceability/scan/scan_page/scan_quantity";
import { ScanQueue } from "@product_traceability/scan/scan_queue";
import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";

const LOOKS_LIKE_GS1 = "LooksLikeGs1";
const SHOWN_REFUSALS = 3;
// A camera sees a code for as long as it is held before it.
const CAMERA_PAUSE = 1500; // milliseconds
// What is typed into the question for a quantity; anything longer is a barcode.
const QUANTITY = /^[0-9]{1,5}([.,][0-9]{1,4})?$/;
const PLACES = ["location_id", "location_dest_id", "package_id"];
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
    static components = { BarcodeVideoScanner, ScanQuantity };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.cameraPause = CAMERA_PAUSE;
        this.canUseCamera = isBarcodeScannerSupported();
        const { model, id } = this.props.action.params;
        Object.assign(this, { model, id });
        this.state = useState({
            page: null,
            kind: "",
            message: "",
            flash: 0,
            refused: [],
            places: {},
            ask: null,
            doubted: null,
            looksLikeGs1: null,
            isCameraOn: false,
        });
        useAutofocus({ refName: "input" });
        this.input = useRef("input");
        this.onKeydown = useScanInput(
            (text) => this.scan(text),
            () => this.ui.activeElement.contains(this.root.el),
        );
        this.queue = new ScanQueue(`${model},${id}`, (item) => this.send(item));
        this.waiting = useState(this.queue.state);
        onWillStart(async () => {
            await this.load();
            this.queue.flush();
        });
        onWillUnmount(() => this.queue.close());
    }

    async load() {
        this.state.page = await this.orm.call(this.model, "get_scan_page", [[this.id]], {
            product_id: this.productId || null,
        });
    }

    // -- scanning -------------------------------------------------------------------------------
    scan(text) {
        const { ask } = this.state;
        if (ask) {
            if (QUANTITY.test(text.trim())) {
                ask.value = text.trim().replace(",", ".");
                return this.answerQuantity();
            }
            if (text === ask.text) {
                ask.value = String(Number(ask.value) + 1);
                return;
            }
            // The next code says that the quantity asked about is right.
            this.answerQuantity();
        }
        const accept = this.state.doubted === text;
        Object.assign(this.state, { doubted: null, looksLikeGs1: null });
        if (!this.waiting.items.length) {
            this.state.refused = [];
        }
        return this.queue.add({ text, accept });
    }

    /** A camera goes on seeing a code that is held before it: it was scanned once. */
    scanByCamera(text) {
        const { text: seen, time = 0 } = this.seen || {};
        this.seen = { text, time: Date.now() };
        if (seen !== text || Date.now() - time > 2 * CAMERA_PAUSE) {
            this.scan(text);
        }
    }

    /** One more of what was scanned last. */
    plus() {
        const { lot, text, product_id } = this.last;
        return this.queue.add({
            text: lot || text,
            is_plain: Boolean(lot),
            again: product_id,
            quantity: 1,
        });
    }

    minus() {
        return this.undo(this.last.key, 1);
    }

    undo(key, quantity = null) {
        return this.queue.add({ undo: key, quantity });
    }

    answerQuantity() {
        const { text, value } = this.state.ask;
        this.state.ask = null;
        this.queue.add({ text, quantity: Number(value) }, true);
        this.focus();
        return this.queue.resume();
    }

    skipQuantity() {
        this.state.ask = null;
        this.tell("undone", _t("Nothing was recorded."));
        this.focus();
        return this.queue.resume();
    }

    step(value, by) {
        this.state.ask.value = this.format(Math.max(1, value + by));
    }

    accept() {
        const text = this.state.doubted;
        this.state.doubted = null;
        return this.queue.add({ text, accept: true });
    }

    usePlain() {
        const text = this.state.looksLikeGs1;
        this.state.looksLikeGs1 = null;
        return this.queue.add({ text, is_plain: true });
    }

    /** @returns {Promise<boolean>} whether what waits behind can go on */
    async send(item) {
        try {
            const answer = await this.call(item);
            if (this.queue.isClosed) {
                return false;
            }
            return this.take(item, answer);
        } catch (error) {
            if (error instanceof ConnectionLostError || !(error instanceof RPCError)) {
                throw error;
            }
            const message = error.data?.message || error.message;
            this.state.looksLikeGs1 = error.exceptionName?.endsWith(LOOKS_LIKE_GS1)
                ? item.text
                : null;
            this.state.refused.unshift({ key: item.key, message });
            this.state.refused.splice(SHOWN_REFUSALS);
            this.tell("error", message);
            // Somebody else may have closed the document.
            await this.load();
            return true;
        }
    }

    call(item) {
        const silent = this.orm.silent;
        if (item.undo) {
            return silent.call(this.model, "undo_scan", [[this.id], item.undo], {
                quantity: item.quantity,
            });
        }
        const options = { product_id: item.again || this.productId || null };
        for (const name of PLACES) {
            options[name] = this.state.places[name]?.id || null;
        }
        for (const name of ["quantity", "accept", "is_plain"]) {
            if (item[name]) {
                options[name] = item[name];
            }
        }
        return silent.call(this.model, "scan_page", [[this.id], item.text, item.key], options);
    }

    take(item, answer) {
        this.productId = answer.product_id;
        this.state.page = answer.page;
        if (answer.place) {
            this.state.places[answer.role] = answer.place;
        }
        if (answer.kind === "quantity") {
            const { lot, unit, proposed } = answer;
            this.state.ask = { text: item.text, lot, unit, value: String(proposed) };
        } else if (answer.kind === "warning") {
            this.state.doubted = item.text;
        }
        this.tell(answer.kind, answer.message);
        return answer.kind !== "quantity";
    }

    tell(kind, message) {
        Object.assign(this.state, { kind, message });
        this.state.flash++;
        playScanSound(kind);
        window.navigator.vibrate?.(kind === "error" || kind === "warning" ? [80, 60, 80] : 40);
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
        const { kind } = this.state;
        if (this.waiting.isOffline) {
            return "offline";
        }
        return kind || "start";
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
        return PLACES.filter((name) => this.state.places[name]).map((name) => ({
            name,
            label: words[name][0],
            icon: words[name][1],
            text: this.state.places[name].name,
        }));
    }

    clearPlace(name) {
        delete this.state.places[name];
        this.focus();
    }

    format(quantity) {
        return String(Math.round(quantity * 10000) / 10000);
    }

    // -- around it ------------------------------------------------------------------------------
    focus() {
        this.input.el?.focus();
    }

    onClickRoot(ev) {
        // Who scans by keyboard goes on; a phone would show its own keyboard.
        if (!this.env.isSmall && !ev.target.closest("button,input,a")) {
            this.focus();
        }
    }

    toggleCamera() {
        this.state.isCameraOn = !this.state.isCameraOn;
    }

    onCameraError(error) {
        this.state.isCameraOn = false;
        this.tell("error", error.message);
    }

    async finish() {
        const { method } = this.state.page.finish;
        try {
            const action = await this.orm.call(this.model, method, [[this.id]]);
            if (action && typeof action === "object") {
                await this.action.doAction(action, { onClose: () => this.load() });
                return;
            }
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.tell("error", error.data?.message || error.message);
        }
        await this.load();
        if (!this.state.page.is_open) {
            this.tell("done", _t("%s is done.", this.state.page.name));
        }
    }

    close() {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: this.model,
                res_id: this.id,
                views: [[false, "form"]],
            },
            { clearBreadcrumbs: true },
        );
    }
}

registry.category("actions").add("product_traceability.scan_page", ScanPage);
