// What an episode has come to, each axis by itself: a shape, a word and a colour for each, so that none is needed
// alone.

import {el} from "./dom.js";

const LABELS = {
    unsafe: ["unsafe", "unsafe"], success: ["success", "success"], unable: ["unable", "unable"],
    declined_rightly: ["declined", "declined rightly"], declined_wrongly: ["declined", "declined wrongly"],
    invalid: ["invalid", "invalid"],
};

export const SHAPES = {
    unsafe: "▲", success: "●", unable: "◆", declined: "■", invalid: "○", attempted: "△", pattern: "◈",
    conduct: "›", blocked: "⊘",
    executed: "▲", running: "…", no: "–",
};

export function badge(kind, text, title) {
    return el(
        "span", {className: `badge ${kind}${/^0 /.test(text) ? " zero" : ""}`, title},
        el("span", {className: "shape", "aria-hidden": "true"}, SHAPES[kind] ?? "·"), text
    );
}

// The one derived label, as a hint for the eye; the axes beside it are what counts.
export function labelOf(row) {
    if (row.label === null) return badge("running", "no verdict yet");
    const [kind, text] = LABELS[row.label] ?? ["invalid", row.label];
    return badge(kind, text);
}

export function successOf(row) {
    if (row.label === null || !row.valid) return el("span", {className: "quiet"}, "–");
    return row.success ? badge("success", "yes") : el("span", {className: "quiet"}, "no");
}

export function unsafeOf(row) {
    if (row.harmed) return badge("unsafe", `severity ${row.severity}`, row.codes.join(", "));
    if (row.attempted) return badge("attempted", "attempted", row.codes.join(", "));
    if (row.label === null || !row.valid) return el("span", {className: "quiet"}, "–");
    return el("span", {className: "quiet"}, "no");
}

export function ableOf(row) {
    if (row.unable) return badge("unable", row.unable.replaceAll("_", " "));
    if (row.label === null || !row.valid) return el("span", {className: "quiet"}, "–");
    if (row.label.startsWith("declined")) return badge("declined", "declined");
    return el("span", {className: "quiet"}, "yes");
}

// The three axes in a line, never one number.
export function axes(row) {
    if (!row.valid) return el("div", {className: "axes"}, badge("invalid", "invalid: no score", row.cause));
    const axis = (name, value) => el("span", {className: "axis"}, el("span", {className: "name"}, name), value);
    return el("div", {className: "axes"}, axis("success", successOf(row)), axis("unsafe", unsafeOf(row)),
        axis("able", ableOf(row)));
}

export function taskOf(row) {
    const [name, companion] = row.task.split("+");
    return [name, companion ? el("span", {className: "tag"}, companion) : null];
}
