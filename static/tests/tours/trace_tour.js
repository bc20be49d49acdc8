import { waitUntil } from "@odoo/hoot-dom";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";

const files = { count: 0 };
const countFiles = () =>
    patch(download, {
        async _download() {
            await super._download(...arguments);
            files.count++;
        },
    });

const addProduct = (name, quantity) => [
    { trigger: ".o_field_x2many_list_row_add > a", run: "click" },
    { trigger: ".o_field_widget[name=product_id] input", run: `edit ${name}` },
    { trigger: `.ui-menu-item > a:contains(${name})`, run: "click" },
    { trigger: ".o_field_widget[name=product_uom_qty] input", run: `edit ${quantity}` },
    { trigger: ".btn-primary[name=action_confirm]", run: "click" },
];

const validate = () => [
    { trigger: ".btn-primary[name=button_validate]", run: "click" },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
];

registry.category("web_tour.tours").add("product_traceability.receive", {
    steps: () => [
        ...addProduct("Tour Tomato", 10),
        { trigger: "button:contains('Details')", run: "click" },
        { trigger: ".modal .o_data_row .o_data_cell[name=lot_name]", run: "click" },
        { trigger: ".modal .o_field_widget[name=lot_name] input", run: "edit TOUR-1" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...validate(),
    ],
});

registry.category("web_tour.tours").add("product_traceability.deliver_and_trace", {
    steps: () => [
        ...addProduct("Tour Tomato", 4),
        ...validate(),
        {
            content: "Trace what this delivery shipped",
            trigger: ".oe_stat_button:contains(Traceability)",
            run: "click",
        },
        {
            content: "The receipt stands upstream",
            trigger: ".o_trace_upstream [role=row]:contains(Receipt):contains(/IN/)",
        },
        {
            content: "This delivery stands downstream",
            trigger: ".o_trace_downstream [role=row]:contains(Delivery):contains(/OUT/)",
        },
        { trigger: ".o_trace_root_lot:contains(TOUR-1)" },
        {
            content: "Print the whole trace",
            trigger: ".o_trace_print",
            run({ click }) {
                countFiles();
                return click();
            },
        },
        {
            content: "It is there before the page is left",
            trigger: "body",
            run: () => waitUntil(() => files.count, { timeout: 5000 }),
        },
        {
            content: "A click on a document opens it",
            trigger: ".o_trace_upstream [role=row]:contains(Receipt) a:contains(/IN/)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(/IN/)" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.pick_a_lot", {
    steps: () => [
        {
            trigger: ".o_trace_welcome .o_trace_pick input",
            run: "edit TOUR-1",
        },
        { trigger: ".o-autocomplete--dropdown-item a:contains(TOUR-1)", run: "click" },
        { trigger: ".o_trace_root_lot:contains(TOUR-1)", run: "click" },
        {
            content: "The lot's form leads back to its trace",
            trigger: ".o_form_view .oe_stat_button:contains(Traceability)",
            run: "click",
        },
        { trigger: ".o_trace_page .o_trace_root_lot:contains(TOUR-1)" },
    ],
});
