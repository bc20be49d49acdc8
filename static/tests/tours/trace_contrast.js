/** Whether every text of a page can be read: its contrast is that of WCAG 2.1, level AA. */

const NORMAL = 4.5;
const LARGE = 3;
const isLarge = ({ fontSize, fontWeight }) =>
    parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);

function parse(color) {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g)?.map(Number) || [0, 0, 0, 0];
    return { rgb: [red, green, blue], alpha };
}

const over = (top, below) =>
    top.rgb.map((part, index) => part * top.alpha + below[index] * (1 - top.alpha));

function luminance(rgb) {
    const [red, green, blue] = rgb.map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}

/** What lies behind an element; a text of the picture lies on the frame of its box. */
function ground(element) {
    const box = element.closest("svg .o_trace_box");
    if (box) {
        return parse(getComputedStyle(box.querySelector(".o_trace_box_frame")).fill).rgb;
    }
    let rgb = [255, 255, 255];
    const above = [];
    for (let node = element; node; node = node.parentElement) {
        above.unshift(node);
    }
    for (const node of above) {
        rgb = over(parse(getComputedStyle(node).backgroundColor), rgb);
    }
    return rgb;
}

function opacity(element) {
    let value = 1;
    for (let node = element; node; node = node.parentElement) {
        value *= Number(getComputedStyle(node).opacity);
    }
    return value;
}

/** [element, its text, the style of that] of all texts that are seen, in fields too. */
function texts(root) {
    const found = [...root.querySelectorAll("*")].map((element) => {
        if (element.matches("input, textarea") && !element.value) {
            return [element, element.placeholder, getComputedStyle(element, "::placeholder")];
        }
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
        const text = element.value ?? own.map((node) => node.textContent).join(" ");
        return [element, String(text).trim(), getComputedStyle(element)];
    });
    return found.filter(
        ([element, text]) =>
            text && !element.matches("title, defs *") && element.checkVisibility?.() !== false,
    );
}

/**
 * @param {Element} root
 * @returns {{checked: number, poor: string[]}} how many texts there are, and those that are too
 *  faint, with their contrast
 */
export function readContrast(root) {
    const found = texts(root);
    const poor = found.flatMap(([element, text, style]) => {
        const behind = ground(element);
        const color = parse(element.closest("svg") ? style.fill : style.color);
        color.alpha *= opacity(element);
        const value = contrast(over(color, behind), behind);
        return value < (isLarge(style) ? LARGE : NORMAL)
            ? [`${element.tagName}.${element.className} "${text}" ${value.toFixed(2)}`]
            : [];
    });
    return { checked: found.length, poor };
}
