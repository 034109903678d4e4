// The episodes of a run: filters above, a table below, both made from the address.

import {source} from "./data.js";
import {button, count, el, figure, fill, link, money} from "./dom.js";
import {bind} from "./keys.js";
import {ableOf, badge, labelOf, successOf, taskOf, unsafeOf} from "./outcomes.js";
import {filters, go, to, turn} from "./place.js";

const PAGE = 100;
const PAUSE = 150; // ms after the last letter until what is typed is sought
const FLAGS = ["success", "unsafe", "attempted", "unable", "declined", "invalid", "companion", "branch"];
const SELECTS = [
    ["agent", "agents"], ["family", "families"], ["seed", "seeds"], ["kind", "kinds"], ["pattern", "patterns"],
    ["reason", "reasons"]
];
const COLUMNS = [["label", "outcome"], ["task", "task"], ["agent", "agent"], ["seed", "seed"], [null, "success"],
    ["severity", "unsafe"],
    [null, "able"], [null, "pattern"], ["steps", "steps"], ["tokens", "tokens"], ["cost", "cost"]];

let known = null; // the run whose filters are on the page
let timer = 0;
let wanted = false; // whether somebody comes to type what to find

// Go to the list, to type what to find.
export function find(place) {
    wanted = true;
    go(place);
}

export async function showList(main, place, {head, current}) {
    const from = Number(place.query.from ?? 0) || 0;
    const query = filters(place.query);
    const [runs, told] = await Promise.all([source.runs(), source.episodes(place.run, query, from, PAGE)]);
    if (!current()) return;
    const run = runs.find((one) => one.name === place.run);
    head(place);
    const typing = document.activeElement?.id === "text" && known === place.run;
    if (!typing || !document.getElementById("list")) {
        fill(main, bar(place, run), el("div", {id: "list"}));
        known = place.run;
    } else {
        redraw(main, place, run);
    }
    fill(
        document.getElementById("list"), summary(told),
        told.matched ? table(place, told) : el("p", {className: "empty"}, "No episode is like that."),
        pages(place, told, from), faults(run)
    );
    keys(main, place, told, from);
    if (wanted) document.getElementById("text").focus();
    wanted = false;
}

function change(place, name, value) {
    const query = {...filters(place.query), [name]: value};
    go({run: place.run, query});
}

// Filters

function bar(place, run) {
    const box = el("input", {
        id: "text", type: "search", value: place.query.text ?? "", placeholder: "task, check, cause …  ( / )",
        "aria-label": "Text to find",
        oninput: (event) => {
            clearTimeout(timer);
            timer = setTimeout(
                () => turn({run: place.run, query: {...currentQuery(), text: event.target.value}}), PAUSE
            );
        },
    });
    return el(
        "form", {className: "filters", onsubmit: (event) => event.preventDefault()}, box,
        el("div", {className: "choices"}, choices(place, run))
    );
}

function currentQuery() {
    return filters(Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? "")));
}

function redraw(main, place, run) {
    fill(main.querySelector(".choices"), choices(place, run));
}

function choices(place, run) {
    const flags = FLAGS.filter(
        (name) => name !== "branch" || run?.kind === "traces" || run?.total > run?.done || place.query.branch
    );
    return [
        el(
            "div", {className: "flags", role: "group", "aria-label": "Outcomes"}, flags.map((name) => flag(place, name))
        ),
        SELECTS.filter(
            ([name, list]) => (run?.[list]?.length ?? 0) > 1 || place.query[name]
        ).map(([name, list]) => select(place, name, run?.[list] ?? [])),
        Object.keys(filters(place.query)).length ? button(
            "clear", () => go({run: place.run}), {className: "plain"}
        ) : null,
    ];
}

// A filter with three positions: any, only those, none of those.
function flag(place, name) {
    const value = place.query[name] ?? "";
    const next = {"": "1", 1: "0", 0: ""}[value] ?? "";
    const [state, label] = {1: ["true", name], 0: ["mixed", `not ${name}`]}[value] ?? ["false", name];
    return button(label, () => change(place, name, next), {
        className: `flag ${name} is-${state}`, "aria-pressed": state,
        title: "once: only these; twice: none of these; three times: all",
    });
}

function select(place, name, values) {
    const now = place.query[name] ?? "";
    const options = now && !values.map(String).includes(now) ? [now, ...values] : values;
    const box = el("select", {"aria-label": name, onchange: (event) => change(place, name, event.target.value)},
        el("option", {value: ""}, `any ${name}`), options.map((value) => el(
            "option", {value: String(value)}, String(value).replaceAll("_", " ")
        )));
    box.value = now;
    return box;
}

// The table

function summary(told) {
    const kinds = ["success", "unsafe", "unable", "declined", "invalid"];
    return el("p", {className: "summary", role: "status"}, el("strong", {}, count(told.matched, "episode")),
        kinds.filter((name) => told.counts[name]).map((name) => badge(name, `${figure(told.counts[name])} ${name}`)));
}

function table(place, told) {
    const shown = COLUMNS.filter(([name]) => !["tokens", "cost"].includes(name) || told.rows.some((row) => row.tokens));
    return el("div", {className: "wide"}, el("table", {className: "episodes"},
        el("thead", {}, el("tr", {}, shown.map(([name, label]) => heading(place, name, label)))),
        el("tbody", {}, told.rows.map((row) => line(place, row, shown)))));
}

function heading(place, name, label) {
    if (name === null) return el("th", {scope: "col"}, label);
    const sort = place.query.sort ?? "plan";
    const [is, next] = sort === name ? ["ascending", `-${name}`] : sort === `-${name}` ? ["descending", ""] : [
        "none", ["severity", "steps", "tokens", "cost"].includes(name) ? `-${name}` : name
    ];
    const arrow = {ascending: " ↑", descending: " ↓", none: ""}[is];
    return el(
        "th", {scope: "col", "aria-sort": is},
        button(`${label}${arrow}`, () => change(place, "sort", next), {className: "plain"})
    );
}

const CELLS = {
    outcome: (row) => labelOf(row), success: successOf, unsafe: unsafeOf, able: ableOf,
    agent: (row) => row.agent, seed: (row) => (row.rerun ? `${row.seed}.${row.rerun}` : String(row.seed)),
    pattern: (row) => row.patterns.map((one) => el("span", {className: "tag"}, one.replaceAll("_", " "))),
    steps: (row) => figure(row.steps), tokens: (row) => (row.tokens ? figure(row.tokens) : ""),
    cost: (row) => money(row.cost),
};

function line(place, row, columns) {
    const open = to({run: place.run, key: row.key, query: filters(place.query)});
    const cells = columns.map(([, label]) => {
        if (label !== "task") return el(
            "td", {className: ["seed", "steps", "tokens", "cost"].includes(label) ? "figure" : label}, CELLS[label](row)
        );
        return el("td", {className: "task"}, link(open, {}, taskOf(row)),
            row.parent ? el("span", {className: "tag"}, "branch") : null,
            row.factors ? el(
                "span", {className: "quiet small"}, ` ${row.factors}`
            ) : null, row.valid ? null : el("div", {className: "quiet small"}, row.cause));
    });
    return el("tr", {onclick: (event) => { if (!event.target.closest("a")) location.hash = open; }}, cells);
}

function pages(place, told, from) {
    if (told.matched <= PAGE && from === 0) return null;
    const at = (start) => to({run: place.run, query: {...place.query, from: start || ""}});
    const last = Math.min(told.matched, from + PAGE);
    return el("nav", {className: "pages", "aria-label": "Pages"},
        from > 0 ? link(
            at(Math.max(0, from - PAGE)), {rel: "prev"}, "← before"
        ) : el("span", {className: "quiet"}, "← before"),
        el("span", {}, `${figure(Math.min(from + 1, told.matched))} to ${figure(last)} of ${figure(told.matched)}`),
        last < told.matched ? link(
            at(from + PAGE), {rel: "next"}, "after →"
        ) : el("span", {className: "quiet"}, "after →"));
}

function faults(run) {
    if (!run?.faults?.length) return null;
    return el(
        "details", {className: "faults"}, el("summary", {}, `${count(run.faults.length, "trace")} cannot be read`),
        el("ul", {}, run.faults.map((one) => el("li", {}, `${one.trace}: ${one.why}`)))
    );
}

function keys(main, place, told, from) {
    const links = () => [...main.querySelectorAll("td.task > a")];
    const move = (by) => {
        const all = links();
        const at = all.indexOf(document.activeElement);
        all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
    };
    const page = (start) => { if (start >= 0 && start < told.matched && start !== from) go(
        {run: place.run, query: {...place.query, from: start || ""}}
    ); };
    bind({
        "j ArrowDown": ["next episode", () => move(1)], "k ArrowUp": ["episode before", () => move(-1)],
        Enter: ["open it", () => document.activeElement?.click()],
        "]": ["next page", () => page(from + PAGE)], "[": ["page before", () => page(from - PAGE)],
        "/": ["find text", () => document.getElementById("text").focus()], u: ["to the runs", () => go({})],
    });
}
