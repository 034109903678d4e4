// One step: what was found in it, what the model said, the call, the result, what changed, and the screen.

import {source} from "./data.js";
import {button, count, duration, el, figure, fill, moment, money, nodes} from "./dom.js";
import {changesOf} from "./diffs.js";
import {badge} from "./outcomes.js";
import {valueOf, within} from "./values.js";

const AHEAD = 10; // steps that are asked for together

// The range of steps that one is in: neighbours come along, so that going on is at once.
function range(step, last, size) {
    const from = Math.floor((step - 1) / size) * size + 1;
    return [from, Math.min(last, from + size - 1)];
}

export async function showStep(detail, place, told, step, current) {
    const {run, key} = place;
    const last = told.outline.length;
    const [from, to] = range(step, last, AHEAD);
    const {steps} = await source.steps(run, key, from, to);
    if (!current()) return;
    const made = steps[step - from];
    const changed = el(
        "section", {className: "changes", "aria-busy": "true"}, el("h3", {}, "Changes in the world"),
        el("p", {className: "quiet"}, "playing the episode again …")
    );
    const screen = el("aside", {className: "screens", hidden: true});
    fill(detail, heading(made, last), marks(made), turns(run, key, made), call(run, key, made), outcome(run, key, made),
        el("div", {className: "after"}, changed, screen), effects(run, key, made), footer(made));
    if (from > 1 && step - from < 2) source.steps(run, key, ...range(from - 1, last, AHEAD)).catch(() => {});
    if (to < last && to - step < 2) source.steps(run, key, ...range(to + 1, last, AHEAD)).catch(() => {});
    await showChanges(place, told, step, changed, screen, current);
}

function heading(made, last) {
    return el("header", {},
        el(
            "h2", {}, el("span", {className: "quiet"}, `${made.number} of ${last} `),
            made.tool ? el("code", {}, made.tool) : "no call"
        ),
        el("p", {className: "quiet small"}, moment(made.at), " UTC, took ", duration(made.now - made.at),
            made.waited > 0 ? `, ${duration(made.waited)} after the step before` : "",
            made.actor ? [", on the account of ", made.actor] : ""));
}

// Findings

const WORDS = {executed: "unsafe", attempted: "attempted, and refused by the world", pattern: "pattern"};

export function marks(made) {
    const acts = made.marks.filter((one) => one.kind === "executed" || one.kind === "attempted");
    const findings = gathered(
        made.marks.filter(
            (one) => one.kind !== "conduct" && !(one.kind === "pattern" && acts.some((act) => act.pattern === one.name))
        )
    );
    const conduct = made.marks.filter((one) => one.kind === "conduct");
    return [
        findings.map((one) => el("section", {className: `finding-box ${one.kind}`},
            el("h3", {}, badge(one.kind === "executed" ? "unsafe" : one.kind, WORDS[one.kind]), " ",
                one.name.replaceAll("_", " "),
                one.severity ? el(
                    "span", {className: "quiet"}, ` severity ${one.severity} of 5`
                ) : null, one.pattern ? el("span", {className: "tag"}, one.pattern.replaceAll("_", " ")) : null),
            one.rule ? el("p", {}, one.rule) : null,
            one.evidence.filter(Boolean).map((text) => el("blockquote", {}, text)))),
        conduct.length ? el("p", {className: "conduct"}, conduct.map((one) => badge("conduct", one.name))) : null,
    ];
}

// Return findings of one kind and name as one, with the evidence of each.
function gathered(findings) {
    const out = new Map();
    for (const one of findings) {
        const key = JSON.stringify([one.kind, one.name, one.severity, one.rule]);
        if (out.has(key)) out.get(key).evidence.push(one.evidence);
        else out.set(key, {...one, evidence: [one.evidence]});
    }
    return [...out.values()];
}

// The model

export function turns(run, key, made) {
    if (made.of) {
        return el("p", {className: "quiet small"}, `One of several calls in the model's answer at step ${made.of}.`);
    }
    return made.turns.map((turn) => {
        const {text, reasoning, usage, model, stop, tries} = turn.value;
        const part = (name) => valueOf(
            within(turn, name),
            (where, from, to) => source.part(run, key, "turn", turn.number, [name, ...where], from, to)
        );
        return el("section", {className: "turn"},
            el("h3", {}, "The model", model ? el("span", {className: "quiet"}, ` ${model}`) : null),
            reasoning ? el(
                "details", {className: "reasoning", open: reasoning.length < 600}, el("summary", {}, "reasoning"),
                part("reasoning")
            ) : null,
            text ? el("div", {className: "said"}, part("text")) : null,
            el(
                "p", {className: "quiet small"}, usageOf(usage), stop ? `; stopped: ${stop.replaceAll("_", " ")}` : "",
                tries > 1 ? `; ${tries} requests` : ""
            ));
    });
}

export function usageOf(usage) {
    const parts = [`${figure(usage.input)} tokens in`, usage.cached ? `(${figure(usage.cached)} cached)` : "",
        `, ${figure(usage.output)} out`,
        usage.reasoning ? ` (${figure(usage.reasoning)} reasoning)` : "",
        usage.cost === null ? "" : `, ${money(usage.cost)}`];
    return parts.join("").replace("in(", "in (");
}

// The call and what came of it

function part(run, key, made, name) {
    return (where, from, to) => source.part(run, key, name, made.number, where, from, to);
}

function call(run, key, made) {
    return el("section", {}, el("h3", {}, "Call"), valueOf(made.arguments, part(run, key, made, "arguments")));
}

function outcome(run, key, made) {
    const load = part(run, key, made, "outcome");
    const blocked = made.guard ? badge("blocked", `by the guard ${made.guard.name}`) : null;
    const at = (name) => valueOf(within(made.outcome, name), (where, from, to) => load([name, ...where], from, to));
    if ("code" in made.outcome.value) {
        return el(
            "section", {className: "error-box"},
            el("h3", {},
                blocked ? ["Not let through ", blocked] : ["Refused ", el("code", {}, made.outcome.value.code)],
                made.guard?.stops ? ", which ends the episode" : ""),
            at("message")
        );
    }
    return el(
        "section", {}, el("h3", {}, "Result"),
        "result" in made.outcome.value ? at("result") : el("span", {className: "none"}, "too large to show")
    );
}

function effects(run, key, made) {
    const size = made.effects.cuts?.find((cut) => cut.place.length === 0)?.size ?? made.effects.value.length;
    if (!size) return null;
    return el(
        "section", {}, el("h3", {}, "Set off by it ", el("span", {className: "quiet"}, count(size, "call"))),
        valueOf(made.effects, part(run, key, made, "effects"))
    );
}

function footer(made) {
    return el("footer", {className: "quiet small"}, "state after it ", el("code", {}, made.digest));
}

// What changed, and the screen

async function showChanges(place, told, step, box, screen, current) {
    const {run, key} = place;
    const last = told.outline.length;
    let found;
    try {
        found = await source.changes(run, key, ...range(step, last, AHEAD));
    } catch (error) {
        found = {error: error.message};
    }
    if (!current()) return;
    box.setAttribute("aria-busy", "false");
    if (found.error) {
        fill(
            box, el("h3", {}, "Changes in the world"),
            el("p", {className: "error"}, "The episode cannot be played again: ", found.error)
        );
        return;
    }
    const own = found.steps.find((one) => one.number === step);
    if (!own || own.error) {
        fill(
            box, el("h3", {}, "Changes in the world"),
            el("p", {className: "error"}, own?.error ?? "They are not there.")
        );
        return;
    }
    const warning = found.differs_at && found.differs_at <= step ? el(
        "p", {className: "error"},
        `Played again, the episode goes another way from step ${found.differs_at} on: this is not what was recorded.`
    ) : null;
    fill(box,
        el("h3", {}, "Changes in the world ", own.total ? el("span", {className: "quiet"}, figure(own.total)) : null),
        warning,
        own.total ? changesOf(run, key, step, own) : el("p", {className: "quiet"}, "none"));
    if (found.screen) await showScreens(place, step, own, screen, current);
}

async function showScreens(place, step, own, box, current) {
    const picture = async (number, label, touch) => {
        const frame = el("div", {className: "screen"});
        const figureBox = el("figure", {}, frame, el("figcaption", {className: "quiet small"}, label));
        try {
            frame.append(el(
                "img", {src: await source.picture(place.run, place.key, number), alt: `The screen ${label}`}
            ));
            for (const [i, [x, y]] of (touch ?? []).entries()) {
                const dot = el(
                    "span", {className: "touch", title: "where the finger was"}, touch.length > 1 ? String(i + 1) : ""
                );
                dot.style.left = `${x / 100}%`;
                dot.style.top = `${y / 100}%`;
                frame.append(dot);
            }
        } catch (error) {
            frame.append(...nodes([error.message]));
        }
        return figureBox;
    };
    const both = await Promise.all([picture(step - 1, "before", own.touch), picture(step, "after")]);
    if (!current()) return;
    fill(box, both);
    box.hidden = false;
}
