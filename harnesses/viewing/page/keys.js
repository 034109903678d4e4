// Keys: each view says what its keys do; those of every view are here.

import {el, fill} from "./dom.js";

const dialog = document.getElementById("help");
const ALWAYS = [["?", "show or hide this"]];
const CAPS = {ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→"};
let bound = {};

// Bind the keys of a view: {key: [what it does in words, function]}. Several names of one key are parted by a space.
export function bind(keys) {
    bound = {};
    for (const [names, [, act]] of Object.entries(keys)) for (const name of names.split(" ")) bound[name] = act;
    const rows = [...Object.entries(keys).map(([names, [what]]) => [names, what]), ...ALWAYS];
    fill(dialog, el("h2", {}, "Keys"), el("dl", {}, rows.map(([names, what]) =>
        el(
            "div", {className: "pair"}, el("dt", {}, names.split(" ").map((name) => el("kbd", {}, CAPS[name] ?? name))),
            el("dd", {}, what)
        ))));
}

export function help() {
    if (dialog.open) dialog.close();
    else dialog.showModal();
}

window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (typing) {
        if (event.key === "Escape") event.target.blur();
        return;
    }
    const act = event.key === "?" ? help : dialog.open ? undefined : bound[event.key];
    if (!act) return;
    event.preventDefault();
    act();
});

dialog.addEventListener("click", () => dialog.close());
