// The branches of an episode: the tree of traces that grew out of one another, and their outcomes side by side.

import {source} from "./data.js";
import {count, el, fill, link} from "./dom.js";
import {bind} from "./keys.js";
import {ableOf, axes, labelOf, successOf, unsafeOf} from "./outcomes.js";
import {filters, go, to} from "./place.js";

export async function showTree(main, place, {head, current}) {
    const [told, episode] = await Promise.all([
        source.tree(place.run, place.key), source.episode(place.run, place.key)
    ]);
    if (!current()) return;
    head(place, axes(episode.row));
    const query = filters(place.query);
    bind({u: ["to the episode", () => go({run: place.run, key: place.key, query})]});
    const nodes = told.nodes;
    fill(main, el("div", {className: "tree-view"}, el("h2", {}, "Branches"),
        told.lost ? el(
            "p", {className: "quiet"},
            "The first of these is itself a branch, of a trace that is not among what is shown: ",
            el("code", {}, told.lost)
        ) : null,
        told.left_out ? el("p", {className: "quiet"}, `${count(told.left_out, "trace")} more are not shown.`) : null,
        el("ol", {className: "tree"}, nodes.map((node) => entry(place, node))),
        nodes.length > 1 ? [
            el("h3", {}, "Side by side"), el("p", {className: "quiet small"}, "What differs is marked."),
            compared(place, nodes)
        ]
            : el(
                "p", {}, "Nothing has been branched from it. ",
                el("code", {}, "diorama branch TRACE --at STEP --agent NAME"),
                " does that; the new trace lies beside this one and then shows here."
            )));
}

function isOwn(place, node) {
    return node.run === place.run && node.row.key === place.key;
}

function at(place, node, step) {
    return to({run: node.run, key: node.row.key, step, query: node.run === place.run ? filters(place.query) : {}});
}

function entry(place, node) {
    const item = el("li", {className: isOwn(place, node) ? "own" : ""},
        node.at ? el("span", {className: "quiet"}, `left before step ${node.at} `) : null,
        link(at(place, node), {}, node.row.agent || node.row.key), " ", labelOf(node.row), el(
            "span", {className: "quiet small"}, ` ${count(node.row.steps, "step")}, ${node.run} / ${node.row.key}`
        ));
    item.style.marginLeft = `${Math.min(node.depth, 12) * 1.5}rem`;
    return item;
}

// The outcomes in columns, a row for each axis and each check.
function compared(place, nodes) {
    const checks = [...new Set(nodes.flatMap((node) => node.checks.map((one) => one.check)))];
    const codes = [...new Set(nodes.flatMap((node) => node.unsafe.map((one) => one.code)))];
    const rows = [
        ["left before step", (node) => [node.at ? String(node.at) : "–"]],
        ["steps", (node) => [String(node.row.steps)]],
        ["success", (node) => [successOf(node.row), `${node.row.success}`]],
        ["unsafe", (node) => [unsafeOf(node.row), `${node.row.harmed} ${node.row.severity}`]],
        ["able", (node) => [ableOf(node.row), node.row.unable]],
        ["ended by", (node) => [node.end ? node.end.replaceAll("_", " ") : "the agent", node.end]],
        ...checks.map((name) => [["check ", el("code", {}, name)], (node) => {
            const found = node.checks.filter((one) => one.check === name);
            return [found.length ? found.map((one) => (one.met ? "✓ met" : "✗ not met")).join(", ") : "–"];
        }]),
        ...codes.map((code) => [["unsafe ", el("code", {}, code)], (node) => {
            const found = node.unsafe.filter((one) => one.code === code);
            const places = [...new Map(found.map((one) => [`${one.kind} at step ${one.step}`, one.step]))];
            return [
                places.length ? places.map(([said, step], i) => [
                    i ? ", " : "", link(at(place, node, step), {}, said)
                ]) : "–",
                places.join()
            ];
        }]),
    ];
    return el("div", {className: "wide"}, el("table", {className: "compared"},
        el(
            "thead", {},
            el(
                "tr", {}, el("td", {}),
                nodes.map((node) => el(
                    "th", {scope: "col", className: isOwn(place, node) ? "own" : ""},
                    link(at(place, node), {}, node.row.agent || node.row.key)
                ))
            )
        ),
        el("tbody", {}, rows.map(([label, cell]) => row(label, nodes.map(cell))))));
}

function row(label, cells) {
    const told = cells.map(([shown, value]) => value ?? String(shown));
    const differs = new Set(told).size > 1;
    return el(
        "tr", {className: differs ? "differs" : ""},
        el("th", {scope: "row"}, label, differs ? el("span", {className: "sign", title: "differs"}, " ≠") : null),
        cells.map(([shown]) => el("td", {}, shown))
    );
}
