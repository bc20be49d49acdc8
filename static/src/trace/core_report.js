/**
 * Core's *Traceability* buttons, and those that other apps put on the same client action, open the
 * trace page. What the page cannot trace is still shown by core's own report.
 */
import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { TraceabilityReport } from "@stock/client_actions/stock_traceability_report_backend";
import { TracePage } from "./trace_page";

const TRACEABLE = ["stock.lot", "stock.picking", "mrp.production"];

/** @returns {Object | null} the page's params for what a button was pressed on */
function traceParams({ context = {}, params = {} }) {
    if (params.trace_ids) {
        return params; // from the address bar
    }
    const model = context.active_model || params.active_model;
    const id = context.active_id || params.active_id;
    return TRACEABLE.includes(model) && id ? { model, ids: [id] } : null;
}

class CoreReport extends Component {
    static template = xml`<t t-component="component" t-props="componentProps" />`;
    static props = { ...standardActionServiceProps };

    setup() {
        const params = traceParams(this.props.action);
        this.component = params ? TracePage : TraceabilityReport;
        this.componentProps = params
            ? { ...this.props, action: { ...this.props.action, params } }
            : this.props;
    }
}

registry.category("actions").add("stock_report_generic", CoreReport, { force: true });
