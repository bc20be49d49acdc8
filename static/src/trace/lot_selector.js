import { Domain } from "@web/core/domain";
import { RecordAutocomplete } from "@web/core/record_selectors/record_autocomplete";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

class LotAutocomplete extends RecordAutocomplete {
    /**
     * A scanned number comes first, even where many others contain it; and the product tells lots
     * of the same number apart.
     *
     * @override
     */
    search(name, limit) {
        const searches = [this.searchLots("ilike", name, limit)];
        if (name) {
            searches.unshift(this.searchLots("=", name, limit));
        }
        const found = Promise.all(searches).then((lots) => {
            const labels = lots
                .flat()
                .map((lot) => [lot.id, `${lot.name} (${lot.product_id[1] || ""})`]);
            return [...new Map(labels)].slice(0, limit);
        });
        return Object.assign(found, {
            abort: (...args) => searches.forEach((search) => search.abort?.(...args)),
        });
    }

    searchLots(operator, name, limit) {
        const domain = Domain.and([this.getDomain(), name ? [["name", operator, name]] : []]);
        return this.orm.searchRead("stock.lot", domain.toList(), ["name", "product_id"], {
            limit,
            context: this.props.context || {},
        });
    }
}

/** Pick a lot by typing or scanning its number. */
export class LotSelector extends RecordSelector {
    static components = { RecordAutocomplete: LotAutocomplete };
}
