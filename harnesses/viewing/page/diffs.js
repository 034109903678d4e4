// What a step changed: a row that came or went, a field with what it was and is, a text or list with what is new in it.

import {source} from "./data.js";
import {button, count, el, fill} from "./dom.js";
import {valueOf} from "./values.js";

const SIGNS = {"+": "added", "-": "removed", "=": "same"};

export function changesOf(run, key, step, told) {
    const box = el(
        "ul", {className: "diffs"}, told.changes.map((change, i) => changeOf(run, key, step, change, told.start + i))
    );
    let have = told.start + told.changes.length;
    if (have >= told.total) return box;
    const bar = el("div", {className: "more"});
    const draw = () => fill(
        bar,
        have >= told.total ? `all ${count(told.total, "change")}` : [
            `${have} of ${count(told.total, "change")} `, button("show more", bring)
        ]
    );
    const bring = async () => {
        try {
            const more = (await source.changes(run, key, step, step, have)).steps[0];
            box.append(...more.changes.map((change, i) => changeOf(run, key, step, change, have + i)));
            have += more.changes.length;
            draw();
        } catch (error) {
            fill(bar, error.message);
        }
    };
    draw();
    return [box, bar];
}

function changeOf(run, key, step, change, number) {
    const side = (name) => valueOf(
        change[name], (where, from, to) => source.part(run, key, name, number, [step, ...where], from, to)
    );
    const kind = kindOf(change);
    const body = change.parts ? parts(change.parts) : el(
        "div", {className: "sides"}, change.before === undefined ? null : el("div", {className: "was"}, side("before")),
        change.after === undefined ? null : el("div", {className: "is"}, side("after"))
    );
    return el(
        "li", {className: kind},
        el(
            "h4", {}, el("span", {className: "sign", title: kind}, {added: "+", removed: "−", changed: "~"}[kind]),
            el("code", {}, change.path)
        ),
        body
    );
}

function kindOf(change) {
    if (change.parts) return "changed";
    if (change.before === undefined) return "added";
    return change.after === undefined ? "removed" : "changed";
}

function parts(lines) {
    return el("div", {className: "lines"}, lines.map((line) => (line.op === "~"
        ? el("div", {className: "gap quiet"}, `… ${count(line.count, "line")} the same …`)
        : el(
            "div", {className: SIGNS[line.op]},
            el("span", {className: "sign", title: SIGNS[line.op]}, {"+": "+", "-": "−", "=": " "}[line.op]),
            el("span", {}, line.text)
        ))));
}
