import { registry } from "@web/core/registry";

const open = (product) => [
    { trigger: `.o_group_header:contains(${product})`, run: "click" },
    { trigger: `.o_data_row:contains(${product}) .o_data_cell[name=quantity]`, run: "click" },
    { trigger: `.modal .o_field_widget[name=product_id]:contains(${product})` },
];

const giveNumbers = (product, told) => [
    { trigger: ".modal footer button[name=action_identify]", run: "click" },
    { trigger: `.o_notification:contains('${product}: ${told}')` },
    { trigger: "body:not(:has(.modal))" },
    {
        content: "What has its numbers leaves the list",
        trigger: `.o_group_header:contains('${product} (0)')`,
    },
];

registry.category("web_tour.tours").add("product_traceability.identify", {
    steps: () => [
        ...open("Tour Motor"),
        {
            content: "Serial numbers are counted up from the next one",
            trigger: ".modal .o_field_widget[name=first_number] input:value('TM-0001')",
        },
        {
            content: "Without a warning there is none to accept",
            trigger: ".modal:not(:has(.o_field_widget[name=accept_warnings]))",
        },
        ...giveNumbers(
            "Tour Motor",
            "3 Units identified by 3 lot/serial numbers, TM-0001 to TM-0003",
        ),
        ...open("Tour Tomato"),
        {
            trigger: ".modal .o_radio_item:contains(paste) input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=numbers] textarea",
            run: ({ edit }) => edit("TOUR-A\t4\nTOUR-B\t7"),
        },
        { trigger: ".modal .modal-title", run: "click" },
        { trigger: ".modal .o_field_widget[name=progress]:contains(11 of 10)" },
        { trigger: ".modal footer button[name=action_identify]", run: "click" },
        {
            content: "The error says what is wrong",
            trigger: ".modal:contains(too many) .btn-primary",
            run: "click",
        },
        {
            content: "What was typed is still there",
            trigger: ".modal .o_field_widget[name=numbers] textarea",
            run: ({ edit }) => edit("TM-0000\t4\nTOUR-B\t6"),
        },
        { trigger: ".modal .modal-title", run: "click" },
        {
            content: "A warning is shown, with the box that accepts it",
            trigger: ".modal:has(.o_field_widget[name=accept_warnings]) .alert:contains(TM-0000)",
        },
        {
            trigger: ".modal .o_field_widget[name=numbers] textarea",
            run: ({ edit }) => edit("TOUR-A\t4\nTOUR-B\t6"),
        },
        { trigger: ".modal .modal-title", run: "click" },
        { trigger: ".modal:not(:has(.o_field_widget[name=accept_warnings]))" },
        { trigger: ".modal .o_field_widget[name=progress]:contains(10 of 10)" },
        ...giveNumbers(
            "Tour Tomato",
            "10 Units identified by 2 lot/serial numbers, TOUR-A to TOUR-B",
        ),
    ],
});
