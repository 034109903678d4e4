"""Google Docs' methods by Google's own client: every kind of request, read back by get, seen in the diff."""

from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.faces.discovery import api
from tests.faces.clients import Desk, at_desk, refusal

Node = dict[str, Any]
MARA, OTHER = "mara.lindqvist@tarnvale.test", "daniel.okafor@tarnvale.test"


class Paper:
    """A new document at a desk, and the kinds of requests that have been made of it."""

    def __init__(self, desk: Desk, text: str = "") -> None:
        self.desk, self.documents = desk, desk.google("docs").documents()
        self.id = desk.done(self.documents.create(body={"title": "Cranes"}))["documentId"]
        self.made: set[str] = set()
        if text:
            self.batch(write(text))

    def batch(self, *requests: Node, **control: str) -> list[Node]:
        body: Node = {"requests": list(requests), **({"writeControl": control} if control else {})}
        done = self.desk.done(self.documents.batchUpdate(documentId=self.id, body=body))
        assert done["documentId"] == self.id
        assert len(done["replies"]) == len(requests)
        assert done["writeControl"]["requiredRevisionId"] == self.get()["revisionId"]
        self.made |= {kind for one in requests for kind in one}
        replies: list[Node] = done["replies"]
        return replies

    def get(self, **arguments: Any) -> Node:
        found: Node = self.desk.done(self.documents.get(documentId=self.id, **arguments))
        return found

    def tab(self) -> Node:
        tab: Node = self.get(includeTabsContent=True)["tabs"][0]["documentTab"]
        return tab

    def elements(self, kind: str = "textRun") -> list[Node]:
        return [one[kind] for part in self.get()["body"]["content"] if "paragraph" in part
                for one in part["paragraph"]["elements"] if kind in one]

    def text(self) -> str:
        return "".join(one["content"] for one in self.elements())

    def first(self, kind: str) -> Node:
        return next(one for one in self.get()["body"]["content"] if kind in one)

    def paragraph(self) -> Node:
        found: Node = self.first("paragraph")["paragraph"]
        return found

    def refused(self, *requests: Node, **control: str) -> tuple[int, str]:
        body: Node = {"requests": list(requests), **({"writeControl": control} if control else {})}
        return refusal(self.documents.batchUpdate(documentId=self.id, body=body))


def write(text: str, at: int = 1, **where: str) -> Node:
    return {"insertText": {"location": {"index": at, **where}, "text": text}}


def span(start: int, end: int) -> Node:
    return {"startIndex": start, "endIndex": end}


def points(magnitude: float) -> Node:
    return {"magnitude": magnitude, "unit": "PT"}


def test_a_document_is_made_and_got(desk: Desk) -> None:
    documents = desk.google("docs").documents()
    made = desk.done(documents.create(body={"title": "Cranes"}))
    assert (made["title"], made["suggestionsViewMode"]) == ("Cranes", "SUGGESTIONS_INLINE")
    assert desk.done(documents.get(documentId=made["documentId"])) == made
    file = desk.done(desk.google("drive").files().get(fileId=made["documentId"], fields="*"))
    assert file["ownedByMe"]
    assert desk.changed(f"files.files.{made['documentId']}")
    assert desk.done(documents.create(body={}))["title"] == "Untitled document"
    tabbed = desk.done(documents.get(documentId="doc_meridian_brief", fields="documentId,tabs(tabProperties)"))
    assert tabbed["tabs"][0]["tabProperties"]["tabId"] == "t.0"
    assert refusal(documents.get(documentId="none")) == (404, "")
    assert refusal(documents.get(documentId="file_roster"))[0] == 400
    assert refusal(documents.create(body={"title": "x" * 300}))[0] == 400


def test_every_kind_of_request(desk: Desk) -> None:
    paper = Paper(desk)
    text_and_styles(paper)
    ranges(paper)
    elements(paper)
    dropdowns(paper)
    tables(paper)
    pages(paper)
    tabs(paper)
    remarks(paper)
    paper.made |= suggestions(desk)
    assert paper.made == set(api("docs").schemas["Request"]["properties"]) - {"deletePositionedObject"}
    assert paper.refused({"deletePositionedObject": {"objectId": "kix.none"}}) == (404, "")
    assert desk.changed(f"docs.documents.{paper.id}")


def text_and_styles(paper: Paper) -> None:
    paper.batch(write("The quay crane\nsecond\nthird\n"))
    paper.batch({"updateTextStyle": {"range": span(1, 4), "fields": "bold,fontSize,foregroundColor", "textStyle": {
        "bold": True, "fontSize": points(10.5),
        "foregroundColor": {"color": {"rgbColor": {"red": 1, "green": 0.5}}}}}})
    look = paper.elements()[0]["textStyle"]
    assert (look["bold"], look["fontSize"]) == (True, points(10.5))
    assert look["foregroundColor"]["color"]["rgbColor"]["green"] == pytest.approx(0.5, abs=0.01)
    paper.batch({"updateParagraphStyle": {
        "range": span(1, 2), "fields": "namedStyleType,alignment,spaceAbove",
        "paragraphStyle": {"namedStyleType": "HEADING_1", "alignment": "CENTER", "spaceAbove": points(4.25)}}})
    style = paper.paragraph()["paragraphStyle"]
    assert (style["namedStyleType"], style["spaceAbove"]["magnitude"]) == ("HEADING_1", 4.25)
    paper.batch({"updateParagraphStyle": {"range": span(1, 2), "paragraphStyle": style, "fields": "alignment"}})
    paper.batch({"createParagraphBullets": {"range": span(16, 23), "bulletPreset": "NUMBERED_DECIMAL_ALPHA_ROMAN"}})
    bullets = [one["paragraph"]["bullet"] for one in paper.get()["body"]["content"]
               if "bullet" in one.get("paragraph", {})]
    assert bullets[0]["listId"] in paper.get()["lists"]
    paper.batch({"deleteParagraphBullets": {"range": span(16, 30)}})
    assert "bullet" not in str(paper.get()["body"])
    replies = paper.batch({"replaceAllText": {"containsText": {"text": "quay", "matchCase": True},
                                              "replaceText": "tower"}})
    assert replies[0]["replaceAllText"]["occurrencesChanged"] == 1
    paper.batch({"deleteContentRange": {"range": span(1, 5)}})
    assert paper.text().startswith("tower crane\nsecond\n")
    paper.batch({"updateNamedStyle": {"fields": "textStyle", "namedStyle": {
        "namedStyleType": "HEADING_2", "textStyle": {"italic": True}}}})
    named = {one["namedStyleType"]: one for one in paper.get()["namedStyles"]["styles"]}
    assert named["HEADING_2"]["textStyle"]["italic"]


def ranges(paper: Paper) -> None:
    made = paper.batch({"createNamedRange": {"name": "kind", "range": span(1, 6)}})[0]["createNamedRange"]
    assert paper.get()["namedRanges"]["kind"]["namedRanges"][0]["namedRangeId"] == made["namedRangeId"]
    paper.batch({"replaceNamedRangeContent": {"namedRangeName": "kind", "text": "floating"}})
    assert paper.text().startswith("floating crane")
    paper.batch({"deleteNamedRange": {"namedRangeId": made["namedRangeId"]}})
    assert "namedRanges" not in paper.get()


def elements(paper: Paper) -> None:
    at = {"location": {"index": 1}}
    replies = paper.batch(
        {"insertInlineImage": {**at, "uri": "https://pictures.example/a.png",
                               "objectSize": {"height": points(40), "width": points(60.5)}}},
        {"insertPerson": {**at, "personProperties": {"email": OTHER}}},
        {"insertRichLink": {**at, "richLinkProperties": {"uri": "https://drive.test/file/doc_meridian_brief"}}},
        {"insertDate": {**at, "dateElementProperties": {"timestamp": "2026-03-04T08:00:00Z"}}},
        {"createFootnote": at},
    )
    image = replies[0]["insertInlineImage"]["objectId"]
    size = paper.get()["inlineObjects"][image]["inlineObjectProperties"]["embeddedObject"]["size"]
    assert size["width"]["magnitude"] == 60.5
    assert replies[4]["createFootnote"]["footnoteId"] in paper.get()["footnotes"]
    assert paper.elements("person")[0]["personProperties"]["email"] == OTHER
    assert paper.elements("richLink")[0]["richLinkProperties"]["mimeType"].endswith("document")
    date = paper.elements("dateElement")[0]["dateElementProperties"]
    assert date["displayText"] == "Mar 4, 2026"
    paper.batch({"replaceImage": {"imageObjectId": image, "uri": "https://pictures.example/b.png"}})
    shown = paper.get()["inlineObjects"][image]["inlineObjectProperties"]["embeddedObject"]
    assert shown["imageProperties"]["sourceUri"].endswith("b.png")
    paper.batch({"insertPageBreak": at})
    assert paper.elements("pageBreak")


def dropdowns(paper: Paper) -> None:
    options = [{"displayValue": "Open"}, {"displayValue": "Done"}]
    made = paper.batch({"createDropdownDefinition": {"dropdownDefinition": {
        "dropdownDefinitionProperties": {"title": "State", "options": options}}}})[0]["createDropdownDefinition"]
    name = made["dropdownDefinition"]["dropdownDefinitionId"]
    done = made["dropdownDefinition"]["dropdownDefinitionProperties"]["options"][1]["optionId"]
    assert paper.tab()["dropdownDefinitions"][name]["dropdownDefinitionProperties"]["title"] == "State"
    paper.batch({"insertDropdown": {"dropdownDefinitionId": name, "location": {"index": 1}}})
    one = paper.elements("dropdown")[0]
    assert one["dropdownProperties"]["displayValue"] == "Open"
    paper.batch({"updateDropdownProperties": {"dropdownId": one["dropdownId"], "fields": "selectedOptionId",
                                              "dropdownProperties": {"selectedOptionId": done}}})
    assert paper.elements("dropdown")[0]["dropdownProperties"]["displayValue"] == "Done"
    paper.batch({"updateDropdownDefinitionProperties": {
        "dropdownDefinitionId": name, "fields": "title", "dropdownDefinitionProperties": {"title": "Status"}}})
    assert paper.tab()["dropdownDefinitions"][name]["dropdownDefinitionProperties"]["title"] == "Status"
    paper.batch({"deleteContentRange": {"range": span(1, 2)}},
                {"deleteDropdownDefinition": {"dropdownDefinitionId": name}})
    assert "dropdownDefinitions" not in paper.tab()


def tables(paper: Paper) -> None:
    paper.batch({"insertTable": {"rows": 2, "columns": 2, "location": {"index": 1}}})
    start = paper.first("table")["startIndex"]
    at = {"tableStartLocation": {"index": start}}

    def cell(row: int, column: int) -> Node:
        return {"tableCellLocation": {**at, "rowIndex": row, "columnIndex": column}}

    paper.batch({"insertTableRow": {**cell(1, 0), "insertBelow": True}},
                {"insertTableColumn": {**cell(0, 1), "insertRight": True}})
    table = paper.first("table")["table"]
    assert (table["rows"], table["columns"]) == (3, 3)
    whole = {"tableRange": {**cell(0, 0), "rowSpan": 1, "columnSpan": 2}}
    paper.batch({"mergeTableCells": whole})
    merged = paper.first("table")["table"]["tableRows"][0]["tableCells"][0]["tableCellStyle"]
    assert merged["columnSpan"] == 2
    paper.batch({"unmergeTableCells": whole})
    paper.batch(
        {"pinTableHeaderRows": {**at, "pinnedHeaderRowsCount": 1}},
        {"updateTableRowStyle": {**at, "rowIndices": [1], "fields": "minRowHeight",
                                 "tableRowStyle": {"minRowHeight": points(20.5)}}},
        {"updateTableColumnProperties": {**at, "columnIndices": [0], "fields": "widthType,width",
                                         "tableColumnProperties": {"widthType": "FIXED_WIDTH", "width": points(70)}}},
        {"updateTableCellStyle": {**at, "fields": "backgroundColor", "tableCellStyle": {
            **merged, "backgroundColor": {"color": {"rgbColor": {"blue": 1}}}}}},
    )
    table = paper.first("table")["table"]
    assert table["tableRows"][0]["tableRowStyle"]["tableHeader"]
    assert table["tableRows"][1]["tableRowStyle"]["minRowHeight"] == points(20.5)
    assert table["tableStyle"]["tableColumnProperties"][0]["width"] == points(70)
    look = table["tableRows"][0]["tableCells"][0]["tableCellStyle"]
    assert look["backgroundColor"]["color"]["rgbColor"] == {"blue": 1}
    paper.batch({"deleteTableRow": cell(2, 0)}, {"deleteTableColumn": cell(0, 2)})
    table = paper.first("table")["table"]
    assert (table["rows"], table["columns"]) == (2, 2)


def pages(paper: Paper) -> None:
    header, footer = (paper.batch({kind: {"type": "DEFAULT"}})[0][kind] for kind in ("createHeader", "createFooter"))
    paper.batch(write("Draft", 0, segmentId=header["headerId"]))
    whole = paper.get()
    assert "Draft" in str(whole["headers"][header["headerId"]])
    assert whole["documentStyle"]["defaultFooterId"] == footer["footerId"]
    paper.batch({"updateDocumentStyle": {"fields": "marginTop", "documentStyle": {
        **whole["documentStyle"], "marginTop": points(50.25)}}})
    assert paper.get()["documentStyle"]["marginTop"] == points(50.25)
    end = paper.get()["body"]["content"][-1]["endIndex"]
    paper.batch({"insertSectionBreak": {"location": {"index": end - 1}, "sectionType": "NEXT_PAGE"}})
    last = paper.get()["body"]["content"][-1]
    paper.batch({"updateSectionStyle": {"range": span(last["startIndex"], last["endIndex"]), "fields": "marginLeft",
                                        "sectionStyle": {"marginLeft": points(30)}}})
    styles = [one["sectionBreak"]["sectionStyle"] for one in paper.get()["body"]["content"] if "sectionBreak" in one]
    assert styles[-1]["marginLeft"] == points(30)
    paper.batch({"deleteHeader": header}, {"deleteFooter": footer})
    assert "headers" not in paper.get()


def tabs(paper: Paper) -> None:
    added = paper.batch({"addDocumentTab": {"tabProperties": {"title": "Notes"}}})[0]["addDocumentTab"]
    name = added["tabProperties"]["tabId"]
    paper.batch(write("In the tab", 1, tabId=name))
    paper.batch({"updateDocumentTabProperties": {"tabProperties": {"tabId": name, "title": "Said"},
                                                 "fields": "title"}})
    found = paper.get(includeTabsContent=True)["tabs"]
    assert [one["tabProperties"]["title"] for one in found][1:] == ["Said"]
    assert "In the tab" in str(found[1])
    paper.batch({"deleteTab": {"tabId": name}})
    assert len(paper.get(includeTabsContent=True)["tabs"]) == 1


def remarks(paper: Paper) -> None:
    end = paper.get()["body"]["content"][-1]["endIndex"]
    paper.batch(write("wind", end - 1))
    made = paper.batch({"insertComment": {"range": span(end - 1, end + 2), "content": "Why?"}})[0]["insertComment"]
    comment = made["commentThread"]["commentId"]
    reply = paper.batch({"addCommentReply": {"commentId": comment, "post": {"content": "Because"}}})[0]
    post = reply["addCommentReply"]["post"]["postId"]
    paper.batch({"updateCommentPost": {"commentId": comment, "postId": post, "content": "So"}})
    shown = paper.get(includeTabsContent=True, commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED",
                      suggestionsViewMode="SUGGESTIONS_INLINE")
    assert shown["comments"][0]["plainTextQuote"] == "win"
    assert shown["comments"][0]["replies"][0]["content"] == "So"
    anchor = shown["tabs"][0]["documentTab"]["commentAnchors"][shown["comments"][0]["anchorId"]]
    assert anchor["ranges"] == [{**span(end - 1, end + 2), "tabId": "t.0"}]
    drive = paper.desk.google("drive").comments()
    seen = paper.desk.done(drive.get(fileId=paper.id, commentId=comment, fields="*"))
    assert seen["content"] == "Why?"
    paper.batch({"deleteCommentReply": {"commentId": comment, "postId": post}},
                {"deleteComment": {"commentId": comment}})
    assert refusal(drive.get(fileId=paper.id, commentId=comment, fields="*")) == (404, "notFound")


def suggestions(desk: Desk) -> set[str]:
    paper = Paper(desk, "old words\n")
    change = {"replaceAllText": {"containsText": {"text": "old"}, "replaceText": "new"}}
    for kind, text in (("rejectSuggestion", "old words"), ("deleteSuggestion", "old words"),
                       ("acceptSuggestion", "new words")):
        done = desk.done(paper.documents.batchUpdate(documentId=paper.id, body={
            "requests": [change], "writeControl": {"writeMode": "SUGGEST"}}))
        (name,) = done["suggestionResponses"][0]["createdSuggestionIds"]
        assert name in str(paper.get()["body"])
        clean = paper.get(suggestionsViewMode="PREVIEW_WITHOUT_SUGGESTIONS")
        assert name not in str(clean)
        paper.batch({kind: {"suggestionId": name}})
        assert paper.text().startswith(text)
    shown = paper.get(includeTabsContent=True, commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED",
                      suggestionsViewMode="SUGGESTIONS_INLINE")
    assert {one["status"] for one in shown["suggestions"]} == {"REJECTED", "ACCEPTED"}
    return paper.made


def test_revisions_guard_against_lost_changes(desk: Desk) -> None:
    paper = Paper(desk, "one\n")
    revision = paper.get()["revisionId"]
    paper.batch(write("zero "), requiredRevisionId=revision)
    assert paper.refused(write("x"), requiredRevisionId=revision)[0] == 400
    assert paper.refused(write("x"), requiredRevisionId=revision, targetRevisionId=revision)[0] == 400
    assert paper.text() == "zero one\n\n"


def test_a_refused_batch_names_its_request_and_changes_nothing(desk: Desk) -> None:
    paper = Paper(desk, "one\n")
    before = paper.get()
    request = paper.documents.batchUpdate(documentId=paper.id, body={"requests": [write("two "), write("x", 999)]})
    with pytest.raises(Exception, match=r"Invalid requests\[1\]\.insertText: ") as caught:
        request.execute()
    assert '"status": "INVALID_ARGUMENT"' in caught.value.content.decode()  # type: ignore[attr-defined]
    assert paper.refused({"insertText": {"location": {"index": "one"}, "text": "x"}})[0] == 400
    wrong_ones: tuple[Any, ...] = ({"insertTxt": {}}, {}, None)
    for wrong in wrong_ones:
        assert paper.refused(wrong)[0] == 400
    assert paper.get() == before


def test_views_of_comments_go_with_others_or_not(desk: Desk) -> None:
    documents, paper = desk.google("docs").documents(), Paper(desk)
    included = {"commentsViewMode": "COMMENTS_VIEW_MODE_INCLUDED", "documentId": paper.id}
    assert refusal(documents.get(**included))[0] == 400
    assert refusal(documents.get(**included, includeTabsContent=True))[0] == 400
    default = paper.get(commentsViewMode="COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS", includeTabsContent=True)
    assert (default["commentsViewMode"], default["comments"]) == ("COMMENTS_VIEW_MODE_INCLUDED", [])
    omitted = paper.get(commentsViewMode="COMMENTS_VIEW_MODE_OMITTED", includeTabsContent=True)
    assert "comments" not in omitted


def test_readers_see_less_and_change_nothing(origin: str, worlds: Worlds) -> None:
    with at_desk(origin, worlds) as desk:
        paper = Paper(desk, "old words\n")
        desk.done(desk.google("drive").permissions().create(fileId=paper.id, body={
            "type": "user", "role": "reader", "emailAddress": OTHER}))
        client = Desk(origin, desk.served, worlds.admit(desk.served, OTHER)).google("docs")
        seen = desk.done(client.documents().get(documentId=paper.id))
        assert "revisionId" not in seen
        assert seen["suggestionsViewMode"] == "PREVIEW_WITHOUT_SUGGESTIONS"
        change = client.documents().batchUpdate(documentId=paper.id, body={"requests": [write("x")]})
        assert refusal(change) == (403, "")
        client.close()


def test_documents_of_the_office_fit_the_schema(desk: Desk) -> None:
    listed = desk.google("drive").files().list(
        q="mimeType = 'application/vnd.google-apps.document'", pageSize=1000, includeItemsFromAllDrives=True,
        supportsAllDrives=True).execute()["files"]
    documents = desk.google("docs").documents()
    for one in listed:
        whole = desk.done(documents.get(documentId=one["id"], includeTabsContent=True))
        assert whole["title"] == one["name"]
    assert len(listed) > 5
    assert desk.changes() == []


def test_a_text_uploaded_to_drive_is_a_document(desk: Desk) -> None:
    made = desk.google("drive").files().create(
        body={"name": "Plan", "mimeType": "application/vnd.google-apps.document"},
        media_body=MediaInMemoryUpload(b"# Head\n\nSome **bold** text.\n", mimetype="text/markdown")).execute()
    whole = desk.done(desk.google("docs").documents().get(documentId=made["id"]))
    heads = [one["paragraph"]["paragraphStyle"]["namedStyleType"] for one in whole["body"]["content"]
             if "paragraph" in one]
    assert heads[0] == "HEADING_1"
