import { useBus, useService } from "@web/core/utils/hooks";
import { FNC1_CHAR } from "@barcodes_gs1_nomenclature/js/barcode_parser";

// Barcodes of commands, as core has them for its buttons.
const COMMAND = /^(OCD|OBT)/;

/**
 * Listen to a scanner that types like a keyboard, wherever the focus is but in another field, and
 * to a field of one's own, into which a scanner may type as well as a person.
 *
 * @param {(text: string) => void} onScan
 * @param {() => boolean} isListening whether scans are meant for who asks
 * @returns {(ev: KeyboardEvent) => void} handler of `keydown` for the field
 */
export function useScanInput(onScan, isListening = () => true) {
    const take = (text) => {
        if (text.trim() && !COMMAND.test(text)) {
            onScan(text);
        }
    };
    useBus(useService("barcode").bus, "barcode_scanned", ({ detail }) => {
        if (isListening()) {
            take(detail.barcode);
        }
    });
    return (ev) => {
        const field = ev.target;
        // A field drops what scanners type for FNC1.
        if (ev.ctrlKey && ev.key === "]") {
            ev.preventDefault();
            field.value += FNC1_CHAR;
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            const text = field.value;
            field.value = "";
            take(text);
        }
    };
}
