import { Component, useEffect, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { useChildRef, useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";

/** Type or scan a lot, serial number, transfer, order, partner or package; or pick many lots. */
export class TraceSelector extends Component {
    static template = "product_traceability.TraceSelector";
    static components = { AutoComplete };
    static props = {
        // Called with what was picked: a model, and ids of it.
        onPick: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.addDialog = useOwnedDialogs();
        this.inputRef = useChildRef();
        this.state = useState({ value: "", unknown: "", attempts: 0 });
        // The next scan or word takes the place of what nobody knows.
        useEffect(
            (attempts) => {
                if (attempts) {
                    this.inputRef.el.focus();
                    this.inputRef.el.select();
                }
            },
            () => [this.state.attempts],
        );
        this.sources = [
            {
                placeholder: _t("Loading..."),
                options: this.find.bind(this),
                optionSlot: "option",
            },
        ];
    }

    async find(text) {
        this.asking?.abort?.(false);
        this.asking = this.orm.call("traceability.graph", "find_traceable", [text]);
        const found = await this.asking;
        const options = found.map(({ model, id, name, kind, detail }) => ({
            label: name,
            data: { kind, detail },
            onSelect: () => this.pick(model, [id]),
        }));
        if (!options.length) {
            options.push(
                text
                    ? { label: this.unknownText(text), onSelect: () => this.onUnknown(text) }
                    : { label: _t("(no result)") },
            );
        }
        options.push({
            label: _t("Choose several lots..."),
            cssClass: "o_m2o_dropdown_option",
            onSelect: () => this.chooseLots(text),
        });
        return options;
    }

    unknownText(text) {
        return _t("Nothing found for “%s”", text);
    }

    onUnknown(text) {
        Object.assign(this.state, { value: text, unknown: text });
        this.state.attempts++;
    }

    onInput() {
        this.state.unknown = "";
    }

    pick(model, ids) {
        Object.assign(this.state, { value: "", unknown: "" });
        return this.props.onPick(model, ids);
    }

    chooseLots(text) {
        const filters = text
            ? [
                  {
                      description: _t("Lot/Serial Number: %s", text),
                      domain: [["name", "ilike", text]],
                  },
              ]
            : undefined;
        this.addDialog(SelectCreateDialog, {
            title: _t("Lots to trace as one"),
            resModel: "stock.lot",
            noCreate: true,
            multiSelect: true,
            dynamicFilters: filters,
            onSelected: (ids) => this.pick("stock.lot", ids),
        });
    }
}
