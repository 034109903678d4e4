// The runs: one card each, with counts and no rates: rates have denominators and intervals, which `diorama report` has.

import {source} from "./data.js";
import {count, el, figure, fill, link} from "./dom.js";
import {bind} from "./keys.js";
import {badge} from "./outcomes.js";
import {to} from "./place.js";

const COUNTS = [
    ["success", "success"], ["unsafe", "unsafe"], ["unable", "unable"], ["declined", "declined"], ["invalid", "invalid"]
];

export async function showRuns(main, place, {head, current}) {
    const runs = await source.runs();
    if (!current()) return;
    head(place);
    if (runs.length === 1 && location.hash === "") {
        location.replace(to({run: runs[0].name, key: await onlyOne(runs[0])}));
        return;
    }
    fill(main, el("h1", {}, count(runs.length, "run")), el("div", {className: "cards"}, runs.map(card)));
    const links = () => [...main.querySelectorAll(".cards h2 a")];
    const move = (by) => {
        const all = links();
        all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + by))]?.focus();
    };
    bind({"j ArrowDown": ["next run", () => move(1)], "k ArrowUp": ["run before", () => move(-1)], Enter: [
        "open", () => document.activeElement?.click()
    ]});
}

// Return the key of a trace that was given alone: that one is what one wants to see.
async function onlyOne(run) {
    if (run.kind !== "traces" || run.total !== 1) return undefined;
    return (await source.episodes(run.name, {}, 0, 1)).rows[0].key;
}

function card(run) {
    if (run.error) return el(
        "section", {className: "card"}, el("h2", {}, run.name), el("p", {className: "error"}, run.error)
    );
    const under = run.kind === "run" ? `${figure(run.done)} of ${count(run.planned, "episode")} done`
        : count(run.total, "trace");
    return el("section", {className: "card"},
        el("h2", {}, link(to({run: run.name}), {}, run.name)),
        el(
            "p", {className: "quiet"}, under,
            run.total > run.done ? `, ${figure(run.total - run.done)} more traces` : "",
            run.families.length ? `; ${run.families.join(", ")}` : ""
        ),
        el("p", {className: "quiet"}, run.agents.join(", ")),
        el("ul", {className: "counts"}, COUNTS.map(([kind, flag]) => el("li", {},
            link(to({run: run.name, query: {[flag]: "1"}}), {}, badge(kind, `${figure(run.counts[flag])} ${flag}`))))),
        run.faults.length ? el(
            "details", {}, el("summary", {}, `${count(run.faults.length, "trace")} cannot be read`),
            el("ul", {}, run.faults.map((one) => el("li", {}, `${one.trace}: ${one.why}`)))
        ) : null,
    );
}
