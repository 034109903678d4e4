// Where everything comes from: the server, or the data that lies in the page itself when it is a file.

import {around, page} from "./sift.js";

async function answerOf(response) {
    let told;
    try {
        told = await response.json();
    } catch {
        throw new Error(`the viewer's server failed (${response.status}); its terminal says how`);
    }
    if (!response.ok) throw new Error(told.error);
    return told;
}

// Asks the server. What was asked before is kept for a while, since traces do not change once they are complete.
class Served {
    checks = true;
    #kept = new Map();

    async #get(name, asked) {
        const address = `api/${name}?${new URLSearchParams(asked)}`;
        let response;
        try {
            response = await fetch(address);
        } catch {
            throw new Error("the viewer's server does not answer; start `diorama view` again");
        }
        return answerOf(response);
    }

    #once(name, asked) {
        const key = `${name}?${new URLSearchParams(asked)}`;
        if (!this.#kept.has(key)) {
            const told = this.#get(name, asked);
            told.catch(() => this.#kept.delete(key));
            this.#kept.set(key, told);
            if (this.#kept.size > 200) this.#kept.delete(this.#kept.keys().next().value);
        }
        return this.#kept.get(key);
    }

    runs() { return this.#get("runs", {}); }
    episodes(run, query, from, count) { return this.#get("episodes", {...query, run, from, count}); }
    around(run, key, query) { return this.#get("around", {...query, run, key}); }
    episode(run, key) { return this.#get("episode", {run, key}); }
    brief(run, key) { return this.#once("brief", {run, key}); }
    tree(run, key) { return this.#get("tree", {run, key}); }
    steps(run, key, from, to) { return this.#once("steps", {run, key, from, to}); }
    changes(run, key, from, to, start = 0) { return this.#once("changes", {run, key, from, to, start}); }

    part(run, key, part, number, place, from, to) {
        return this.#get("part", {run, key, part, number, place: JSON.stringify(place), from, to});
    }

    async picture(run, key, step) { return `api/picture?${new URLSearchParams({run, key, step})}`; }

    async check(run, key) {
        return answerOf(await fetch(`api/check?${new URLSearchParams({run, key})}`, {method: "POST"}));
    }
}

const LEFT_OUT = "This is not in the file, which would have become too large. `diorama view` on the run shows all.";

// Answers from the data in the page: what `diorama view --html` put there.
class Exported {
    checks = false;
    #data;

    constructor(data) { this.#data = data; }

    get note() { return this.#data.note; }

    #episode(run, key) {
        const found = this.#data.episodes[run]?.[key];
        if (!found) throw new Error(LEFT_OUT);
        return found;
    }

    async runs() { return this.#data.runs; }
    async episodes(run, query, from, count) { return page(this.#rows(run), query, from, count); }
    async around(run, key, query) { return around(this.#rows(run), key, query); }
    async brief(run, key) { return this.#episode(run, key).brief; }
    async steps(run, key, from, to) { return {steps: this.#episode(run, key).steps.slice(from - 1, to)}; }
    async part() { throw new Error(LEFT_OUT); }
    async check() { throw new Error("A file cannot replay; `diorama replay` can."); }

    #rows(run) {
        if (!this.#data.rows[run]) throw new Error(`there is no run ${run} in this file`);
        return this.#data.rows[run];
    }

    async episode(run, key) {
        const found = this.#data.episodes[run]?.[key];
        if (found) return found.episode;
        const row = this.#rows(run).find((one) => one.key === key);
        if (!row) throw new Error(`there is no episode ${key} in this file`);
        return {run, row, outline: [], complete: true, verdict: null, error: LEFT_OUT};
    }

    async tree(run, key) {
        const found = this.#episode(run, key).tree;
        if (!found) throw new Error("It left no trace, so nothing can have grown out of it.");
        return found;
    }

    async changes(run, key, from, to) {
        const {changes} = this.#episode(run, key);
        return changes.error ? changes : {...changes, steps: changes.steps.slice(from - 1, to)};
    }

    async picture(run, key, step) {
        const name = this.#episode(run, key).pictures[step];
        if (name === undefined) throw new Error(LEFT_OUT);
        return this.#data.pictures[name];
    }
}

const lying = document.getElementById("data");

export const source = lying ? new Exported(JSON.parse(lying.textContent)) : new Served();
