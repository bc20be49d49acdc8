import { useEffect, useState } from "@odoo/owl";

const NEAREST = 3;
const FARTHEST = 0.05;
/** A picture that is asked to fit is not blown up beyond this. */
const LARGEST_FIT = 1.25;
/** A picture that would get smaller than this opens at a size that can be read instead. */
const SMALLEST_FIT = 0.3;
const READABLE = 0.7;
/** A frame of which less than this is in sight is one to scroll to. */
const LOWEST_SIGHT = 240;
const MARGIN = 24;
const TOP = 64;
/** A finger or mouse that moved less than this has clicked. */
const CLICK_PIXELS = 4;

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/**
 * Let a drawing be moved and zoomed by mouse, fingers and keys.
 *
 * Dragging moves it; the wheel zooms with Ctrl held (as a pinch on a touchpad does), so that the
 * page still scrolls; two fingers pinch.
 *
 * @param {{el: Element}} ref the drawing's element, of fixed size on the screen
 * @param {() => {width: number, height: number}} getSize what is drawn, in pixels
 * @param {() => Object} getHome the box {x, y, width, height} that a large drawing opens at
 * @returns {Object} `state` {x, y, scale, isPlaced}, `zoom(factor)`, `open()`: all of it if that can
 *  be read, else what is around home; `fit()`: all of it; `move(x, y)`, `reveal(box)`, `wasDragged()`
 */
export function usePanZoom(ref, getSize, getHome) {
    // Nothing is placed until the screen has given the drawing its room.
    const state = useState({ x: 0, y: 0, scale: 1, isPlaced: false });
    const pointers = new Map();
    let dragged = 0;
    // Until someone moves the drawing, it takes whatever room there is.
    let settle = open;

    const frame = () => ref.el.getBoundingClientRect();

    /** Zoom about a point of the frame, its middle when none is given. */
    function zoom(factor, point = { x: frame().width / 2, y: frame().height / 2 }) {
        settle = null;
        const scale = clamp(state.scale * factor, FARTHEST, NEAREST);
        const ratio = scale / state.scale;
        state.x = point.x - (point.x - state.x) * ratio;
        state.y = point.y - (point.y - state.y) * ratio;
        state.scale = scale;
    }

    function move(x, y) {
        settle = null;
        state.x += x;
        state.y += y;
    }

    /** What one sees of the frame without scrolling the page, where that is enough to look at. */
    function sight() {
        const room = frame();
        const height = clamp(window.innerHeight - room.top, LOWEST_SIGHT, room.height);
        return { width: room.width, height: room.top < 0 ? room.height : height };
    }

    function fit(room = frame()) {
        settle = fit;
        state.isPlaced = true;
        const { width, height } = getSize();
        const scale = Math.min(
            (room.width - 2 * MARGIN) / Math.max(width, 1),
            (room.height - 2 * MARGIN) / Math.max(height, 1),
            LARGEST_FIT,
        );
        state.scale = clamp(scale, FARTHEST, NEAREST);
        state.x = (room.width - width * state.scale) / 2;
        // A low picture stands near the top, where the eye is, not in the middle of a tall frame.
        state.y = Math.min((room.height - height * state.scale) / 2, TOP);
    }

    function open() {
        fit(sight());
        settle = open;
        const home = getHome();
        if (state.scale >= SMALLEST_FIT || !home) {
            return;
        }
        const [size, room] = [getSize(), sight()];
        state.scale = READABLE;
        /** Home in the middle, but nothing blank beside the drawing. */
        const place = (space, whole, middle) => {
            const spare = space - MARGIN - whole * READABLE;
            return spare > MARGIN
                ? Math.min((space - whole * READABLE) / 2, TOP)
                : clamp(space / 2 - middle * READABLE, spare, MARGIN);
        };
        state.x = place(room.width, size.width, home.x + home.width / 2);
        state.y = place(room.height, size.height, home.y + home.height / 2);
    }

    /** Move as little as brings a box {x, y, width, height} of the drawing into the frame. */
    function reveal(box) {
        const room = frame();
        const near = (start, length, space, offset) => {
            const low = start * state.scale + offset;
            const high = (start + length) * state.scale + offset;
            return low < MARGIN ? MARGIN - low : Math.min(0, space - MARGIN - high);
        };
        const x = near(box.x, box.width, room.width, state.x);
        const y = near(box.y, box.height, room.height, state.y);
        if (x || y) {
            move(x, y);
        }
    }

    const spread = () => {
        const [a, b] = [...pointers.values()];
        return Math.hypot(a.x - b.x, a.y - b.y);
    };

    function onPointerDown(ev) {
        if (ev.button === 0) {
            pointers.set(ev.pointerId, { x: ev.clientX, y: ev.clientY });
            dragged = 0;
        }
    }

    function onPointerMove(ev) {
        const last = pointers.get(ev.pointerId);
        if (!last) {
            return;
        }
        const now = { x: ev.clientX, y: ev.clientY };
        const before = pointers.size === 2 && spread();
        pointers.set(ev.pointerId, now);
        dragged += Math.hypot(now.x - last.x, now.y - last.y);
        if (before) {
            const room = frame();
            zoom(spread() / before, { x: now.x - room.x, y: now.y - room.y });
        } else if (pointers.size === 1 && dragged > CLICK_PIXELS) {
            // Captured only once it is a drag: a click must reach the box under it.
            ref.el.setPointerCapture(ev.pointerId);
            move(now.x - last.x, now.y - last.y);
        }
    }

    function onPointerUp(ev) {
        pointers.delete(ev.pointerId);
    }

    function onWheel(ev) {
        if (ev.ctrlKey || ev.metaKey) {
            ev.preventDefault();
            const room = frame();
            const point = { x: ev.clientX - room.x, y: ev.clientY - room.y };
            zoom(Math.exp(-ev.deltaY / 300), point);
        }
    }

    useEffect(
        (el) => {
            const listeners = {
                pointerdown: onPointerDown,
                pointermove: onPointerMove,
                pointerup: onPointerUp,
                pointercancel: onPointerUp,
                wheel: onWheel,
            };
            for (const [name, listener] of Object.entries(listeners)) {
                el.addEventListener(name, listener, { passive: false });
            }
            open();
            const observer = new ResizeObserver(() => settle?.());
            observer.observe(el);
            return () => {
                observer.disconnect();
                for (const [name, listener] of Object.entries(listeners)) {
                    el.removeEventListener(name, listener);
                }
            };
        },
        () => [ref.el],
    );

    return { state, zoom, move, open, fit, reveal, wasDragged: () => dragged > CLICK_PIXELS };
}
