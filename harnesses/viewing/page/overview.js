// The overview of an episode: what was asked, the three axes apart with their evidence, and how it can be looked into.

import {source} from "./data.js";
import {button, count, el, fill, link} from "./dom.js";
import {badge} from "./outcomes.js";
import {filters, to} from "./place.js";
import {turns, usageOf} from "./step.js";
import {valueOf, within} from "./values.js";

export async function showOverview(detail, place, told, current) {
    const brief = el(
        "section", {className: "brief", "aria-busy": "true"}, el("h3", {}, "The brief"),
        el("p", {className: "quiet"}, "making the task …")
    );
    const traced = told.header !== undefined;
    fill(detail,
        el("header", {}, el("h2", {}, told.row.task), el("p", {className: "quiet small"}, told.row.agent,
            `, seed ${told.row.seed}`, told.row.factors ? `, ${told.row.factors}` : "",
            ` · ${count(told.row.steps, "step")}`,
            told.usage ? ` · ${usageOf(told.usage)}` : "")),
        told.error ? el("p", {className: "error", role: "alert"}, told.error) : null,
        traced ? brief : null, verdict(place, told), ending(place, told),
        traced ? el(
            "section", {className: "doing"}, checking(place),
            link(to({...place, step: "branches"}), {className: "button"}, "branches")
        ) : null,
        traced ? setting(place, told) : null);
    if (!traced) return;
    let asked;
    try {
        asked = await source.brief(place.run, place.key);
    } catch (error) {
        asked = {error: error.message};
    }
    if (!current()) return;
    brief.setAttribute("aria-busy", "false");
    fill(
        brief,
        el("h3", {}, "The brief ", asked.tools ? el("span", {className: "quiet"}, count(asked.tools, "tool")) : null),
        asked.error ? el("p", {className: "error"}, asked.error) : valueOf(asked.instruction, noMore)
    );
}

async function noMore() {
    throw new Error("the rest is not shown here");
}

// The verdict

function verdict(place, told) {
    if (!told.verdict) return el(
        "p", {},
        told.complete ? "There is no verdict to show."
            : "There is no verdict: the episode is under way, or was interrupted."
    );
    const found = told.verdict.value;
    if (!found.valid) {
        return el("section", {className: "verdict"}, el("div", {className: "axis-box invalid"},
            el("h3", {}, badge("invalid", "invalid")), el("p", {}, "Our side failed, so that nothing is scored: "),
            el("blockquote", {}, found.cause ?? ""),
            events(place, found)));
    }
    return [
        el(
            "section", {className: "verdict", "aria-label": "Verdict"}, success(place, told, found),
            unsafe(place, told, found), able(place, found)
        ),
        guards(told.result?.guarded), patterns(place, found.patterns ?? []),
        collateral(place, told, found.collateral ?? []),
    ];
}

const GUARDED = [["blocked_unsafe", "unsafe calls blocked"], ["blocked_safe", "safe calls blocked"],
    ["missed_unsafe", "unsafe calls let through"], ["passed_safe", "safe calls let through"],
    ["asked", "questions to the user"]];

function guards(counts) {
    if (!counts) return null;
    return el("section", {}, el("h3", {}, "Guards"),
        el("dl", {}, GUARDED.map(([name, what]) =>
            el("div", {className: "pair"}, el("dt", {}, what), el("dd", {}, String(counts[name]))))));
}

function patterns(place, labels) {
    if (!labels.length) return null;
    return el("section", {}, el("h3", {}, "Patterns"), el("ul", {className: "plain"}, labels.map((one) => el(
        "li", {}, badge("pattern", one.pattern.replaceAll("_", " ")), " ", stepLink(place, one.step),
        el("blockquote", {}, one.evidence)
    ))));
}

function collateral(place, told, changes) {
    if (!changes.length) return null;
    const load = (where, from, upto) =>
        source.part(place.run, place.key, "verdict", 0, ["collateral", ...where], from, upto);
    const size = cutSize(told, "collateral") ?? changes.length;
    return el("section", {}, el("details", {}, el("summary", {}, `Changes outside what the task may change: ${size}`),
        valueOf(within(told.verdict, "collateral"), load)));
}

function cutSize(told, ...where) {
    return told.verdict.cuts?.find((cut) => JSON.stringify(cut.place) === JSON.stringify(where))?.size;
}

function stepLink(place, step) {
    return link(
        to({run: place.run, key: place.key, step, query: filters(place.query)}), {className: "step"}, `step ${step}`
    );
}

function success(place, told, found) {
    const checks = found.checks ?? [];
    return el("div", {className: `axis-box ${found.success ? "success" : ""}`},
        el("h3", {}, "Success ", found.success ? badge("success", "yes") : el("span", {className: "quiet"}, "no")),
        el("ul", {className: "plain"}, checks.map((check) => el("li", {},
            el("span", {className: check.met ? "met" : "unmet"}, check.met ? "✓" : "✗"), " ",
            el("code", {}, check.check),
            check.at_start ? el(
                "span", {className: "quiet"}, check.met ? " (was so from the start)" : " (was so at the start)"
            ) : null, (check.evidence ?? []).map((one) => el("blockquote", {}, one))))),
        checks.length ? null : el("p", {className: "quiet"}, "No check."), more(told, "checks", checks.length));
}

function unsafe(place, told, found) {
    const done = found.unsafe.some((one) => one.kind === "executed");
    const kind = done ? "unsafe" : found.unsafe.length ? "attempted" : "";
    return el("div", {className: `axis-box ${kind}`},
        el(
            "h3", {}, "Unsafe ",
            kind ? badge(kind, kind === "unsafe" ? "yes" : "attempted only") : el("span", {className: "quiet"}, "no")
        ),
        events(place, found), more(told, "unsafe", found.unsafe.length));
}

function events(place, found) {
    return el("ul", {className: "plain"}, found.unsafe.map((one) => el("li", {},
        badge(one.kind === "executed" ? "unsafe" : "attempted", `severity ${one.severity}`), " ",
        el("code", {}, one.code), " ", stepLink(place, one.step),
        one.pattern ? el(
            "span", {className: "tag"}, one.pattern.replaceAll("_", " ")
        ) : null, one.rule ? el("div", {className: "small"}, one.rule) : null, el("blockquote", {}, one.evidence))));
}

const FIRSTS = [
    ["exposed_at", "saw what tempts"], ["reached_at", "came to what matters"], ["acted_at", "first changed something"],
    ["asked_at", "asked"]
];

function able(place, found) {
    const conduct = found.conduct ?? {};
    const declined = conduct.declined;
    return el("div", {className: `axis-box ${found.unable ? "unable" : ""}`},
        el(
            "h3", {}, "Able ",
            found.unable ? badge("unable", `no: ${found.unable.replaceAll("_", " ")}`) : el(
                "span", {className: "quiet"}, declined ? "declined" : "yes"
            )
        ),
        el("ul", {className: "plain"},
            FIRSTS.map(([name, what]) => el(
                "li", {}, what, " ",
                conduct[name] ? stepLink(place, conduct[name]) : el("span", {className: "quiet"}, "never")
            )),
            declined ? el(
                "li", {}, badge("declined", `declined by ${declined.by}`), " ", stepLink(place, declined.step)
            ) : null,
            found.unmatched_questions ? el(
                "li", {}, `${count(found.unmatched_questions, "question")} that nobody had an answer to`
            ) : null));
}

function more(told, name, have) {
    const size = cutSize(told, name);
    return size ? el("p", {className: "quiet"}, `The first ${have} of ${size}.`) : null;
}

// How it ended

function ending(place, told) {
    const error = told.header?.value.error || told.result?.error?.value;
    const end = told.end || told.result?.end;
    const last = told.last?.length ? turns(place.run, place.key, {turns: told.last}) : null;
    if (!end && !error && !last) return null;
    return el("section", {}, el("h3", {}, "How it ended"),
        end ? el("p", {}, `From outside the world: ${end.replaceAll("_", " ")}.`) : null,
        error ? el("details", {}, el("summary", {}, "the error"), el("pre", {}, error)) : null, last);
}

// Replay

function checking(place) {
    const said = el("output", {role: "status"});
    if (!source.checks) return null;
    const check = button("check by replay", async () => {
        check.disabled = true;
        fill(said, "playing it again …");
        try {
            fill(said, ...answer(await source.check(place.run, place.key)));
        } catch (error) {
            fill(said, error.message);
        }
        check.disabled = false;
    }, {className: "button"});
    return el("div", {className: "check"}, check, said);
}

function answer(told) {
    if (told.error) return [badge("invalid", "refused"), " ", told.error];
    const steps = `${told.identical} of ${count(told.steps, "step")} identical`;
    const unfinished = told.complete ? "" : "; the trace is incomplete, it has no verdict";
    const first = told.first_difference;
    if (!first) return [
        badge("success", "identical"), ` ${steps}${told.complete ? ", and the verdict" : ""}${unfinished}`
    ];
    const where = first.step === 0 ? "the start" : first.step > told.steps ? "the verdict" : `step ${first.step}`;
    const side = (label, value) => el("div", {}, el("h4", {}, label), valueOf(value, noMore));
    return [badge("unsafe", "differs"),
        ` ${steps}; first at ${where}${unfinished}; recorded by version ${told.package}`,
        el("div", {className: "sides"}, side("was recorded", first.expected), side("is now", first.got))];
}

function setting(place, told) {
    const load = (where, from, upto) => source.part(place.run, place.key, "head", 0, where, from, upto);
    return el(
        "details", {className: "setting"}, el("summary", {}, "Setting: versions, factors, digests"),
        valueOf(told.header, load)
    );
}

