import { registry } from "@web/core/registry";
import { badge, pasteInto } from "./assign_steps";

const LIST = "Product\tLot/Serial Number\tCounted Quantity\tLocation\r\n";

registry.category("web_tour.tours").add("product_traceability.import_counts", {
    steps: () => [
        {
            content: "From Physical Inventory",
            trigger: ".o_control_panel button:contains(Import):not(:contains(records))",
            run: "click",
        },
        pasteInto(
            ".modal .o_field_widget[name=text] textarea",
            `${LIST}Tomato\tT1\t12\tTRW/Stock\r\nTomato\tT2\tmany\t\r\nTomato\tT3\t30\tTRW/Stock/Shelf`,
        ),
        badge("Invalid quantity 1"),
        badge("New lot 1"),
        {
            content: "What is wrong is named by row, product and lot",
            trigger:
                ".modal .o_field_count_rows tr:contains(3):contains(Tomato):contains(T2):contains(many is not a quantity)",
        },
        {
            content: "Nothing can be imported yet",
            trigger: ".modal footer:not(:has(button[name=action_apply]:visible))",
        },
        { trigger: ".modal button:contains(Remove errors)", run: "click" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
