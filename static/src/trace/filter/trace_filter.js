import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { serializeDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useDebounced } from "@web/core/utils/timing";
import { eventWord } from "../trace_format";
import { movementType } from "../trace_tree";
import { NO_FILTER, isFiltering } from "./trace_filter_answer";

const TYPING_MS = 250;

/** What the choices of a list are, each once and by name. */
function choices(items, value, label) {
    const found = new Map(items.map((item) => [item[value], item[label]]));
    return [...found]
        .filter(([id, name]) => id && name)
        .map(([id, name]) => ({ value: id, label: name }));
}

/** Search a trace, and narrow it by kind of movement, product, date and company. */
export class TraceFilter extends Component {
    static template = "product_traceability.TraceFilter";
    static components = { DateTimeInput, SelectMenu };
    static props = {
        answer: Object,
        filter: Object,
        // How many lots match.
        count: Number,
        onChange: Function,
    };

    setup() {
        this.days = useState({ from: false, until: false });
        this.onType = useDebounced((text) => this.change({ text }), TYPING_MS);
    }

    get isFiltering() {
        return isFiltering(this.props.filter);
    }

    get kinds() {
        const { events, labels = {} } = this.props.answer;
        const kinds = new Map(
            events.map((event) => [movementType(labels, event), eventWord(labels, event)]),
        );
        return [...kinds].map(([value, label]) => ({ value, label }));
    }

    get products() {
        return choices(this.props.answer.nodes, "product_id", "product_name");
    }

    get companies() {
        const there = new Set(this.props.answer.events.map((event) => event.company_id));
        return choices(
            user.allowedCompanies.filter(({ id }) => there.has(id)),
            "id",
            "name",
        );
    }

    change(values) {
        this.props.onChange({ ...this.props.filter, ...values });
    }

    /** A day is the reader's own, from its first moment to its last. */
    onDay(name, day) {
        this.days[name] = day;
        const moment = day && (name === "from" ? day.startOf("day") : day.endOf("day"));
        this.change({ [name]: moment ? serializeDateTime(moment) : "" });
    }

    onClear() {
        Object.assign(this.days, { from: false, until: false });
        this.props.onChange(NO_FILTER);
    }
}
