import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useScanInput } from "@product_traceability/scan/scan_input";
import { playScanSound } from "@product_traceability/scan/scan_sound";

/** Pairs what is scanned: a unit, then its components; whatever has the focus. */
export class PairingScan extends Component {
    static template = "product_traceability_mrp.PairingScan";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.list = useRef("list");
        // One scan is done before the next is looked at, however fast they come.
        this.mutex = new Mutex();
        this.state = useState({ units: [], unitId: null, message: "", failed: false });
        useAutofocus();
        this.onKeydown = useScanInput((text) => this.scan(text));
        onWillStart(() => this.load());
        useEffect(
            () => {
                this.list.el.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.unitId],
        );
    }

    get orderIds() {
        return [this.props.action.params.production_id];
    }

    get done() {
        return this.state.units.filter((unit) => !unit.missing.length).length;
    }

    async load() {
        this.state.units = await this.orm.call("mrp.production", "get_pairing_units", [
            this.orderIds,
        ]);
    }

    scan(text) {
        return this.mutex.exec(async () => {
            try {
                const answer = await this.orm.silent.call("mrp.production", "pair_scan", [
                    this.orderIds,
                    text,
                    this.state.unitId,
                ]);
                this.state.unitId = answer.unit_id;
                const index = this.state.units.findIndex(({ id }) => id === answer.unit_id);
                this.state.units[index] = answer.unit;
                this.tell(answer.message, false);
            } catch (error) {
                this.tell(
                    error.data?.message || _t("No answer from the server. Scan it again."),
                    true,
                );
            }
        });
    }

    tell(message, failed) {
        Object.assign(this.state, { message, failed });
        playScanSound(failed ? "error" : "done");
    }
}

registry.category("actions").add("product_traceability_mrp.pairing_scan", PairingScan);
