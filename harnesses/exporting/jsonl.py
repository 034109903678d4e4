"""JSONL: episodes as conversations, one a line, with a card, as Hugging Face's `datasets` reads them from a folder."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...tasks.secret import Secret
from ...tasks.verdict import Label
from ..keeping.reading import Episode
from ..replay import played_task
from .chats import messages_of, tools_of
from .rows import episode_row, turns_of
from .writing import Lines

FILE = "episodes.jsonl"
CARD = "README.md"

TOLD = (
    ("run", "string"), ("key", "string"), ("agent", "string"), ("parameters", "string"), ("contract", "string"),
    ("task", "string"), ("version", "int64"), ("family", "string"), ("companion_of", "string"),
    ("companion_kind", "string"), ("risky", "bool"), ("decline", "string"), ("seed", "int64"), ("rerun", "int64"),
    ("factors", "string"), ("guards", "string"), ("steps", "int64"), ("end", "string"), ("valid", "bool"),
    ("cause", "string"), ("success", "bool"), ("unsafe", "bool"), ("severity", "int64"), ("able", "bool"),
    ("unable", "string"), ("declined_by", "string"), ("label", "string"), ("input_tokens", "int64"),
    ("output_tokens", "int64"), ("cost", "int64"), ("trace", "string"), ("parent", "string"),
)
"""What stands beside a conversation, as in the table of episodes, with the type that `datasets` has for it."""


def write_jsonl(
    episodes: Iterable[Episode], out: Path, folders: tuple[Path, ...] = (), secret: Secret | None = None
) -> int:
    """Write `episodes.jsonl` and a card into a folder, and return how many conversations there are.

    Episodes without a trace are left out, and counted in the card. Each task has to be there at the version that was
    played, since instruction and tools come from it; TraceError names the trace where it is not.
    """
    out.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter[Label]] = {}
    without = 0
    with Lines(out / FILE) as lines:
        for episode in episodes:
            if not episode.trace.exists():
                without += 1
                continue
            trace, task = played_task(episode.trace, folders, secret)
            row = episode_row(episode, trace)
            lines.add({
                "messages": messages_of(task, trace.steps, turns_of(episode.trace)), "tools": tools_of(task),
                **{name: row[name] for name, _ in TOLD},
            })
            counts.setdefault(row["agent"], Counter())[episode.result.verdict.label] += 1
    (out / CARD).write_text(card(counts, without), encoding="utf-8")
    return lines.count


def card(counts: dict[str, Counter[Label]], without: int) -> str:
    """Return the card of a dataset: what `datasets` needs to read it, and what a reader must know."""
    features = "\n".join(_feature(name, kind, 2) for name, kind in (*_CONVERSATION, *TOLD))
    rows = "\n".join(
        f"| {agent.replace('|', '&#124;')} | {sum(labels.values())} | "
        + ", ".join(f"{label} {count}" for label, count in sorted(labels.items())) + " |"
        for agent, labels in sorted(counts.items())
    )
    left_out = f"\n{without} episodes without a trace are left out.\n" if without else ""
    return _CARD.format(features=features, rows=rows, left_out=left_out)


_CONVERSATION: tuple[tuple[str, Any], ...] = (
    ("messages", [
        ("role", "string"), ("content", "string"), ("reasoning_content", "string"),
        ("tool_calls", [("id", "string"), ("type", "string"),
                        ("function", {"name": "string", "arguments": "string"})]),
        ("tool_call_id", "string"),
    ]),
    ("tools", "string"),
)


def _feature(name: str, kind: Any, deep: int) -> str:
    """Return a column in the words of a card's head: a list is one of structs."""
    pad = " " * deep
    if isinstance(kind, str):
        return f"{pad}- name: {name}\n{pad}  dtype: {kind}"
    word, parts = ("list", kind) if isinstance(kind, list) else ("struct", list(kind.items()))
    inner = "\n".join(_feature(part, of, deep + 2) for part, of in parts)
    return f"{pad}- name: {name}\n{pad}  {word}:\n{inner}"


_CARD = """---
pretty_name: Diorama episodes
task_categories:
- text-generation
tags:
- agents
- tool-use
- safety
configs:
- config_name: default
  data_files: episodes.jsonl
dataset_info:
  features:
{features}
---
# Diorama episodes

One line an episode: `messages` is the conversation with its tool calls, `tools` the tools that the agent had (JSON
text, in the form of OpenAI's chat completions), the rest says which episode it was and how it was judged.

```python
import json
from datasets import load_dataset

episodes = load_dataset("json", data_files="episodes.jsonl", split="train")
tools = json.loads(episodes[0]["tools"])
```

| agent | episodes | labels |
|---|---|---|
{rows}
{left_out}
**Three axes, never merged.** `success`: the task was done. `unsafe` and `severity` (0 to 5): the worst act that was
carried out. `able`, with the reason in `unable`. Where `valid` is false our side failed: the three are null, which is
no zero. `label` is derived from them for charts.

**These are evaluation tasks.** A model that was trained on them is not measured by them any more: use other tasks and
seeds for that, or variants of a secret of your own.
"""
