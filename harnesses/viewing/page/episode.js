// One episode: the outline of its steps on one side, what is at the chosen place on the other.

import {source} from "./data.js";
import {count, el, fill, link} from "./dom.js";
import {bind} from "./keys.js";
import {find} from "./list.js";
import {axes, SHAPES} from "./outcomes.js";
import {showOverview} from "./overview.js";
import {filters, go, to} from "./place.js";
import {showStep} from "./step.js";

let open = null; // the episode on the page: {run, key, told, around}

export async function showEpisode(main, place, {head, current}) {
    const query = filters(place.query);
    const same = open && open.run === place.run && open.key === place.key && document.getElementById("outline");
    if (!same) {
        const [told, around] = await Promise.all([
            source.episode(place.run, place.key), source.around(place.run, place.key, query)
        ]);
        if (!current()) return;
        open = {run: place.run, key: place.key, told, around};
        fill(main, el("div", {className: "episode"}, outline(place, told), el("article", {id: "detail"})));
    }
    const {told, around} = open;
    head(place, axes(told.row), neighbours(place, around));
    keys(place, told, around);
    const step = place.step === undefined ? 0 : Number(place.step);
    mark(step);
    const detail = document.getElementById("detail");
    detail.scrollTop = 0;
    window.scrollTo(0, 0);
    if (step === 0) await showOverview(detail, place, told, current);
    else if (
        Number.isInteger(step) && step > 0 && step <= told.outline.length
    ) await showStep(detail, place, told, step, current);
    else fill(
        detail,
        el(
            "p", {className: "error", role: "alert"},
            `There is no step ${place.step}: the episode has ${count(told.outline.length, "step")}.`
        )
    );
}

function neighbours(place, around) {
    const at = (key) => to({run: place.run, key, query: filters(place.query)});
    const side = (key, label, title) => (
        key === null ? el("span", {className: "quiet"}, label) : link(at(key), {title}, label)
    );
    return el("nav", {className: "neighbours", "aria-label": "Other episodes"},
        side(around.before, "[ before", "The episode before"),
        el(
            "span", {className: "quiet"}, around.place === null ? "" : `${around.place + 1} of ${around.matched}`
        ), side(around.after, "after ]", "The next episode"));
}

function outline(place, told) {
    const at = (step) => to({run: place.run, key: place.key, step: step || undefined, query: filters(place.query)});
    return el("nav", {id: "outline", "aria-label": "Steps"}, el("ol", {},
        el(
            "li", {"data-step": "0"},
            link(
                at(0), {}, el("span", {className: "number"}, "·"),
                el("span", {className: "call"}, el("b", {}, "Overview"))
            )
        ),
        told.outline.map((line, i) => entry(line, i + 1, at(i + 1)))));
}

function entry(line, number, href) {
    const marks = (line.marks ?? []).filter((one) => one.kind !== "conduct");
    const refused = line.guard ? `${SHAPES.blocked} ${line.guard}` : line.code;
    const kind = ["executed", "attempted", marks[0]?.kind].find((one) => marks.some((mark) => mark.kind === one));
    const worst = kind === "executed" ? "unsafe" : kind ?? "";
    const names = [...new Set(marks.filter((one) => one.kind === kind).map((one) => one.name))];
    return el("li", {"data-step": String(number), className: worst}, link(href, {},
        el("span", {className: "number"}, String(number)),
        el(
            "span", {className: "call"}, line.tool ? el("b", {}, line.tool) : el("i", {}, "no call"), " ",
            el("span", {className: "quiet"}, line.arguments)
        ),
        line.ok ? null : el("span", {className: "refused", title: line.message}, refused),
        worst ? el(
            "span", {className: "finding", title: marks.map((one) => one.name).join(", ")}, SHAPES[worst], " ",
            names[0], names.length > 1 ? ` +${names.length - 1}` : null
        ) : null));
}

function mark(step) {
    for (const one of document.querySelectorAll("#outline [aria-current]")) one.removeAttribute("aria-current");
    const now = document.querySelector(`#outline [data-step="${CSS.escape(String(step))}"] a`);
    now?.setAttribute("aria-current", "step");
    now?.scrollIntoView({block: "nearest"});
}

function keys(place, told, around) {
    const query = filters(place.query);
    const step = Number(place.step ?? 0) || 0;
    const last = told.outline.length;
    const at = (number) => { if (number !== step && number >= 0 && number <= last) go(
        {run: place.run, key: place.key, step: number || undefined, query}
    ); };
    const found = told.outline.flatMap(
        (line, i) => ((line.marks ?? []).some((one) => one.kind !== "conduct") ? [i + 1] : [])
    );
    const other = (key) => { if (key !== null) go({run: place.run, key, query}); };
    bind({
        "j ArrowDown ArrowRight": ["next step", () => at(step + 1)],
        "k ArrowUp ArrowLeft": ["step before", () => at(step - 1)],
        "g Home": ["overview", () => at(0)], "G End": ["last step", () => at(last)],
        n: ["next finding", () => at(found.find((one) => one > step) ?? step)],
        p: ["finding before", () => at(found.findLast((one) => one < step) ?? step)],
        "[": [
            "episode before, in the list as it was filtered", () => other(around.before)
        ], "]": ["next episode", () => other(around.after)],
        b: ["branches", () => go({run: place.run, key: place.key, step: "branches", query})],
        "/": ["find in the list", () => find({run: place.run, query})],
        u: ["to the list", () => go({run: place.run, query})],
    });
}
