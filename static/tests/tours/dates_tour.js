import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const lots = ".o_list_view .o_data_row";

const select = (name) => ({
    trigger: `${lots}:contains(${name}) .o_list_record_selector input`,
    run: "click",
});
const noGroups = {
    content: "A plain list, not the groups that it opens with",
    trigger: ".o_searchview .o_facet_remove",
    run: "click",
};
const filter = (name) => [
    { trigger: ".o_searchview_dropdown_toggler", run: "click" },
    { trigger: `.o_filter_menu .o-dropdown-item:contains(/^${name}$/)`, run: "click" },
    { trigger: `.o_searchview .o_facet_value:contains(${name})` },
    { trigger: ".o_searchview_dropdown_toggler", run: "click" },
];
const box = (name) => `.o_setting_box [name=${name}] input`;

tours.add("product_traceability.settings", {
    steps: () => [
        {
            content: "All boxes stand in one block, with what depends on what",
            trigger: ".o_setting_box [name=group_expiration_dates] input:checked",
        },
        { trigger: `${box("group_expiry_date_on_delivery_slip")}:checked` },
        { trigger: `${box("strict_traceability")}:checked` },
        { trigger: box("group_expiration_dates"), run: "click" },
        {
            content: "Without dates there is nothing to print of them, nor to mail",
            trigger: ".settings:not(:has(#expiry_email))",
        },
        { trigger: ".o_dirty_warning" },
        {
            content: "Saved: the page is loaded anew",
            trigger: ".o_form_button_save:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: `${box("group_expiration_dates")}:not(:checked)` },
    ],
});

tours.add("product_traceability.product_dates", {
    steps: () => [
        { trigger: ".nav-link[name=inventory]", run: "click" },
        { trigger: ".o_field_widget[name=tracking] .o_radio_input[data-value=lot]:checked" },
        { trigger: ".o_field_widget[name=tracking] .form-check:contains(No Tracking)" },
        { trigger: ".o_field_widget[name=expiration_time] input", run: "edit 40" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "The product asks whether lots on hand follow",
            trigger: ".alert[name=days_question]:contains(from 30 to 40)",
        },
        { trigger: "button[name=action_lots_follow]:contains(Update Lot Dates)", run: "click" },
        { trigger: ".o_form_view:not(:has(.alert[name=days_question]))" },
        { trigger: ".nav-link[name=inventory]", run: "click" },
        { trigger: ".o_field_widget[name=alert_time] input", run: "edit 99" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "An alert before the receipt makes no sense",
            trigger: ".modal:contains(would be before the receipt) .btn-primary",
            run: "click",
        },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_form_saved, .o_form_view" },
    ],
});

tours.add("product_traceability.product_bulk", {
    steps: () => [
        { trigger: ".o_searchview_input", run: "edit Tour Bulk" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_facet_value:contains(Tour Bulk)" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Change Tracking and Dates)", run: "click" },
        {
            content: "The preview says what happens to the stock",
            trigger: ".modal .o_field_widget[name=preview]:contains(Tour Bulk 1)",
        },
        { trigger: ".modal .o_field_widget[name=change_days] input", run: "click" },
        { trigger: ".modal .o_field_widget[name=expiration_time] input", run: "edit 60" },
        { trigger: ".modal footer button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("product_traceability.category", {
    steps: () => [
        { trigger: ".o_field_widget[name=lot_name_pattern] input", run: "edit CAT-###" },
        { trigger: ".o_field_widget[name=use_expiration_date] input", run: "click" },
        { trigger: ".o_field_widget[name=expiration_time] input", run: "edit 25" },
        { trigger: ".o_field_widget[name=alert_time] input", run: "edit 5" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});

tours.add("product_traceability.lots", {
    steps: () => [
        { trigger: ".o_group_header:contains(Tomato)" },
        noGroups,
        ...filter("Without Dates"),
        { trigger: `${lots}:contains(TOUR-OLD)` },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(TOUR-NEW)))" },
        select("TOUR-OLD"),
        { trigger: ".o_cp_action_menus button:contains(Actions)", run: "click" },
        { trigger: ".o-dropdown-item:contains(Fill Missing Dates)", run: "click" },
        { trigger: ".o_notification:contains(Dates filled in for one lot)" },
        {
            content: "It has its dates: the filter finds it no more",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(TOUR-OLD)))",
        },
        { trigger: ".o_searchview .o_facet_remove", run: "click" },
        { trigger: `${lots}:contains(TOUR-NEW) [name=expiry_state]:contains(Fresh)` },
        { trigger: `${lots}:contains(TOUR-NEW) .o_data_cell[name=name]`, run: "click" },
        { trigger: ".o_form_view .nav-link[name=dates]", run: "click" },
        { trigger: ".o_field_widget[name=removal_date]" },
        { trigger: ".o_form_view .nav-link[name=description]", run: "click" },
        { trigger: ".o_field_widget[name=note]" },
        { trigger: ".oe_stat_button[name=action_lot_open_quants]", run: "click" },
        {
            content: "Where it lies",
            trigger:
                ".o_list_view .o_data_row:contains(TOUR-NEW) button[name=action_view_stock_moves]",
        },
    ],
});

tours.add("product_traceability.expiry_board", {
    steps: () => [
        { trigger: `${lots}:contains(TOUR-OLD)` },
        select("TOUR-NEW"),
        { trigger: ".o_control_panel button[name=action_reserve_first]", run: "click" },
        { trigger: ".o_notification:contains(Reserved first from now on: TOUR-NEW)" },
        { trigger: `${lots}:contains(TOUR-NEW) button[name=action_reserve_in_order]` },
        select("TOUR-OLD"),
        { trigger: ".o_control_panel button[name=action_scrap]", run: "click" },
        { trigger: ".modal .o_data_row:contains(TOUR-OLD)" },
        { trigger: ".modal footer .btn-danger:contains(Scrap)", run: "click" },
        { trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Done)" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains(Expiry Board)", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(TOUR-OLD)))" },
        select("TOUR-NEW"),
        { trigger: ".o_control_panel button[name=action_quarantine]", run: "click" },
        { trigger: ".modal .o_field_widget[name=location_id] input:value(Cage)" },
        { trigger: ".modal footer .btn-primary:contains(Create Transfer)", run: "click" },
        { trigger: ".o_form_view button[name=button_validate]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains(Expiry Board)", run: "click" },
        { trigger: `${lots}:contains(TOUR-NEW)` },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot th:contains(Tomato)" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_renderer canvas" },
    ],
});
