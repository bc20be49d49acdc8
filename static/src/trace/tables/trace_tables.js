import { Component, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { quantity, whole, word } from "../trace_format";

/** Rows that are drawn at first, and again each time the end of them comes into sight. */
const STEP = 80;
const COLUMNS = { customers: 5, stock: 5 };

/** Who got what was traced, or what is left of it, and what is done about it. */
export class TraceTables extends Component {
    static template = "product_traceability.TraceTables";
    static props = {
        tables: Object,
        part: { validate: (part) => part in COLUMNS },
        labels: Object,
        open: Function,
        onAct: Function,
        onExport: Function,
    };

    setup() {
        Object.assign(this, { quantity, whole });
        this.orm = useService("orm");
        this.state = useState({ shown: STEP, canHold: false, canMessage: false });
        this.moreRef = useRef("more");
        onWillUpdateProps((next) => {
            if (next.part !== this.props.part || next.tables !== this.props.tables) {
                this.state.shown = STEP;
            }
        });
        user.hasGroup("stock.group_stock_user").then((has) => (this.state.canHold = has));
        user.hasGroup("stock.group_stock_manager").then((has) => (this.state.canMessage = has));
        useEffect(
            (el) => {
                if (el) {
                    const observer = new IntersectionObserver(([entry]) => {
                        if (entry.isIntersecting) {
                            this.onMore();
                        }
                    });
                    observer.observe(el);
                    return () => observer.disconnect();
                }
            },
            // Observed anew after each step, for the end may still be in sight.
            () => [this.moreRef.el, this.state.shown],
        );
    }

    get isCustomers() {
        return this.props.part === "customers";
    }

    get all() {
        return this.props.tables[this.props.part];
    }

    get rows() {
        return this.all.slice(0, this.state.shown);
    }

    get totals() {
        return this.props.tables[this.isCustomers ? "customer_totals" : "stock_totals"];
    }

    get moreText() {
        return _t("Show more rows (%(shown)s of %(count)s)", {
            shown: whole(this.state.shown),
            count: whole(this.all.length),
        });
    }

    /** A customer is named once, above all that it got. */
    isFirst(index) {
        const [row, above] = [this.all[index], this.all[index - 1]];
        return !above || row.customer !== above.customer || row.customer_id !== above.customer_id;
    }

    certainty(row) {
        return row.certainty === "possible"
            ? word(this.props.labels, "certainties", "possible")
            : "";
    }

    lots(row) {
        const names = row.spans.map(([first, last]) =>
            first === last ? first : _t("%(first)s to %(last)s", { first, last }),
        );
        return [...names, ...(row.more ? ["…"] : [])].join(", ") || _t("(no lot)");
    }

    lotCount(row) {
        if (row.lots === 1) {
            return "";
        }
        return row.tracking === "serial"
            ? _t("%s serial numbers", whole(row.lots))
            : _t("%s lots", whole(row.lots));
    }

    moreDocuments(row) {
        return row.more_documents === 1
            ? _t("and one more")
            : _t("and %s more", whole(row.more_documents));
    }

    onMore() {
        this.state.shown = Math.min(this.state.shown + STEP, this.all.length);
    }
}
