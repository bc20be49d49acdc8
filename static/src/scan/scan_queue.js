import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { uuid } from "@web/core/utils/strings";
import { reactive } from "@odoo/owl";

export const RETRY = 3000; // milliseconds

/**
 * Scans in the order in which they were made, one sent after the other. While there is no network
 * they wait, and are kept when the page is left; each has a key of its own, by which the server
 * knows one that is sent again.
 */
export class ScanQueue {
    /**
     * @param {string} name of the document, under which the browser keeps what waits
     * @param {(item: Object) => Promise<boolean|void>} send handles one scan; rejects with
     *      `ConnectionLostError` to have it kept, answers `false` to have the rest wait
     */
    constructor(name, send) {
        this.storageKey = `product_traceability.scans.${name}`;
        this.send = send;
        this.running = null;
        this.state = reactive({
            items: [],
            // What was scanned before the scans that wait, and says more about them.
            memory: { productId: null, places: {} },
            ...this.stored(),
            isOffline: false,
            isPaused: false,
        });
        this.onOnline = () => this.flush();
        browser.addEventListener("online", this.onOnline);
    }

    stored() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.storageKey)) || {};
        } catch {
            return {};
        }
    }

    store() {
        const { items, memory } = this.state;
        if (items.length) {
            browser.localStorage.setItem(this.storageKey, JSON.stringify({ items, memory }));
        } else {
            browser.localStorage.removeItem(this.storageKey);
        }
    }

    /** Put a scan, `{ text, … }`, at the end, or before all others. */
    add(item, first = false) {
        this.state.items[first ? "unshift" : "push"]({ key: uuid(), ...item });
        this.store();
        return this.flush();
    }

    resume() {
        this.state.isPaused = false;
        return this.flush();
    }

    /** Send what waits. @returns {Promise} settled when nothing more can be sent now */
    flush() {
        this.running ||= this.sendAll();
        return this.running;
    }

    async sendAll() {
        await Promise.resolve(); // for `running` to be set, and the queue to be as its user leaves it
        browser.clearTimeout(this.timer);
        try {
            while (this.state.items.length && !this.state.isPaused && !this.isClosed) {
                const [item] = this.state.items;
                const goesOn = await this.send(item);
                this.state.isOffline = false;
                const index = this.state.items.findIndex(({ key }) => key === item.key);
                this.state.items.splice(index, 1);
                this.store();
                if (goesOn === false) {
                    this.state.isPaused = true;
                }
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isOffline = true;
            this.timer = browser.setTimeout(() => this.flush(), RETRY);
        } finally {
            this.running = null;
        }
    }

    close() {
        this.isClosed = true;
        browser.clearTimeout(this.timer);
        browser.removeEventListener("online", this.onOnline);
    }
}
