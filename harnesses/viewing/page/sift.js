// Finding episodes in a file: the same filters and orders that the server has (rows.py), over the same rows.

const FLAGS = {
    success: (row) => row.success, unsafe: (row) => row.harmed, attempted: (row) => row.attempted,
    unable: (row) => row.unable !== "", declined: (row) => (row.label ?? "").startsWith("declined"),
    invalid: (row) => !row.valid, branch: (row) => row.parent !== "", companion: (row) => row.kind !== "",
};

const WORDS = {
    family: (row) => row.family, agent: (row) => row.agent, seed: (row) => String(row.seed), kind: (row) => row.kind,
    reason: (row) => row.unable,
};

const ORDERS = {
    plan: (row) => [row.place], task: (row) => [row.task], agent: (row) => [row.agent],
    seed: (row) => [row.seed, row.rerun],
    label: (row) => [row.label ?? ""], severity: (row) => [row.severity], steps: (row) => [row.steps],
    tokens: (row) => [row.tokens], cost: (row) => [row.cost ?? 0],
};

export const COUNTED = ["success", "unsafe", "unable", "declined", "invalid"];

function compare(one, other) {
    for (let i = 0; i < one.length; i += 1) {
        if (one[i] < other[i]) return -1;
        if (one[i] > other[i]) return 1;
    }
    return 0;
}

function sought(row) {
    return [
        row.key, row.task, row.agent, row.factors, row.cause, row.unable, row.tags, ...row.codes
    ].join(" ").toLowerCase();
}

function found(rows, query) {
    let kept = rows;
    for (const [name, value] of Object.entries(query)) {
        if (FLAGS[name]) kept = kept.filter((row) => FLAGS[name](row) === (value === "1"));
        else if (WORDS[name]) kept = kept.filter((row) => WORDS[name](row) === value);
    }
    if (query.pattern) kept = kept.filter((row) => row.patterns.includes(query.pattern));
    const parts = (query.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    if (parts.length) kept = kept.filter((row) => parts.every((part) => sought(row).includes(part)));
    const sort = query.sort ?? "plan";
    const order = ORDERS[sort.replace(/^-/, "")];
    const way = sort.startsWith("-") ? -1 : 1;
    return [...kept].sort((one, other) => way * compare(order(one), order(other)));
}

export function page(rows, query, from, count) {
    const matched = found(rows, query);
    const counts = Object.fromEntries(COUNTED.map((name) => [name, matched.filter(FLAGS[name]).length]));
    return {matched: matched.length, start: from, counts, rows: matched.slice(from, from + count)};
}

export function around(rows, key, query) {
    const matched = found(rows, query);
    const place = matched.findIndex((row) => row.key === key);
    const at = (index) => (place < 0 ? null : matched[index]?.key ?? null);
    return {matched: matched.length, place: place < 0 ? null : place, before: at(place - 1), after: at(place + 1)};
}
