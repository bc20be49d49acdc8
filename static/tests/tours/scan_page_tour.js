import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";
import { wedge } from "./assign_steps";

const told = (kind, text) => ({
    content: `It says ${text}`,
    trigger: `.o_scan_page_status[data-kind=${kind}]:contains(${text})`,
});
const scan = (text, kind, answer) => [
    { content: `Scan ${text}`, trigger: ".o_scan_page", run: wedge(text) },
    told(kind, answer),
];
const counter = (text) => ({ trigger: `.o_scan_page_counter:contains(${text})` });
const type = (text, key = "Enter") => ({
    content: `Type ${text}`,
    trigger: ".o_scan_page_input",
    run: `edit ${text} && press ${key}`,
});

// A network that is gone for the methods of the page alone.
const { XMLHttpRequest } = browser;
class Unplugged extends XMLHttpRequest {
    open(method, url, ...rest) {
        this.isLost = /scan_page|undo_scan/.test(url);
        super.open(method, url, ...rest);
    }
    send(data) {
        if (this.isLost) {
            setTimeout(() => this.dispatchEvent(new Event("error")));
        } else {
            super.send(data);
        }
    }
}
const unplug = () => {
    browser.XMLHttpRequest = Unplugged;
};
const plugIn = () => {
    browser.XMLHttpRequest = XMLHttpRequest;
};

const fits = {
    content: "Nothing is wider than the screen, and the buttons are large enough for a thumb",
    trigger: ".o_scan_page_foot",
    run() {
        const page = document.querySelector(".o_scan_page");
        if (page.scrollWidth > window.innerWidth) {
            throw new Error(`${page.scrollWidth} px on a screen of ${window.innerWidth} px`);
        }
        for (const button of page.querySelectorAll(".o_scan_page_foot .btn")) {
            const { height, bottom } = button.getBoundingClientRect();
            if (height < 44 || bottom > window.innerHeight) {
                throw new Error(`${button.ariaLabel || button.textContent} is out of reach`);
            }
        }
    },
};

registry.category("web_tour.tours").add("product_traceability.scan_page_receipt", {
    steps: () => [
        { trigger: "button[name=action_scan]", run: "click" },
        { trigger: ".o_scan_page[data-tone=start] h2:contains(Motor)" },
        fits,
        ...scan("9501101530003", "product", "Scan the lot or serial number"),
        ...scan("SN-1", "done", "1 of 2 Units"),
        ...scan("SN-1", "error", "already scanned"),
        { trigger: ".o_scan_page[data-tone=error] .o_scan_page_refused:contains(already scanned)" },
        ...scan("010950110153000410LOT-1", "error", "its check digit is wrong"),
        { trigger: ".o_scan_page_plain:contains(Use as It Is)" },
        ...scan("010950110153000321SN-2", "done", "2 of 2 Units"),
        { trigger: ".o_scan_page_scans li:contains(SN-2) .o_scan_page_undo", run: "click" },
        told("undone", "SN-2: undone"),
        counter("1 of 2"),
        type("SN-3"),
        told("done", "2 of 2 Units"),
        ...scan("9501101530010", "product", "Scan the lot or serial number"),
        ...scan("LOT-1", "quantity", "How many?"),
        { trigger: ".o_scan_page_ask input:value(4)", run: "edit 2 && press Enter" },
        told("done", "2 of 4 Units"),
        { trigger: ".o_scan_page_plus:enabled", run: "click" },
        told("done", "3 of 4 Units"),
        { trigger: ".o_scan_page_minus:enabled", run: "click" },
        counter("2 of 4"),
        { trigger: ".o_scan_page", run: unplug },
        { trigger: ".o_scan_page", run: wedge("01095011015300103001\x1d10LOT-8") },
        { trigger: ".o_scan_page[data-tone=offline]:contains(One scan is kept)" },
        { trigger: ".o_scan_page", run: wedge("01095011015300103001\x1d10LOT-9") },
        { trigger: ".o_scan_page[data-tone=offline]:contains(2 scans are kept)" },
        { trigger: ".o_scan_page", run: plugIn },
        counter("4 of 4"),
        { trigger: ".o_scan_page_scans li:contains(LOT-9)" },
        { trigger: ".o_scan_page_total:contains(2 of 2)" },
        fits,
        { trigger: ".o_scan_page_finish.btn-success:contains(Validate)", run: "click" },
        told("done", "is done."),
        { trigger: ".o_scan_page_finish:contains(Close)", run: "click" },
        { trigger: ".o_form_view" },
    ],
});

registry.category("web_tour.tours").add("product_traceability.scan_page_start", {
    steps: () => [
        { trigger: ".o_scan_start .o_scan_start_document" },
        {
            content: "A typed name opens its document",
            trigger: ".o_scan_start .o_scan_page_input",
            run: "edit NOBODY && press Enter",
        },
        { trigger: ".o_scan_start .o_scan_page_message:contains(no open document)" },
        { trigger: ".o_scan_start", run: wedge("9501101530003") },
        { trigger: ".o_scan_page:not(.o_scan_start) h2:contains(Motor)" },
        fits,
        type("SN-21"),
        told("done", "1 of 1 Units"),
        {
            content: "The keyboard is enough",
            trigger: ".o_scan_page_finish.btn-success",
            async run({ press }) {
                this.anchor.focus();
                await press("Enter");
            },
        },
        told("done", "is done."),
    ],
});

registry.category("web_tour.tours").add("product_traceability.type_unknown_serial", {
    steps: () => [
        {
            content: "What is picked stands in the list of operations",
            trigger: ".o_field_x2many_list th[data-name=picked]",
        },
        { trigger: "button:contains(Details)", run: "click" },
        { trigger: ".modal th[data-name=picked]" },
        { trigger: ".modal .o_data_row [name=quant_id]", run: "click" },
        { trigger: ".modal .o_data_row [name=quant_id] input", run: "edit X9" },
        { trigger: ".modal .o-autocomplete--dropdown-menu" },
        { trigger: ".modal .modal-title", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_error_dialog:contains(X9):contains(does not exist)" },
        { trigger: ".o_error_dialog .btn-primary", run: "click" },
        { trigger: ".modal .o_data_row [name=quant_id]", run: "click" },
        { trigger: ".modal .o_data_row [name=quant_id] input", run: "edit S2" },
        { trigger: ".modal .o-autocomplete--dropdown-menu" },
        { trigger: ".modal .modal-title", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
