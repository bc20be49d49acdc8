import { registry } from "@web/core/registry";

const press = (name) => ({ trigger: `.o_form_view button[name=${name}]`, run: "click" });
const tab = (name) => ({ trigger: `.o_notebook a[name=${name}]`, run: "click" });
const stage = (name) => ({
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${name})`,
});

registry.category("web_tour.tours").add("product_traceability_recall.case", {
    steps: () => [
        { trigger: ".o_kanban_view .o-kanban-button-new, .o_kanban_view .o_nocontent_help" },
        { trigger: ".o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Glass splinters" },
        { trigger: ".o_field_widget[name=hazard] textarea", run: "edit Cuts" },
        {
            trigger: ".o_form_view button:contains(Find Lots)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=numbers] textarea", run: "edit T-BAD" },
        { trigger: ".modal .o_field_widget[name=document] input", run: "click" },
        { content: "The lot is found", trigger: ".modal .o_data_row:contains(T-BAD)" },
        { trigger: ".modal footer button[name=action_add]", run: "click" },
        { trigger: ".o_field_widget[name=lot_ids] .o_tag:contains(T-BAD)" },
        press("action_scope"),
        stage("Scoped"),
        {
            content: "What is certain, in units",
            trigger: ".o_field_widget[name=extent_ids] .o_data_row:contains(Tomato):contains(50)",
        },
        press("action_ask_hold"),
        { content: "What it stops", trigger: ".modal .o_field_widget[name=stock]:contains(50)" },
        { trigger: ".modal footer button[name=action_hold]", run: "click" },
        stage("Acting"),
        tab("lots"),
        {
            content: "The lot is on hold",
            trigger: ".o_field_widget[name=affected_ids] .o_data_row:contains(T-BAD) input:checked",
        },
        { trigger: ".oe_stat_button:contains(Customers)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Corner Shop)" },
        { trigger: ".o_list_record_selector:first input", run: "click" },
        { trigger: "button[name=action_told_by_phone]", run: "click" },
        { trigger: ".o_data_row:contains(Corner Shop):contains(Notified)" },
        {
            trigger: ".o_data_row:contains(Corner Shop) button[name=action_answer]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Shop manager" },
        {
            trigger: ".modal .o_data_row:contains(Tomato) .o_data_cell[name=on_hand]",
            run: "click",
        },
        { trigger: ".modal .o_data_cell[name=on_hand] input", run: "edit 31" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { content: "More than it got", trigger: ".modal:contains(only 30)" },
        { trigger: ".modal:contains(only 30) footer .btn-primary", run: "click" },
        {
            trigger: ".modal .o_data_row:contains(Tomato) .o_data_cell[name=on_hand]",
            run: "click",
        },
        { trigger: ".modal .o_data_cell[name=on_hand] input", run: "edit 12" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: ".o_data_row:contains(Corner Shop):contains(Answered)" },
        { trigger: ".breadcrumb-item:last a, .o_back_button", run: "click" },
        tab("accounting"),
        {
            content: "30 delivered, 12 on hand, 18 not accounted for",
            trigger:
                ".o_field_widget[name=account_ids] .o_data_row:contains(Corner Shop):contains(18)",
        },
        tab("closing"),
        {
            trigger: ".o_field_widget[name=closing_note] textarea",
            run: "edit The farm replaced its lamp",
        },
        press("action_close"),
        stage("Closed"),
    ],
});
