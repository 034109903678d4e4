// The page: it reads the place in its address and shows what is there, again whenever the address changes.

import {source} from "./data.js";
import {button, el, fill, link} from "./dom.js";
import {showEpisode} from "./episode.js";
import {help} from "./keys.js";
import {showList} from "./list.js";
import {read, to} from "./place.js";
import {showRuns} from "./runs.js";
import {showTree} from "./tree.js";

const main = document.getElementById("main");
const top = document.getElementById("top");
let turn = 0;

// Say where one is, with what belongs beside it.
function head(place, ...beside) {
    const crumbs = [link("#/", {className: "home"}, "Diorama")];
    if (place.run !== undefined) crumbs.push(link(to({run: place.run, query: place.query}), {}, place.run));
    if (place.key !== undefined) crumbs.push(link(
        to({run: place.run, key: place.key, query: place.query}), {className: "key"}, place.key
    ));
    fill(top,
        el(
            "nav", {"aria-label": "Where you are"},
            crumbs.flatMap((crumb, i) => (i ? [el("span", {className: "quiet"}, "/"), crumb] : [crumb]))
        ),
        el("div", {className: "beside"}, beside), button(
            "?", help, {className: "ask", title: "Keys", "aria-label": "Keys"}
        ));
    document.title = [place.key, place.run, "Diorama"].filter(Boolean).join(" · ");
}

function viewOf(place) {
    if (place.run === undefined) return showRuns;
    if (place.key === undefined) return showList;
    return place.step === "branches" ? showTree : showEpisode;
}

async function show() {
    turn += 1;
    const own = turn;
    const place = read();
    const current = () => own === turn;
    main.setAttribute("aria-busy", "true");
    try {
        await viewOf(place)(main, place, {head, current});
    } catch (error) {
        if (current()) {
            head(place);
            fill(main, el("p", {className: "error", role: "alert"}, error.message));
        }
    }
    if (current()) main.setAttribute("aria-busy", "false");
}

if (source.note) document.body.prepend(el("p", {className: "note"}, source.note));
window.addEventListener("hashchange", show);
show();
