import { downloadFile } from "@web/core/network/download";

const MARGIN = 20;
/** Browsers draw no canvas beyond about this many pixels a side. */
const LARGEST_SIDE = 8000;
const FINENESS = 2;

/**
 * @param {SVGElement} svg the picture on the screen
 * @param {{width: number, height: number}} size of the whole drawing
 * @returns {string} the whole drawing as a file of its own, whatever part of it is on the screen
 */
function wholeSvg(svg, { width, height }) {
    const copy = svg.cloneNode(true);
    const box = [-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
    copy.querySelector(".o_trace_drawing").removeAttribute("transform");
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("viewBox", box.join(" "));
    copy.setAttribute("width", box[2]);
    copy.setAttribute("height", box[3]);
    copy.removeAttribute("class");
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const [x, y, w, h] = box;
    Object.entries({ x, y, width: w, height: h, fill: "#fff" }).forEach((pair) =>
        paper.setAttribute(...pair),
    );
    copy.prepend(paper);
    return new XMLSerializer().serializeToString(copy);
}

/** Save the whole picture as `name`.svg */
export function saveSvg(svg, size, name) {
    downloadFile(wholeSvg(svg, size), `${name}.svg`, "image/svg+xml");
}

/** Save the whole picture as `name`.png, as fine as a browser draws it. */
export async function savePng(svg, size, name) {
    const source = new Blob([wholeSvg(svg, size)], { type: "image/svg+xml" });
    const url = URL.createObjectURL(source);
    try {
        const image = new Image();
        image.src = url;
        await image.decode();
        const fineness = Math.min(FINENESS, LARGEST_SIDE / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = image.width * fineness;
        canvas.height = image.height * fineness;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve));
        downloadFile(blob, `${name}.png`, "image/png");
    } finally {
        URL.revokeObjectURL(url);
    }
}
