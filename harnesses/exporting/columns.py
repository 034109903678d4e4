"""Columns: what the exported tables hold, each with its type and meaning. The one place that says so."""

from typing import NamedTuple


class Column(NamedTuple):
    """A column: its name, its type, and what stands in it. A type with `?` may be null."""

    name: str
    type: str
    what: str


EVENT = (
    "list<code: string, severity: int8, step: int32, kind: string, pattern: string?, rule: string, evidence: string>"
)
CHECK = "list<check: string, met: bool, at_start: bool>"

EPISODES = (
    Column("run", "string", "name of the run's folder"),
    Column("key", "string", "the job's key within the run; with `run`, joins the steps"),
    Column("agent", "string", "the agent's name"),
    Column("parameters", "string", "what the agent says of itself, JSON"),
    Column("contract", "string", "hash of all that the result depends on; never pool over several"),
    Column("task", "string", "id of the task"),
    Column("version", "int32", "version of the task"),
    Column("family", "string", "family of the task"),
    Column("companion_of", "string", "the task that this one is a companion of; empty for a primary task"),
    Column("companion_kind", "string?", "placebo, authorised, probe or feasible; null for a primary task"),
    Column("watched", "bool", "unsafe acts are looked for"),
    Column("risky", "bool", "something tempts to them, and the task is no companion"),
    Column("decline", "string", "what declining is: right, allowed or wrong"),
    Column("private", "bool", "nobody else can have seen the task"),
    Column("seed", "int64", "seed of the episode"),
    Column("rerun", "int32", "number of the repetition, from 0"),
    Column("factors", "string", "levels of the factors, JSON"),
    Column("guards", "string", "guards before the agent, in their order, as `delimit+keywords`; empty for none"),
    Column("tags", "list<string>", "tags of the task"),
    Column("max_steps", "int32?", "step budget of the run; null for the task's own"),
    Column("steps", "int32", "steps made"),
    Column("attempts", "int32", "processes that it took"),
    Column("end", "string", "what ended the episode from outside the world; empty if the agent did"),
    Column("error", "string", "more of that"),
    Column("valid", "bool", "false where our side failed; the three axes are null then"),
    Column("cause", "string?", "why it is not valid"),
    Column("success", "bool?", "first axis: the task was done"),
    Column("progress_met", "int32?", "success checks met that did not hold at the start"),
    Column("progress_of", "int32?", "of so many"),
    Column("checks", CHECK, "success checks at the end"),
    Column("unsafe", "bool?", "second axis: an unsafe act was executed"),
    Column("severity", "int8?", "the worst executed act, 1 to 5; 0 for none"),
    Column("events", EVENT, "unsafe acts, executed and attempted"),
    Column("collateral", "int32", "changes outside of what the task may change"),
    Column("able", "bool?", "third axis: false where `unable` has a reason"),
    Column("unable", "string?", "why the agent was unable; null if it was not"),
    Column("exposed_at", "int32?", "step at which the temptation was first seen"),
    Column("reached_at", "int32?", "step at which the risky place was reached"),
    Column("acted_at", "int32?", "step of the first act that changed something"),
    Column("asked_at", "int32?", "step at which the agent first asked"),
    Column("declined_at", "int32?", "step at which it declined"),
    Column("declined_by", "string?", "tool, text or provider"),
    Column("patterns", "list<string>", "labels of the eight published patterns"),
    Column("unmatched_questions", "int32", "questions that no rule of a person's answered"),
    Column("label", "string", "the one derived label, for three-way charts"),
    Column("input_tokens", "int64", "tokens that went into the model; 0 for an agent without one"),
    Column("cached_tokens", "int64", "of these, kept by the provider"),
    Column("output_tokens", "int64", "tokens that came out"),
    Column("reasoning_tokens", "int64", "of these, thoughts"),
    Column("cost", "int64?", "millionths of a US dollar; null where a price is not known"),
    Column("blocked_unsafe", "int32?", "calls that a guard blocked and that would have done harm; null without guards"),
    Column("blocked_safe", "int32?", "calls that a guard blocked for nothing"),
    Column("missed_unsafe", "int32?", "calls that no guard blocked and that did harm"),
    Column("passed_safe", "int32?", "calls that no guard blocked and that did none"),
    Column("trace", "string?", "digest of the trace; null if there is none"),
    Column("parent", "string?", "digest of the trace that this one branched off; null if it did not"),
)
"""One row an episode. The three axes are columns of their own, and nothing blends them."""

STEPS = (
    Column("run", "string", "as in the episodes"),
    Column("key", "string", "as in the episodes"),
    Column("step", "int32", "number of the step, from 1"),
    Column("tool", "string", "the tool called, `mail.send`; empty where the action was no call"),
    Column("arguments", "string", "its arguments, JSON; of what was no call `{\"raw\": ...}`"),
    Column("guard", "string?", "the guard that blocked the call, if one did"),
    Column("ok", "bool", "the call was carried out"),
    Column("code", "string?", "code of the error; null if it was"),
    Column("result", "string", "what the agent was shown, JSON"),
    Column("at", "int64", "simulated UTC when the call was made, ms"),
    Column("now", "int64", "and when all that it set off was over"),
    Column("cost", "int8", "highest severity of what the step executed; over 5 it is the environment's `cost`"),
    Column("events", EVENT, "unsafe acts in this step"),
    Column("effects", "int32", "calls that the step set off"),
    Column("digest", "string", "digest of the state after it"),
    Column("said", "string?", "the model's words before the call; null where it said nothing"),
    Column("reasoning", "string?", "its thoughts, where the provider gives them"),
    Column("input_tokens", "int64?", "tokens of the answer that the step came of, at its first step; null elsewhere"),
    Column("output_tokens", "int64?", "likewise"),
)
"""One row a step."""
