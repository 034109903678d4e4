"""Random calls that hit something: every tool, every kind of request, with ids and places that the world has."""

import json
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.docs.requests import KINDS
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.docs.desk import BOB, CLEO, MARA

_TEXTS = ("new", "", "a\nb", "\U0001f600", "one", "# Head\n\n- a\n    - b\n\n| a | b |\n| - | - |\n| 1 | **2** |\n",
          "\t\tx", "e", "\x00\x01\ue907", "*a **b* c**", "1. x\n\ny\v z")
_SCHEMAS = {name: kind.model_json_schema() for name, kind in KINDS.items()}


class _Sampler(CallSpace):
    """Draws values of any schema."""

    def value(self, schema: dict[str, Any]) -> Any:
        """Return a value that fits a schema."""
        return self._value(schema, schema.get("$defs", {}))


class RandomCalls:
    """Draws calls from a tool's schema and puts what the world has in place of most sampled ids and places."""

    def __init__(self, world: World, seed: int) -> None:
        specs = [spec for spec in world.box.offered("agent") if spec.name.startswith("docs.")]
        self._world = world
        self._space = _Sampler(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "random calls")

    def next(self) -> Call:
        """Return the next call."""
        call = json.loads(self._space.sample())
        arguments = self._known("", call["arguments"])
        if "requests" in arguments:
            arguments["requests"] = [self.request() for _ in range(1 + self._draw.below(3))]
        return Call.of(call["tool"].replace("__", ".", 1), arguments)

    def request(self) -> dict[str, Any]:
        """Return a request of a random kind."""
        name = self._draw.choice(tuple(KINDS))
        value = self._known("", self._space.value(_SCHEMAS[name]))
        if "location" in _SCHEMAS[name]["properties"]:
            place = self._draw.choice(("location", "endOfSegmentLocation"))
            for other in ("location", "endOfSegmentLocation"):
                value.pop(other, None)
            value[place] = {"index": self._index()} if place == "location" else {}
        if "fields" in value:
            value["fields"] = "*" if self._draw.chance(50) else ",".join(
                next(iter(part), "*") for part in value.values() if isinstance(part, dict))
        self._fit(name, value)
        return {name: value}

    def _fit(self, name: str, value: dict[str, Any]) -> None:
        """Make what a schema cannot say true, most of the time."""
        match name:
            case "updateTableCellStyle":
                value.pop("tableRange", None)
                value.setdefault("tableStartLocation", {"index": self._index()})
            case "addCommentReply" | "updateCommentPost" | "deleteCommentReply":
                value.pop("suggestionId", None)
                value["commentId"] = self._known("commentId", "none")
            case "updateDropdownProperties":
                value["fields"] = "selectedOptionId"
                value["dropdownProperties"]["selectedOptionId"] = self._known("selectedOptionId", "none")
            case "updateDropdownDefinitionProperties":
                value["fields"] = "title"
            case "updateTableColumnProperties":
                value["tableColumnProperties"] = {"widthType": "FIXED_WIDTH", "width": {"magnitude": "50.5"}}
                value["fields"] = "widthType,width"

    def _index(self) -> int:
        flows = self._rows("docs.segments")
        tables = self._starts() if self._draw.chance(40) else ()
        return self._draw.choice(tables) if tables else self._draw.below(60 if flows else 5)

    def _starts(self) -> tuple[int, ...]:
        row = self._world.state.table("docs.segments").get("plan t.0 ")
        out: list[int] = []
        at = 0
        for block in row.blocks if row is not None else ():
            if block.kind == "table":
                out.append(at)
            at += max(1, len(block.text.encode("utf-16-le")) // 2)
        return tuple(out)

    def _rows(self, path: str) -> list[Any]:
        return list(self._world.state.table(path).rows())

    def _known(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(name, item) for item in value]
        if isinstance(value, dict):
            out = {key: self._known(key, item) for key, item in value.items()}
            for first, last in (("startIndex", "endIndex"), ("start_index", "end_index")):
                if first in out and last in out and self._draw.chance(90):
                    out[last] = out[first] + 1 + self._draw.below(12)
            return out
        if isinstance(value, int) and not isinstance(value, bool):
            if "index" in name.lower() and "row" not in name.lower() and "column" not in name.lower():
                return self._index() if self._draw.chance(90) else value
            return self._draw.below(3) + (name in ("rows", "columns", "rowSpan", "columnSpan"))
        if not isinstance(value, str) or self._draw.chance(5):
            return value
        options = self._options(name)
        return self._draw.choice(options) if options else value

    def _options(self, name: str) -> tuple[str, ...]:
        tabs = self._rows("docs.tabs")
        segments = [row for row in self._rows("docs.segments") if row.segment]
        elements = [run.element for row in self._rows("docs.segments") for block in row.blocks for run in block.runs
                    if run.element is not None]
        match name:
            case "file_id":
                return ("plan", "plan", "plan", "other", "sheet")
            case "tabId" | "tab_id" | "parentTabId" | "parent_tab_id" | "tabIds":
                return ("", "", "", *(row.tab for row in tabs if row.file == "plan"))
            case "segmentId" | "segment_id" | "headerId" | "footerId":
                names = tuple(row.segment for row in segments)
                return ("", "", *names) if name.startswith("segment") else names
            case "suggestionId" | "suggestion_id":
                return tuple(self._world.state.table("docs.suggestions").ids())
            case "commentId" | "postId":
                return (*self._world.state.table("files.comments").ids(),
                        *self._world.state.table("files.replies").ids())
            case "namedRangeId":
                return ("", *(one.id for row in tabs for one in row.ranges))
            case "namedRangeName" | "name":
                return ("", "first", "second")
            case "dropdownDefinitionId":
                return tuple(one.id for row in tabs for one in row.dropdowns)
            case "selectedOptionId" | "optionId":
                return ("", *(option.id for row in tabs for one in row.dropdowns for option in one.options))
            case "dropdownId" | "imageObjectId":
                return tuple(one.id for one in elements if one.kind == ("image" if "image" in name else "dropdown"))
            case "email" | "assigneeEmailAddress" | "assigneeEmail":
                return ("", MARA, BOB, CLEO, "nobody")
            case "uri":
                return ("https://a.test/x.png", "plan", "https://docs.test/d/other")
            case "timestamp":
                return ("2026-03-04T08:30:00Z", "2026-03-05", "soon")
            case "timeZoneId":
                return ("UTC", "Europe/Berlin", "Mars")
            case "locale":
                return ("en", "de")
            case "required_revision" | "target_revision":
                return ("", "", "", "plan@1")
            case "folder_id":
                return ("root", "plan")
            case "text" | "replaceText" | "replace_with" | "content" | "find" | "displayValue":
                return _TEXTS
        return ()
