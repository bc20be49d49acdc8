import { BarcodeVideoScanner } from "@web/core/barcode/barcode_video_scanner";
import { CropOverlay } from "@web/core/barcode/crop_overlay";
import { browser } from "@web/core/browser/browser";

// Of the picture of the camera.
const SEEN = 0.9;

/** Odoo looks at a narrow band at first, which no QR code or DataMatrix fits into. */
export class ScanArea extends CropOverlay {
    setup() {
        super.setup();
        this.localStorageKey = "product_traceability.scan_area";
    }

    computeDefaultPoint() {
        super.computeDefaultPoint();
        if (!browser.localStorage.getItem(this.localStorageKey)) {
            const { width, height } = this.cropContainerRef.el.firstChild.getBoundingClientRect();
            const corner = (1 + SEEN) / 2;
            this.relativePosition = { x: width * corner, y: height * corner };
        }
    }
}

export class ScanCamera extends BarcodeVideoScanner {
    static components = { CropOverlay: ScanArea };
}
