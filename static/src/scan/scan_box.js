import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Mutex } from "@web/core/utils/concurrency";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useScanInput } from "@product_traceability/scan/scan_input";
import { playScanSound } from "@product_traceability/scan/scan_sound";
import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";

/**
 * Hands what a scanner types to the method `scan` of the form's record, one after the other, and
 * tells by words, colour and sound how it went. It listens wherever the focus is, but in another
 * field or behind a dialog; and its own field takes what is typed by hand.
 */
export class ScanBox extends Component {
    static template = "product_traceability.ScanBox";
    static props = { ...standardWidgetProps, autofocus: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.state = useState({ kind: "", message: "" });
        if (this.props.autofocus) {
            useAutofocus({ refName: "input" });
        }
        this.mutex = new Mutex();
        this.waiting = 0;
        this.isAlive = true;
        onWillUnmount(() => (this.isAlive = false));
        this.onKeydown = useScanInput(
            (text) => this.scan(text),
            () => this.ui.activeElement.contains(this.root.el),
        );
    }

    /** A scanner is faster than the server: its scans wait in line, none is lost. */
    async scan(text) {
        this.waiting++;
        await this.mutex.exec(() => this.process(text));
        this.waiting--;
        const { record } = this.props;
        // What was changed in the form while the server answered is kept.
        if (!this.waiting && this.isAlive && (await record.save())) {
            await record.load();
        }
    }

    async process(text) {
        if (!this.isAlive) {
            return;
        }
        const { record } = this.props;
        try {
            if (!(await record.save())) {
                this.tell("error", _t("Fill in what is missing before you scan."));
                return;
            }
            const answer = await this.orm.call(record.resModel, "scan", [[record.resId], text], {
                product_id: this.productId || null,
                accept: this.doubted === text,
            });
            this.productId = answer.product_id;
            this.doubted = answer.kind === "warning" ? text : null;
            this.tell(answer.kind, answer.message);
        } catch (error) {
            this.doubted = null;
            this.tell("error", this.reason(error, text));
        }
    }

    reason(error, text) {
        if (error instanceof ConnectionLostError) {
            return _t("%s was not recorded: there is no connection. Scan it again.", text);
        }
        if (error instanceof RPCError) {
            return error.data?.message || error.message;
        }
        throw error;
    }

    tell(kind, message) {
        Object.assign(this.state, { kind, message });
        playScanSound(kind);
        if (kind === "error" || kind === "warning") {
            this.notification.add(message, { type: kind === "error" ? "danger" : "warning" });
        }
    }

    get icon() {
        const icons = {
            done: "check",
            product: "arrow-right",
            warning: "question",
            error: "times",
        };
        return `fa-${icons[this.state.kind]}`;
    }

    get color() {
        const colors = {
            done: "success",
            product: "info",
            warning: "warning",
            error: "danger",
        };
        return `text-bg-${colors[this.state.kind]}`;
    }
}

registry.category("view_widgets").add("traceability_scan", {
    component: ScanBox,
    // Where a form would put the focus into another field, which scanners would then type into.
    extractProps: ({ options }) => ({ autofocus: Boolean(options.autofocus) }),
});
