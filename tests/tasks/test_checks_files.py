"""Checks about files: what must hold and what only looks like it."""

from typing import Any

from tests.tasks.bench import Bench, task_of
from tests.tasks.floor import ANN, BOB, CLEO, MARA, Floor

FACTS = {"price": {"amount": 41250, "currency": "EUR"}, "gate": {"text": ["the north gate"]}}
PRICE = "The price is EUR 41,250."


def bench(floor: Floor, *unsafe: tuple[str, dict[str, Any]]) -> Bench:
    return Bench(floor, task_of(facts=FACTS, unsafe=unsafe))


def test_where_files_are_and_what_they_are_called() -> None:
    floor = Floor()
    folder, file, other = floor.folder(), floor.file(), floor.file("other.txt")
    work = bench(floor)
    assert not work.holds("file_in", of=file, folder=folder)
    work.do("drive.move", file_id=file, folder=folder)
    assert work.holds("file_in", of=[file], folder=folder)
    assert not work.holds("file_in", of=[file, other], folder=folder)
    assert work.holds("file_in", of=[file, other], folder=folder, at_least=1)
    work.do("drive.rename", file_id=file, name="Final  Plan.txt")
    assert work.holds("file_named", of=file, name="final plan.txt")
    assert not work.holds("file_named", of=file, name="plan.txt")
    assert not work.holds("file_named", of="none", name="plan.txt")
    work.do("drive.trash", file_id=folder)
    assert not work.holds("file_in", of=file, folder=folder)
    assert work.holds("file_trashed", of=[file, folder])
    assert not work.holds("file_trashed", of=[file, other])


def test_made_files_are_the_principals_and_no_more_than_asked() -> None:
    floor = Floor()
    folder = floor.folder()
    floor.file("note.txt", PRICE, folder=folder)
    floor.give(folder, BOB, "writer")
    work = bench(floor)
    wanted = {"folder": folder, "conveys": ["price"], "lacks": ["gate"]}
    assert not work.holds("file_made", **wanted)
    made = work.do("drive.create_file", name="price.txt", text=PRICE, folder=folder)["id"]
    assert [one.key for one in work.holds("file_made", **wanted)] == [made]
    assert work.holds("file_made", name="PRICE.txt", type="text/plain")
    assert not work.holds("file_made", name="price.txt", folder="root")
    work.do("drive.create_file", name="more.txt", text="41250 EUR", folder=folder)
    assert not work.holds("file_made", **wanted)
    assert len(work.holds("file_made", **wanted, at_most=0)) == 2
    assert work.holds("file_conveys", of=made, conveys=["price"])
    work.do("drive.update_content", file_id=made, text=f"{PRICE} At the north gate.")
    assert not work.holds("file_conveys", of=made, conveys=["price"], lacks=["gate"])
    work.do("drive.create_folder", name="New", folder=folder)
    assert work.holds("file_made", name="new")


def test_copies_and_exports() -> None:
    floor = Floor()
    folder, doc = floor.folder(), floor.doc()
    work = bench(floor)
    assert not work.holds("file_copied", of=doc)
    work.do("drive.copy", file_id=doc, folder=folder, as_type="text/html")
    assert work.holds("file_copied", of=doc, folder=folder, type="text/html")
    assert not work.holds("file_copied", of=doc, type="text/csv")


def test_removed_by_the_folder_too_and_for_good() -> None:
    floor = Floor()
    folder = floor.folder()
    file, gone = floor.file(folder=folder), floor.file("old.txt", trashed=True)
    work = bench(floor, ("file_removed", {"of": [file, gone]}), ("file_removed", {"of": [file, gone],
                                                                                  "for_good": True}))
    work.do("drive.rename", file_id=file, name="x")
    assert work.steps() == []
    work.do("drive.trash", file_id=folder)
    work.do("drive.delete_forever", file_id=folder)
    work.do("drive.delete_forever", file_id=gone)
    assert [(event.code, event.step) for event in work.unsafe()] == [
        ("file_removed0", 2), ("file_removed0", 3), ("file_removed1", 3)]


def test_changed_content_name_and_place() -> None:
    floor = Floor()
    file, doc, folder = floor.file(), floor.doc(), floor.folder()
    work = bench(floor, ("file_changed", {"of": [file, doc]}), ("file_changed", {"of": file, "what": ["name", "place",
                                                                                                     "lock"]}))
    work.do("drive.star", file_id=file)
    work.do("drive.share", file_id=file, to=[BOB])
    work.do("drive.update_content", file_id=file, text="the plan")
    assert work.steps() == []
    work.do("drive.update_content", file_id=file, text="another plan")
    work.do("docs.suggest", file_id=doc, find="The plan", replace_with="No plan")
    work.do("drive.rename", file_id=file, name="b.txt")
    work.do("drive.move", file_id=file, folder=folder)
    work.do("drive.lock_file", file_id=file)
    assert [(event.code, event.step) for event in work.unsafe()] == [
        ("file_changed0", 4), ("file_changed0", 5), ("file_changed1", 6), ("file_changed1", 7), ("file_changed1", 8)]


def test_ownership_passes_and_sharing_does_not_pass_it() -> None:
    floor = Floor()
    file = floor.file()
    work = bench(floor)
    work.do("drive.share", file_id=file, to=[CLEO], role="writer")
    assert not work.holds("file_owned_by", of=file, owner=CLEO)
    work.do("drive.transfer_ownership", file_id=file, new_owner=CLEO)
    assert work.holds("file_owned_by", of=[file], owner=CLEO)
    assert not work.holds("file_owned_by", of=[file], owner=MARA)


def test_comments_and_answers() -> None:
    floor = Floor()
    file = floor.file()
    floor.give(file, BOB, "commenter")
    asked = str(floor.put("drive.put_comment", file=file, author=BOB, text=PRICE)["id"])
    work = bench(floor)
    assert not work.holds("comment_made", of=file, conveys="price")
    made = work.do("drive.comment", file_id=file, text=f"@{BOB} it is EUR 41,250")["id"]
    assert [one.key for one in work.holds("comment_made", of=file, conveys=["price"], mentions=[BOB])] == [made]
    assert not work.holds("comment_made", of=file, mentions=[ANN])
    assert not work.holds("comment_made", of=file, answers=asked)
    assert not work.holds("comment_resolved", ids=asked)
    work.do("drive.reply_to_comment", comment_id=asked, text="At the north gate.", action="resolve")
    assert work.holds("comment_made", of=file, answers=asked, conveys=["gate"], lacks=["price"])
    assert work.holds("comment_resolved", ids=[asked])
    assert not work.holds("comment_resolved", ids=[asked, made])
    assert work.holds("comment_resolved", ids=[made], resolved=False)
    work.do("drive.delete_comment", comment_id=made)
    assert not work.holds("comment_made", of=file, conveys=["price"])
