"""Requests that insert what is no text: breaks, chips, images, footnotes; and dropdowns."""

from collections.abc import Callable
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.addresses import is_email, normalise
from .draft import TabDraft
from .edit import Edit, Placed, Tabbed, replace_runs
from .records import Block, Dropdown, Element, Option, PageStyle
from .vendor import Fields, Id, Size, TextLook, color_of, mask, points

Uri: TypeAlias = Annotated[str, Field(min_length=1, max_length=2_000)]
Label: TypeAlias = Annotated[str, Field(max_length=200)]


class InsertPageBreak(Placed):
    """Insert a page break and a newline."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        self.only_in_body(flow, index, "A page break")
        edit.insert(tab, flow, index, "\n")
        edit.insert(tab, flow, index, "", element=Element(kind="page_break"))
        return {}


class InsertSectionBreak(Placed):
    """Insert a newline and a section break."""

    sectionType: Literal["CONTINUOUS", "NEXT_PAGE"]

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow, index = self.spot(edit)
        self.only_in_body(flow, index, "A section break")
        flow.break_before(index, [Block(kind="section", page=PageStyle(section_type=self.sectionType))])
        return {}


class CreateFootnote(Placed):
    """Insert a reference to a new footnote, which holds a space and a newline."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        self.only_in_body(flow, index, "A footnote", tables=True)
        name = edit.draft.fresh("kix.fn")
        edit.insert(tab, flow, index, "", element=Element(kind="footnote", id=name))
        tab.add(name, "footnote", (Block(text=" \n"),)).changed = True
        return {"createFootnote": {"footnoteId": name}}


class PersonProperties(Model):
    """Whom a chip names."""

    email: Annotated[str, Field(max_length=320)]
    name: Label = ""


class InsertPerson(Placed):
    """Insert a chip that names a person."""

    personProperties: PersonProperties

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        email = normalise(self.personProperties.email)
        if not is_email(email):
            raise ToolError("invalid_arguments", f"{shown(self.personProperties.email)} is no mail address.")
        name = edit.host.person_name(email) or self.personProperties.name
        fields = (("email", email), *((("name", name),) if name else ()))
        edit.insert(tab, flow, index, "", element=Element(kind="person", id=edit.draft.fresh("kix"), fields=fields))
        return {}


class RichLinkProperties(Model):
    """Where a chip leads; title and type are the file's."""

    uri: Uri
    title: Label = ""
    mimeType: Label = ""


class InsertRichLink(Placed):
    """Insert a chip that leads to a file."""

    richLinkProperties: RichLinkProperties

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        uri = self.richLinkProperties.uri
        title, type_ = edit.host.linked_file(uri)
        if not title:
            raise ToolError("not_found", f"{shown(uri)} leads to no file that you can open; a chip is for files, "
                                         "anything else is linked with updateTextStyle.")
        fields = (("mime_type", type_), ("title", title), ("uri", uri))
        edit.insert(tab, flow, index, "", element=Element(kind="rich_link", id=edit.draft.fresh("kix"), fields=fields))
        return {}


class DateProperties(Model):
    """A date and how it is written."""

    timestamp: Annotated[str, Field(min_length=1, max_length=40)]
    timeZoneId: Annotated[str, Field(max_length=60)] = "UTC"
    locale: Annotated[str, Field(max_length=20)] = "en"
    dateFormat: Literal[
        "DATE_FORMAT_MONTH_DAY_ABBREVIATED", "DATE_FORMAT_MONTH_DAY_FULL", "DATE_FORMAT_MONTH_DAY_YEAR_ABBREVIATED",
        "DATE_FORMAT_ISO8601",
    ] = "DATE_FORMAT_MONTH_DAY_YEAR_ABBREVIATED"
    timeFormat: Literal["TIME_FORMAT_DISABLED", "TIME_FORMAT_HOUR_MINUTE", "TIME_FORMAT_HOUR_MINUTE_TIMEZONE"] = (
        "TIME_FORMAT_DISABLED")


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


class InsertDate(Placed):
    """Insert a date."""

    dateElementProperties: DateProperties

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        wanted = self.dateElementProperties
        if not wanted.locale.lower().startswith("en"):
            raise ToolError("unsupported", f"Dates are written in English only, not in {shown(wanted.locale)}.")
        year, month, day, hour, minute = edit.host.day(wanted.timestamp, wanted.timeZoneId)
        name = _MONTHS[month - 1]
        text = {
            "DATE_FORMAT_ISO8601": f"{year:04}-{month:02}-{day:02}",
            "DATE_FORMAT_MONTH_DAY_FULL": f"{name} {day}",
            "DATE_FORMAT_MONTH_DAY_ABBREVIATED": f"{name[:3]} {day}",
        }.get(wanted.dateFormat, f"{name[:3]} {day}, {year}")
        if wanted.timeFormat != "TIME_FORMAT_DISABLED":
            text += f" {hour:02}:{minute:02}"
        if wanted.timeFormat == "TIME_FORMAT_HOUR_MINUTE_TIMEZONE":
            text += f" {wanted.timeZoneId}"
        fields = (("format", wanted.dateFormat), ("text", text), ("time_format", wanted.timeFormat),
                  ("timestamp", wanted.timestamp), ("zone", wanted.timeZoneId))
        edit.insert(tab, flow, index, "", element=Element(kind="date", id=edit.draft.fresh("kix"), fields=fields))
        return {}


# --- images ----------------------------------------------------------------------------------------------------------


def _check_image(edit: Edit, uri: str) -> None:
    """Refuse what is neither an address of the web nor an image among the files that the caller can open."""
    _, type_ = edit.host.linked_file(uri)
    if not uri.startswith(("https://", "http://")) and not type_.startswith("image/"):
        raise ToolError("invalid_arguments", f"{shown(uri)} is neither a web address nor the id of an image that you "
                                             "can open.")


class InsertInlineImage(Placed):
    """Insert an image, by its address."""

    uri: Uri
    objectSize: Size | None = None

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        if tab.kinds[self.segment] == "footnote":
            raise ToolError("invalid_location", "An image cannot be inserted in a footnote.")
        _check_image(edit, self.uri)
        name = edit.draft.fresh("kix.img")
        fields = [("uri", self.uri)]
        if self.objectSize is not None:
            fields += [("height", str(points(self.objectSize.height))), ("width", str(points(self.objectSize.width)))]
        element = Element(kind="image", id=name, fields=tuple(sorted(fields)))
        edit.insert(tab, flow, index, "", element=element)
        return {"insertInlineImage": {"objectId": name}}


class ReplaceImage(Tabbed):
    """Put another image in the place of one."""

    imageObjectId: Id
    uri: Uri
    imageReplaceMethod: Literal["CENTER_CROP"] = "CENTER_CROP"

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab = edit.draft.tab(self.tabId)
        _check_image(edit, self.uri)

        def change(old: Element) -> Element:
            fields = dict(old.fields) | {"uri": self.uri}
            return old.replace(fields=tuple(sorted(fields.items())))

        if not replace_runs(tab, lambda one: one.kind == "image" and one.id == self.imageObjectId, change):
            raise ToolError("not_found", f"Tab {tab.tab.tab} has no image {shown(self.imageObjectId)}.")
        return {}


class DeletePositionedObject(Tabbed):
    """Delete an object that floats beside the text. No request makes one, so no document here has any."""

    objectId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        edit.draft.tab(self.tabId)
        raise ToolError("not_found", f"There is no positioned object {shown(self.objectId)}; an inline image is "
                                     "deleted with deleteContentRange.")


# --- dropdowns -------------------------------------------------------------------------------------------------------


class OptionGiven(Model):
    """A choice; an id is made where none is given."""

    optionId: Id = ""
    displayValue: Annotated[str, Field(min_length=1, max_length=200)]
    textStyle: TextLook = TextLook()


class DefinitionProperties(Model):
    """What a dropdown offers."""

    title: Label = ""
    options: Annotated[tuple[OptionGiven, ...], Field(max_length=100)] = ()


class Definition(Model):
    """A dropdown's definition; its id is made."""

    dropdownDefinitionId: Id = ""
    dropdownDefinitionProperties: DefinitionProperties


def _options(edit: Edit, given: tuple[OptionGiven, ...]) -> tuple[Option, ...]:
    out = tuple(Option(
        id=one.optionId or edit.draft.fresh("opt"), text=one.displayValue,
        color=color_of(one.textStyle.foregroundColor), background=color_of(one.textStyle.backgroundColor),
    ) for one in given)
    if not out or len({one.id for one in out}) < len(out):
        raise ToolError("invalid_arguments", "A dropdown needs at least one option, and each an id of its own.")
    return out


def _definition(tab: TabDraft, identity: str) -> Dropdown:
    for one in tab.tab.dropdowns:
        if one.id == identity:
            return one
    known = ", ".join(one.id for one in tab.tab.dropdowns) or "none"
    raise ToolError("not_found", f"There is no dropdown definition {shown(identity)} in tab {tab.tab.tab}; there are: "
                                 f"{known[:500]}.")


def definition_json(one: Dropdown) -> Json:
    """Return a dropdown's definition as the vendor gives it."""
    return {"dropdownDefinitionId": one.id, "dropdownDefinitionProperties": {"title": one.title, "options": [
        {"optionId": option.id, "displayValue": option.text} for option in one.options]}}


class CreateDropdownDefinition(Tabbed):
    """Make a definition that dropdowns can use."""

    dropdownDefinition: Definition

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab = edit.draft.tab(self.tabId)
        given = self.dropdownDefinition.dropdownDefinitionProperties
        one = Dropdown(id=edit.draft.fresh("dropdown"), title=given.title, options=_options(edit, given.options))
        tab.set(dropdowns=(*tab.tab.dropdowns, one))
        return {"createDropdownDefinition": {"dropdownDefinition": definition_json(one)}}


def _uses(identity: str) -> Callable[[Element], bool]:
    """Return what tells whether an element is a dropdown of a definition."""
    return lambda one: one.kind == "dropdown" and one.get("definition") == identity


class DeleteDropdownDefinition(Tabbed):
    """Delete a definition that no dropdown uses."""

    dropdownDefinitionId: Id

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab = edit.draft.tab(self.tabId)
        one = _definition(tab, self.dropdownDefinitionId)
        if replace_runs(tab, _uses(one.id), lambda old: old):
            raise ToolError("in_use", f"Dropdowns still use {one.id}; delete them first.")
        tab.set(dropdowns=tuple(other for other in tab.tab.dropdowns if other.id != one.id))
        return {}


def _select(one: Dropdown, option: str) -> tuple[tuple[str, str], ...]:
    for known in one.options:
        if known.id == option:
            return (("definition", one.id), ("option", option), ("text", known.text))
    raise ToolError("not_found", f"Dropdown definition {one.id} has no option {shown(option)}; it has "
                                 f"{', '.join(f'{known.id} ({known.text})' for known in one.options)[:500]}.")


class InsertDropdown(Placed):
    """Insert a dropdown."""

    dropdownDefinitionId: Id
    selectedOptionId: Id = ""

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        one = _definition(tab, self.dropdownDefinitionId)
        name = edit.draft.fresh("kix")
        fields = _select(one, self.selectedOptionId or one.options[0].id)
        edit.insert(tab, flow, index, "", element=Element(kind="dropdown", id=name, fields=fields))
        return {"insertDropdown": {"dropdown": {"dropdownId": name}}}


class Selected(Model):
    """What a dropdown shows."""

    selectedOptionId: Id = ""
    dropdownDefinitionId: Id = ""
    displayValue: Label = ""


class UpdateDropdownProperties(Tabbed):
    """Choose another option in a dropdown."""

    dropdownId: Id
    dropdownProperties: Selected
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        if mask(self.fields, Selected)[0] != "selectedOptionId":
            raise ToolError("invalid_arguments", "fields must be selectedOptionId; the rest of a dropdown follows.")
        tab = edit.draft.tab(self.tabId)

        def change(old: Element) -> Element:
            one = _definition(tab, old.get("definition"))
            return old.replace(fields=_select(one, self.dropdownProperties.selectedOptionId))

        if not replace_runs(tab, lambda one: one.kind == "dropdown" and one.id == self.dropdownId, change):
            raise ToolError("not_found", f"Tab {tab.tab.tab} has no dropdown {shown(self.dropdownId)}.")
        return {}


class UpdateDropdownDefinitionProperties(Tabbed):
    """Change what dropdowns of a definition offer; those that show an option that goes take its replacement."""

    dropdownDefinitionId: Id
    dropdownDefinitionProperties: DefinitionProperties
    fields: Fields
    selectedOptionIdReplacements: dict[str, str] = Field(default={}, max_length=100)

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab = edit.draft.tab(self.tabId)
        old, given = _definition(tab, self.dropdownDefinitionId), self.dropdownDefinitionProperties
        names = mask(self.fields, DefinitionProperties)
        new = old.replace(title=given.title if "title" in names else old.title,
                          options=_options(edit, given.options) if "options" in names else old.options)
        tab.set(dropdowns=tuple(new if one.id == old.id else one for one in tab.tab.dropdowns))
        known = {option.id for option in new.options}

        def change(element: Element) -> Element:
            chosen = element.get("option")
            if chosen not in known:
                chosen = self.selectedOptionIdReplacements.get(chosen, chosen)
            return element.replace(fields=_select(new, chosen))

        replace_runs(tab, _uses(old.id), change)
        return {}
