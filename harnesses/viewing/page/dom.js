// Elements, made of text and never of markup: whatever stands in a trace is a text node here. Characters that cannot be
// seen, or that turn the direction of writing round, are shown as marks with their code.

const HIDDEN = new RegExp(
    "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e" +
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]" +
    "|[\\u{e0000}-\\u{e0fff}]|\\p{Cs}", "gu");

const NAMES = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0d: "CR", 0x1b: "ESC", 0x7f: "DEL", 0xad: "SHY", 0x200b: "ZWSP",
    0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF",
    0x202d: "LRO", 0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};

export function codeOf(character) {
    return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function markOf(character) {
    const code = character.codePointAt(0);
    if (code >= 0xe0020 && code <= 0xe007e) return `TAG ${String.fromCharCode(code - 0xe0000)}`;
    return NAMES[code] ?? codeOf(character);
}

// Return nodes that show a text, what is hidden in it as marks.
export function words(text) {
    const out = [];
    let after = 0;
    for (const found of text.matchAll(HIDDEN)) {
        if (found.index > after) out.push(document.createTextNode(text.slice(after, found.index)));
        const mark = document.createElement("span");
        mark.className = "mark";
        mark.title = codeOf(found[0]);
        mark.textContent = markOf(found[0]);
        out.push(mark);
        after = found.index + found[0].length;
    }
    if (after < text.length) out.push(document.createTextNode(text.slice(after)));
    return out;
}

// Return a text for a title or a label, what is hidden in it as codes.
export function plain(text) {
    return text.replace(HIDDEN, (character) => `[${codeOf(character)}]`);
}

const PROPERTIES = new Set([
    "className", "hidden", "disabled", "open", "value", "type", "tabIndex", "checked", "alt", "colSpan"
]);

// Make an element. Names that begin with "on" are listeners, those of PROPERTIES properties, all others attributes.
export function el(tag, given = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
        if (value === undefined || value === null) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (PROPERTIES.has(name)) element[name] = value;
        else element.setAttribute(name, name === "href" || name === "src" ? value : plain(String(value)));
    }
    element.append(...nodes(children));
    return element;
}

export function nodes(children) {
    return children.flat(Infinity).flatMap((child) => {
        if (child === null || child === undefined || child === false) return [];
        return child instanceof Node ? [child] : words(String(child));
    });
}

export function fill(element, ...children) {
    element.replaceChildren(...nodes(children));
    return element;
}

export function link(to, given, ...children) {
    return el("a", {...given, href: to}, ...children);
}

export function button(label, onclick, given = {}) {
    return el("button", {type: "button", onclick, ...given}, label);
}

const COUNTS = new Intl.NumberFormat("en");

export function count(number, one, many = `${one}s`) {
    return `${COUNTS.format(number)} ${number === 1 ? one : many}`;
}

export function figure(number) {
    return COUNTS.format(number);
}

// Return millionths of a dollar as text.
export function money(millionths) {
    if (millionths === null || millionths === undefined) return "";
    const dollars = millionths / 1e6;
    return `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`;
}

// Return simulated time, which is UTC.
export function moment(ms) {
    const date = new Date(ms);
    return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString().replace("T", " ").replace(/\.000Z$|Z$/, "");
}

export function duration(ms) {
    if (ms < 1000) return `${ms} ms`;
    if (ms < 60_000) return `${(ms / 1000).toFixed(ms % 1000 ? 1 : 0)} s`;
    if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
    return `${(ms / 3_600_000).toFixed(1)} h`;
}
