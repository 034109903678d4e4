"""Programs that build Google's client by themselves, as they do for Google."""

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from diorama.harnesses.serve.pointing import google_at
from tests.faces.clients import Desk


def test_a_program_that_knows_no_address_comes_to_the_world(desk: Desk) -> None:
    with google_at(desk.address):
        gmail = build("gmail", "v1", credentials=Credentials("any"))  # type: ignore[no-untyped-call]
        tasks = build("tasks", "v1", credentials=Credentials("any"))  # type: ignore[no-untyped-call]
    assert gmail.users().getProfile(userId="me").execute()["emailAddress"] == "mara.lindqvist@tarnvale.test"
    assert gmail.users().messages().list(userId="me").uri.startswith(desk.address)
    assert tasks.tasklists().list().uri.startswith("https://tasks.googleapis.com/")
    after = build("gmail", "v1", credentials=Credentials("any"))  # type: ignore[no-untyped-call]
    assert after.users().getProfile(userId="me").uri.startswith("https://gmail.googleapis.com/")
    for client in (gmail, tasks, after):
        client.close()
