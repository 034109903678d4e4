// Values of calls, results and states: nested lists, texts with their lines, and what was cut, to be shown on demand.
// Cuts are told beside a value by their place, so nothing that stands in a value is taken for one.

import {button, el, figure, fill, moment} from "./dom.js";

const MORE = 100_000; // characters of a text that come at once
const CHUNK = 20_000; // characters of a text in one block: what is out of sight is not laid out
const ROWS = 500; // items of a list that come at once

const placeKey = (place) => JSON.stringify(place);

// Show a value as {value, cuts}. `load(place, from, to)` brings {value, cuts} of what was cut.
export function valueOf(told, load) {
    const cuts = new Map((told.cuts ?? []).map((cut) => [placeKey(cut.place), cut]));
    return el("div", {className: "value"}, shown(told.value, [], {cuts, load}));
}

// Return a part of a told value by its name, with the cuts in it.
export function within(told, name) {
    const cuts = (told.cuts ?? []).filter((cut) => cut.place[0] === name);
    return {value: told.value[name], cuts: cuts.map((cut) => ({...cut, place: cut.place.slice(1)}))};
}

function shown(value, place, context) {
    const cut = context.cuts.get(placeKey(place));
    if (cut?.kind === "number") return el("span", {className: "number"}, value);
    if (typeof value === "string") return text(value, place, cut, context);
    if (value === null) return el("span", {className: "none"}, "none");
    if (typeof value !== "object") return el(
        "span", {className: typeof value, title: isTime(value) ? `${moment(value)} UTC` : null}, String(value)
    );
    return Array.isArray(value) ? list(value, place, cut, context) : object(value, place, cut, context);
}

// Tell whether a number is likely to be a time in ms: one of the years in which worlds play.
function isTime(value) {
    return typeof value === "number" && value > 1.5e12 && value < 2.2e12;
}

function text(value, place, cut, context) {
    if (!cut && !value.includes("\n") && value.length <= 200) {
        return value === "" ? el("span", {className: "none"}, "empty text") : el("span", {className: "text"}, value);
    }
    const box = el("div", {className: "long"}, chunks(value));
    return cut ? el("div", {}, box, remainder(box, place, value, cut.size, context)) : box;
}

function chunks(value) {
    const out = [];
    for (let at = 0, end; at < value.length; at = end) {
        end = Math.min(value.length, at + CHUNK);
        if (end < value.length && /[\ud800-\udbff]/.test(value[end - 1])) end += 1; // two halves of one character
        out.push(el("span", {className: "chunk"}, value.slice(at, end)));
    }
    return out;
}

const sizeOf = (value) => [...value].length; // in characters, as the server counts, not in halves of them

// What stands under a text that was cut: how much there is, and buttons for more and for all of it.
function remainder(box, place, value, size, context) {
    const bar = el("div", {className: "more"});
    let have = sizeOf(value);
    const bring = async (to) => {
        for (const one of bar.querySelectorAll("button")) one.disabled = true;
        try {
            while (have < to) {
                const told = await context.load(place, have, Math.min(to, have + 10 * MORE));
                if (!told.value) throw new Error("the rest did not come");
                box.append(...chunks(told.value));
                have += sizeOf(told.value);
            }
            draw();
        } catch (error) {
            fill(bar, error.message);
        }
    };
    const draw = () => {
        fill(bar, have >= size ? `all ${figure(size)} characters` : [
            `${figure(have)} of ${figure(size)} characters `,
            size - have > MORE ? button(`show ${figure(MORE)} more`, () => bring(have + MORE)) : null,
            button("show all", () => bring(size)),
        ]);
    };
    draw();
    return bar;
}

function flat(value) {
    return value === null || typeof value !== "object";
}

function list(value, place, cut, context) {
    if (!cut && value.length === 0) return el("span", {className: "none"}, "empty list");
    const short = !cut && value.length <= 12 && value.every((item) => flat(item) && String(item).length <= 60);
    if (short) return el(
        "span", {className: "row"},
        value.map((item, number) => el("span", {className: "item"}, shown(item, [...place, number], context)))
    );
    const box = el(
        "ol", {className: "list", start: "0"},
        value.map((item, number) => el("li", {}, shown(item, [...place, number], context)))
    );
    return cut ? el("div", {}, box, further(box, place, value.length, cut.size, context, "items", (told) =>
        told.value.map((item, number) => el(
            "li", {}, later(item, [number], [...place, told.first + number], told, context)
        ))
    )) : box;
}

function object(value, place, cut, context) {
    const pairs = Object.entries(value);
    if (!cut && pairs.length === 0) return el("span", {className: "none"}, "empty object");
    const box = el("dl", {}, pairs.map(([key, item]) => pair(key, shown(item, [...place, key], context))));
    return cut ? el("div", {}, box, further(box, place, pairs.length, cut.size, context, "fields", (told) =>
        told.value.map(([key, item], number) => pair(key, later(item, [number, 1], [...place, key], told, context)))
    )) : box;
}

function pair(key, item) {
    return el("div", {className: "pair"}, el("dt", {}, key), el("dd", {}, item));
}

// Show an item that came later: `at` is its place in what came, whose cuts begin with that, `place` its place in all.
function later(item, at, place, told, context) {
    const own = (told.cuts ?? []).filter((cut) => at.every((key, number) => cut.place[number] === key));
    return shown(item, [], {
        cuts: new Map(own.map((cut) => [placeKey(cut.place.slice(at.length)), cut])),
        load: (where, from, to) => context.load([...place, ...where], from, to),
    });
}

// What stands under a list that was cut: how much there is, and a button for more.
function further(box, place, have, size, context, what, make) {
    const bar = el("div", {className: "more"});
    const bring = async () => {
        bar.querySelector("button").disabled = true;
        try {
            const told = await context.load(place, have, have + ROWS);
            told.first = have;
            const made = make(told);
            if (!made.length) throw new Error(`${what} ${have} and further did not come`);
            box.append(...made);
            have += made.length;
            draw();
        } catch (error) {
            fill(bar, error.message);
        }
    };
    const draw = () => {
        fill(bar, have >= size ? `all ${figure(size)} ${what}` : [
            `${figure(have)} of ${figure(size)} ${what} `, button(
                `show ${figure(Math.min(ROWS, size - have))} more`, bring
            ),
        ]);
    };
    draw();
    return bar;
}
