"""Each page is seen in its four states; the table names every page that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from drafting.model.people import SignIn
from drafting.procedure.people import token_hash
from drafting.web.database import WRITE, db
from tests.factories import NOON, a_head, the_secretariat
from tests.peers.application import Clock, make_app
from tests.web.states import (
    HEAD,
    NOBODY,
    OFFICE,
    READER,
    WORLDS,
    Page,
    State,
    invited,
    refused,
    refused_after_upload,
    same_change,
    signed_out,
    unknown,
    uploaded,
    with_reasons,
    wrong,
    wrongly_accepted,
)

AGAIN = "Please look at this again"
CONTRIBUTIONS = "Contributions to round 1 on Draft 1"
PAGES: Mapping[str, Page] = {
    "start.start": Page(
        empty=State("nothing", HEAD, "/", "", "There is no text yet."),
        error=unknown(HEAD, "/nowhere"),
        forbidden=signed_out("/"),
        full=State("full", HEAD, "/", "", "Round 1 is open until"),
    ),
    "printing.page": Page(
        empty=State("fresh", HEAD, "/in-round/1/print?notes=1", "In round", "No amendments have been submitted."),
        error=unknown(HEAD, "/in-round/9/print"),
        forbidden=unknown(READER, "/in-round/1/print"),
        full=State("full", HEAD, "/in-round/1/print?notes=1", "In round", "Back to the draft"),
    ),
    "search.page": Page(
        empty=State("nothing", HEAD, "/search", "Search", "Every draft that you may read is searched"),
        error=State("full", HEAD, "/search?q=%3F", "Search", "There is no word in this.", 422),
        forbidden=signed_out("/search?q=cities"),
        full=State("full", HEAD, "/search?q=cities", "Search", "places found"),
    ),
    "help.page": Page(
        empty=State("nothing", NOBODY, "/help", "Help", "your invitation came from there"),
        error=unknown(HEAD, "/help/nowhere"),
        forbidden=State("full", READER, "/help", "Help", "Where to begin"),  # open to anybody
        full=State("full", OFFICE, "/help", "Help", "For the secretariat"),
    ),
    "account.account": Page(
        empty=State("nothing", HEAD, "/account", "My account", "You are signed in in this browser only."),
        error=wrong("full", HEAD, "/account", "My account", "Give your name.", name=""),
        forbidden=signed_out("/account"),
        full=State("full", HEAD, "/account", "My account", "You act for Bergen."),
    ),
    "door.sign_in": Page(
        empty=State("nothing", NOBODY, "/sign-in", "Sign in", "No account yet?"),
        error=State(
            "full",
            NOBODY,
            "/sign-in",
            "Sign in",
            "The address or the password is not right.",
            403,
            {"email": "nobody@group.example", "password": "x"},
        ),
        forbidden=State("full", HEAD, "/sign-in", "", "Round 1 is open until"),  # in already
        full=State("full", NOBODY, "/sign-in", "Sign in", "Mail address"),
    ),
    "door.invitation": Page(
        empty=State("nothing", NOBODY, invited, "Your invitation", "Your name, as the others see it"),
        error=State("nothing", NOBODY, wrongly_accepted, "Your invitation", "The two passwords are not the same.", 422),
        forbidden=State("full", NOBODY, "/invitation/x", "Not found", "This invitation does not exist.", 404),
        full=State("full", NOBODY, invited, "Your invitation", "You are invited to act for Bergen"),
    ),
    "people.people": Page(
        empty=State("nothing", OFFICE, "/people", "Delegations and their people", "Add a delegation"),
        error=wrong("full", OFFICE, "/people/delegations", "Delegations and their people", AGAIN, name="", code=""),
        forbidden=refused(HEAD, "/people"),
        full=State("full", OFFICE, "/people", "Delegations and their people", "Head 1, Malta"),
    ),
    "people.delegation": Page(
        empty=State("full", OFFICE, "/people/committee", "Committee", "None."),
        error=wrong(
            "full",
            OFFICE,
            "/people/bergen",
            "Bergen",
            "Give the delegation its name.",
            name="",
            category="local authority",
            version="1",
        ),
        forbidden=refused(HEAD, "/people/bergen"),
        full=State("full", OFFICE, "/people/bergen", "Bergen", "new@group.example"),
    ),
    "invitations.invitations": Page(
        empty=State("nothing", OFFICE, "/people/invitations?which=lapsed", "Invitations", "No invitation is waiting"),
        error=wrong("full", OFFICE, "/people/invitations", "Invitations", "Tick at least one invitation"),
        forbidden=refused(HEAD, "/people/invitations"),
        full=State("full", OFFICE, "/people/invitations", "Invitations", "new@group.example"),
    ),
    "invitations.bulk": Page(
        empty=State("nothing", OFFICE, "/people/invitations/table", "Invite many from a table", "A table to fill in"),
        error=wrong(
            "full", OFFICE, "/people/invitations/table", "Invite many from a table", "nothing in the table.", table=""
        ),
        forbidden=refused(HEAD, "/people/invitations/table"),
        full=State(
            "full",
            OFFICE,
            "/people/invitations/table",
            "Invite many from a table",
            "Confirm: invite 1 person",
            200,
            {"table": "Delegation,E-mail,Role\nBergen,ana@bergen.example,reviewer\n"},
        ),
    ),
    "group.group": Page(
        empty=State("nothing", OFFICE, "/people/group", "The group’s name and address", "Name in English"),
        error=wrong("full", OFFICE, "/people/group", "The group’s name and address", "Give the group its", name=""),
        forbidden=refused(HEAD, "/people/group"),
        full=State("full", OFFICE, "/people/group", "The group’s name and address", "Mail address for questions"),
    ),
    "drafts.new": Page(
        empty=State("nothing", OFFICE, "/import", "Import a text", "The text becomes Draft 1."),
        error=wrong("full", OFFICE, "/import", "Import a text", "Choose a file."),
        forbidden=refused(HEAD, "/import"),
        full=State("full", OFFICE, "/import", "Import a text", "at most 25 MB"),
    ),
    "drafts.preview": Page(
        empty=State("full", OFFICE, uploaded("/import", words=b""), "Import a text", "The file is empty.", 422),
        error=State(
            "full",
            OFFICE,
            refused_after_upload("/import", title=""),
            "Preview of the import",
            "Give the text a title.",
            422,
        ),
        forbidden=refused(HEAD, "/import/unknown"),
        full=State("full", OFFICE, uploaded("/import"), "Preview of the import", "1 headings, 1 paragraphs"),
    ),
    "next_draft.new": Page(
        empty=State("fresh", OFFICE, "/waiting/1/import", "Import a reworked file as Draft 2", "You see what became"),
        error=State("full", OFFICE, "/in-round/1/import", "Import a reworked file as Draft 2", "is not over."),
        forbidden=refused(HEAD, "/waiting/1/import"),
        full=State("full", OFFICE, "/waiting/1/import", "Import a reworked file as Draft 2", "Read the file"),
    ),
    "next_draft.preview": Page(
        empty=State(
            "full",
            OFFICE,
            uploaded("/waiting/1/import", words=b""),
            "Import a reworked file as Draft 2",
            "The file is empty.",
            422,
        ),
        error=State(
            "full",
            OFFICE,
            refused_after_upload("/waiting/1/import"),
            "What became of Draft 1 in the file",
            "Say why, in one to three sentences.",
            422,
        ),
        forbidden=refused(HEAD, "/waiting/1/import/unknown"),
        full=State(
            "full",
            OFFICE,
            uploaded("/waiting/1/import"),
            "What became of Draft 1 in the file",
            "2 inserted, 1 deleted",
        ),
    ),
    "correct.new": Page(
        empty=State(
            "fresh", OFFICE, "/waiting/1/correct", "Correct a mistake in Draft 1", "The paragraph with the mistake"
        ),
        error=wrong("full", OFFICE, "/waiting/1/correct", "Correct a mistake in Draft 1", AGAIN, key="1", do="look"),
        forbidden=refused(HEAD, "/waiting/1/correct"),
        full=State("full", OFFICE, "/waiting/1/correct?key=1", "Correct a mistake in Draft 1", "The right text"),
    ),
    "rounds.new": Page(
        empty=State("fresh", OFFICE, "/waiting/1/round", "Open a round on Draft 1", "May be left empty."),
        error=wrong("full", OFFICE, "/waiting/1/round", "Open a round on Draft 1", "Give the day and the time", day=""),
        forbidden=refused(HEAD, "/waiting/1/round"),
        full=State("full", OFFICE, "/waiting/1/round", "Open a round on Draft 1", "Deadline: day"),
    ),
    "rounds.closing": Page(
        empty=State("fresh", OFFICE, "/in-round/round/1/close", "Close round 1 now?", "nothing has come yet: Bergen."),
        error=State(
            "full", OFFICE, "/in-round/round/1/close", "Close round 1 now?", "was changed since", 409, {"version": "9"}
        ),
        forbidden=refused(HEAD, "/in-round/round/1/close"),
        full=State(
            "full", OFFICE, "/in-round/round/1/close", "Close round 1 now?", "Every delegation has contributed."
        ),
    ),
    "round_items.items": Page(
        empty=State("fresh", HEAD, "/in-round/round/1/contributions", CONTRIBUTIONS, "Nobody has contributed yet."),
        error=unknown(HEAD, "/in-round/round/9/contributions"),
        forbidden=unknown(READER, "/in-round/round/1/contributions"),
        full=State("full", HEAD, "/in-round/round/1/contributions", CONTRIBUTIONS, "Please say who is meant."),
    ),
    "rounds.round": Page(
        empty=State("fresh", HEAD, "/in-round/round/1", "Round 1 on Draft 1", "Nobody has contributed yet."),
        error=wrong("full", OFFICE, "/in-round/round/1/extend", "Round 1 on Draft 1", AGAIN, day="2020-01-01"),
        forbidden=unknown(READER, "/in-round/round/1"),
        full=State("full", HEAD, "/in-round/round/1", "Round 1 on Draft 1", "2 of 2 delegations have contributed"),
    ),
    "reading.text": Page(
        empty=State("fresh", HEAD, "/in-round", "In round", "About the whole draft"),
        error=unknown(HEAD, "/nowhere"),
        forbidden=signed_out("/in-round"),
        full=State("full", HEAD, "/published", "Published", "Compare with Draft 1"),
    ),
    "reading.draft": Page(
        empty=State("fresh", HEAD, "/in-round/1?p=1", "In round", "No amendments to this part of the text."),
        error=unknown(HEAD, "/in-round/9"),
        forbidden=unknown(READER, "/in-round/1"),
        full=State("full", HEAD, "/in-round/1?p=2", "In round", "4 contributions so far."),
    ),
    "reading.block": Page(
        empty=State("fresh", HEAD, "/in-round/1/p/1", "Paragraph 1", "No amendments to this part of the text."),
        error=unknown(HEAD, "/in-round/1/p/99"),
        forbidden=unknown(READER, "/in-round/1/p/2"),
        full=State("full", HEAD, "/in-round/1/p/2", "Paragraph 1", "replaces “encourage” with “support”"),
    ),
    "reading.history": Page(
        empty=State("fresh", HEAD, "/in-round/p/1/history", "History: Paragraph 1", "Wordings, the latest first"),
        error=unknown(HEAD, "/in-round/p/99/history"),
        forbidden=unknown(READER, "/in-round/p/1/history"),
        full=State("full", HEAD, "/published/p/1/history", "History: Paragraph 1", "It must be a duty."),
    ),
    "reading.numbered": Page(
        empty=State("fresh", HEAD, "/in-round/1/1", "In round", "No amendments to this part of the text."),
        error=unknown(HEAD, "/in-round/1/77"),
        forbidden=unknown(READER, "/in-round/1/1"),
        full=State("full", HEAD, "/in-round/1/1", "In round", "replaces “encourage” with “support”"),
    ),
    "reading.amendment": Page(
        empty=State("fresh", HEAD, "/in-round/A-1", "Not found", "There is no such page.", 404),
        error=unknown(HEAD, "/in-round/A-99"),
        forbidden=unknown(READER, "/in-round/A-1"),
        full=State("full", HEAD, "/in-round/A-1", "Paragraph 1", "replaces “encourage” with “support”"),
    ),
    "reading.comment": Page(
        empty=State("fresh", HEAD, "/in-round/C-1", "Not found", "There is no such page.", 404),
        error=unknown(HEAD, "/in-round/C-99"),
        forbidden=unknown(READER, "/in-round/C-1"),
        full=State("full", HEAD, "/in-round/C-1", "Paragraph 1", "Please say who is meant."),
    ),
    "reading.comparison": Page(
        empty=State("fresh", HEAD, "/in-round/1..2", "Not found", "There is no such page.", 404),
        error=unknown(HEAD, "/published/2..9"),
        forbidden=unknown(READER, "/published/1..2"),
        full=State("full", HEAD, "/published/1..2", "From Draft 1 to Draft 2", "1 changed"),
    ),
    "exports.exports": Page(
        empty=State("fresh", HEAD, "/in-round/1/exports", "Exports of Draft 1", "no names, no comments"),
        error=unknown(HEAD, "/in-round/9/exports"),
        forbidden=unknown(READER, "/in-round/1/exports"),
        full=State("full", HEAD, "/published/2/exports", "Exports of Draft 2", "The clean version as a Word file"),
    ),
    "outcome.outcome": Page(
        empty=State("fresh", HEAD, "/in-round/1/yours", "What became of", "Nothing is published yet."),
        error=unknown(HEAD, "/in-round/9/yours"),
        forbidden=unknown(READER, "/in-round/1/yours"),
        full=State("full", HEAD, "/published/2/yours", "What became of", "It now reads"),
    ),
    "following.news": Page(
        empty=State("fresh", HEAD, "/waiting/news", "What happened", "is published"),
        error=unknown(HEAD, "/in-round/news?page=99"),
        forbidden=refused(READER, "/in-round/news"),
        full=State("full", HEAD, "/in-round/news", "What happened", "Malta amends paragraph 1"),
    ),
    "following.listed": Page(
        empty=State("fresh", HEAD, "/in-round/following", "What I follow", "You follow nothing yet."),
        error=unknown(HEAD, "/nowhere/following"),
        forbidden=refused(READER, "/in-round/following"),
        full=State("full", HEAD, "/in-round/following", "What I follow", "Malta amends paragraph 1"),
    ),
    "unsent.unsent": Page(
        empty=State("fresh", HEAD, "/in-round/unsent", "My contributions", "Nothing is waiting to be sent."),
        error=unknown(HEAD, "/nowhere/unsent"),
        forbidden=refused(READER, "/in-round/unsent"),
        full=State("full", HEAD, "/in-round/unsent", "My contributions", "replaces “should” with “must”"),
    ),
    "amend.amend": Page(
        empty=State("fresh", HEAD, "/in-round/1/p/1/amend", "Propose an amendment to paragraph 1", "The round closes"),
        error=wrong("full", HEAD, "/in-round/1/p/2/amend", "Propose an amendment to paragraph 1", AGAIN, text="Towns."),
        forbidden=unknown(READER, "/in-round/1/p/2/amend"),
        full=State("full", HEAD, "/in-round/1/p/3/amend", "Propose an amendment to paragraph 2", "A. Institutional"),
    ),
    "amend.ask_withdraw": Page(
        empty=State("fresh", HEAD, "/in-round/A-1/withdraw", "Not found", "There is no such page.", 404),
        error=unknown(HEAD, "/in-round/A-99/withdraw"),
        forbidden=refused(HEAD, "/in-round/A-1/withdraw"),
        full=State("full", HEAD, "/in-round/A-2/withdraw", "Withdraw A-002?", "A number is never used again."),
    ),
    "comment.comment": Page(
        empty=State("fresh", HEAD, "/in-round/1/p/1/comment", "Comment on paragraph 1", "A comment changes no text"),
        error=wrong("full", HEAD, "/in-round/1/p/2/comment", "Comment on paragraph 1", "Write your comment.", body=""),
        forbidden=unknown(READER, "/in-round/1/p/2/comment"),
        full=State("full", HEAD, "/in-round/1/p/2/comment", "Comment on paragraph 1", "Member States should encourage"),
    ),
    "comment.propose": Page(
        empty=State("fresh", HEAD, "/in-round/1/p/0/propose", "Propose a change to the draft", "Say in words what"),
        error=wrong("full", HEAD, "/in-round/1/p/0/propose", "Propose a change to the draft", AGAIN, body=""),
        forbidden=unknown(READER, "/in-round/1/p/0/propose"),
        full=State("full", HEAD, "/in-round/1/p/1/propose", "Propose a change", "The secretariat answers"),
    ),
    "comment.reply": Page(
        empty=State("fresh", HEAD, "/in-round/C-1/reply", "Not found", "There is no such page.", 404),
        error=wrong("full", HEAD, "/in-round/C-1/reply", "Reply to C-001", "Write your comment.", body=""),
        forbidden=unknown(READER, "/in-round/C-1/reply"),
        full=State("full", HEAD, "/in-round/C-1/reply", "Reply to C-001", "Please say who is meant."),
    ),
    "comment.edit": Page(
        empty=State("fresh", HEAD, "/in-round/C-1/edit", "Not found", "There is no such page.", 404),
        error=wrong("full", HEAD, "/in-round/C-1/edit", "Change C-001", "Write your comment.", body="", version="1"),
        forbidden=refused(OFFICE, "/in-round/C-1/edit"),
        full=State("full", HEAD, "/in-round/C-1/edit", "Change C-001", "Please say who is meant."),
    ),
    "comment.ask_withdraw": Page(
        empty=State("fresh", HEAD, "/in-round/C-1/withdraw", "Not found", "There is no such page.", 404),
        error=unknown(HEAD, "/in-round/C-99/withdraw"),
        forbidden=refused(OFFICE, "/in-round/C-1/withdraw"),
        full=State("full", HEAD, "/in-round/C-1/withdraw", "Withdraw C-001?", "Replies to it stay."),
    ),
    "comment.answer": Page(
        empty=State("fresh", OFFICE, "/in-round/C-1/answer", "Not found", "There is no such page.", 404),
        error=wrong("full", OFFICE, "/in-round/C-1/answer", "Answer to C-001", AGAIN, answer="x", disposition="other"),
        forbidden=unknown(READER, "/in-round/C-1/answer"),
        full=State("full", OFFICE, "/in-round/C-1/answer", "Answer to C-001", "Please say who is meant."),
    ),
    "proposals.proposal": Page(
        empty=State("fresh", OFFICE, "/in-round/C-1/operations", "Not found", "There is no such page.", 404),
        error=unknown(OFFICE, "/in-round/C-1/operations"),
        forbidden=refused(HEAD, "/told/C-1/operations"),
        full=State("full", OFFICE, "/told/C-1/operations", "C-001", "Put the duties first."),
    ),
    "on_behalf.enter": Page(
        empty=State("fresh", OFFICE, "/in-round/1/on-behalf", "Enter for a delegation", "is asked to confirm it"),
        error=unknown(OFFICE, "/in-round/9/on-behalf"),
        forbidden=refused(HEAD, "/in-round/1/on-behalf"),
        full=State("full", OFFICE, "/in-round/1/on-behalf", "Enter for a delegation", "Malta"),
    ),
    "deliveries.files": Page(
        empty=State("fresh", OFFICE, "/in-round/1/by-word", "Files that came back", "No file has come back"),
        error=wrong("full", OFFICE, "/told/1/by-word", "Files that came back", "Choose the delegation", source="Mail"),
        forbidden=State("full", READER, "/in-round/1/by-word", "Not found", "There is no such page.", 404),
        full=State("full", OFFICE, "/told/1/by-word", "Files that came back", "3 to look through"),
    ),
    "deliveries.delivery": Page(
        empty=State("fresh", OFFICE, "/in-round/by-word/9", "Not found", "There is no such page.", 404),
        error=State("full", OFFICE, "/told/by-word/2", "position.docx, from Bergen", "Somebody else worked", 409, {}),
        forbidden=State("full", HEAD, "/told/by-word/2", "Not found", "There is no such page.", 404),
        full=State("full", OFFICE, "/told/by-word/2", "position.docx, from Bergen", "not tracked in the file"),
    ),
    "on_behalf.amendment": Page(
        empty=State("fresh", HEAD, "/in-round/A-1/entered", "Not found", "There is no such page.", 404),
        error=wrong("full", HEAD, "/in-round/A-2/entered", "Is A-002 what", AGAIN, confirmation="disputed", note=""),
        forbidden=refused(OFFICE, "/in-round/A-2/entered"),
        full=State("full", HEAD, "/in-round/A-2/entered", "Is A-002 what you sent?", "Source: A letter"),
    ),
    "on_behalf.comment": Page(
        empty=State("fresh", HEAD, "/in-round/C-1/entered", "Not found", "There is no such page.", 404),
        error=State("full", HEAD, "/in-round/C-1/entered", "Not taken", "there is nothing to confirm", 422),
        forbidden=refused(OFFICE, "/in-round/C-2/entered"),
        full=State("full", HEAD, "/in-round/C-2/entered", "Is C-002 what you sent?", "Source: A letter"),
    ),
    "desk.desk": Page(
        empty=State("fresh", OFFICE, "/waiting/desk", "Desk", "No round has been opened on this text yet"),
        error=unknown(OFFICE, "/nowhere/desk"),
        forbidden=refused(HEAD, "/in-round/desk"),
        full=State("full", OFFICE, "/on-the-desk/desk?queue=1", "Desk: round 1 on Draft 1", "2 amendments"),
    ),
    "desk.block": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/1", "Paragraph 1", "Nothing is proposed on this block."),
        error=State(
            "full",
            OFFICE,
            "/on-the-desk/desk/1",
            "Somebody else decided on this block",
            "Difference from theirs to yours",
            409,
            {"version": "77", "text-0": "Other words."},
        ),
        forbidden=refused(HEAD, "/on-the-desk/desk/1"),
        full=State("full", OFFICE, "/on-the-desk/desk/1", "Paragraph 1", "2 amendments, 2 delegations"),
    ),
    "desk.preview": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/preview", "Preview of Draft 2", "As it would be published"),
        error=unknown(OFFICE, "/waiting/desk/preview"),
        forbidden=refused(HEAD, "/on-the-desk/desk/preview"),
        full=State("full", OFFICE, "/decided/desk/preview", "Preview of Draft 2", "replaces “encourage”"),
    ),
    "desk.publish": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/publish", "Publish Draft 2", "Every amendment is decided."),
        error=wrong("full", OFFICE, "/decided/desk/publish", "Publish Draft 2", "Type the number", confirm="9"),
        forbidden=refused(HEAD, "/on-the-desk/desk/publish"),
        full=State("full", OFFICE, "/on-the-desk/desk/publish", "Publish Draft 2", "2 amendments are undecided:"),
    ),
    "desk.withdrawn": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/withdrawn", "Withdrawn after acceptance", "To the desk"),
        error=unknown(OFFICE, "/nowhere/desk/withdrawn"),
        forbidden=refused(HEAD, "/withdrawn/desk/withdrawn"),
        full=State("full", OFFICE, "/withdrawn/desk/withdrawn", "Withdrawn after acceptance", "A-001"),
    ),
    "desk.fallen_list": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/fallen", "Fallen amendments", "Nothing has fallen."),
        error=unknown(OFFICE, "/nowhere/desk/fallen"),
        forbidden=refused(HEAD, "/fallen/desk/fallen"),
        full=State("full", OFFICE, "/fallen/desk/fallen", "Fallen amendments", "A-002"),
    ),
    "triage.triage": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/triage", "Triage: round 1 on Draft 1", "0 amendments"),
        error=wrong(
            "full",
            OFFICE,
            "/on-the-desk/desk/triage/preview",
            "Triage: round 1 on Draft 1",
            "Say why, in one to three sentences.",
            ruling="refuse",
        ),
        forbidden=refused(HEAD, "/on-the-desk/desk/triage"),
        full=State("full", OFFICE, "/on-the-desk/desk/triage", "Triage: round 1 on Draft 1", "Malta"),
    ),
    "reasons.reasons": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/reasons", "Usual reasons", "No reason is kept yet."),
        error=wrong("full", OFFICE, "/on-the-desk/desk/reasons", "Usual reasons", "Say why, in one to", english=""),
        forbidden=refused(HEAD, "/on-the-desk/desk/reasons"),
        full=State("full", OFFICE, with_reasons, "Usual reasons", "Outside the mandate"),
    ),
    "packages.packages": Page(
        empty=State("fresh", HEAD, "/in-round/1/packages", "What belongs together", "Nothing is linked yet."),
        error=wrong("full", HEAD, "/pair/1/packages", "What belongs together", AGAIN, package_title=""),
        forbidden=unknown(READER, "/told/1/packages"),
        full=State("full", HEAD, "/told/1/packages", "What belongs together", "Who helps"),
    ),
    "linked.change": Page(
        empty=State("fresh", OFFICE, "/on-the-desk/desk/linked/1/none", "Not found", "There is no such page.", 404),
        error=unknown(OFFICE, "/framework/desk/linked/99/none"),
        forbidden=refused(HEAD, "/framework/desk/linked/1/any"),
        full=State("full", OFFICE, same_change, "The same change in several paragraphs", "becomes “newcomers”"),
    ),
    "linked.package": Page(
        empty=State("fresh", OFFICE, "/in-round/desk/linked/package/1", "Not found", "There is no such page.", 404),
        error=unknown(OFFICE, "/told/desk/linked/package/99"),
        forbidden=refused(HEAD, "/told/desk/linked/package/1"),
        full=State("full", OFFICE, "/told/desk/linked/package/1", "Package: Who helps", "be decided together"),
    ),
}
NO_PAGES = {
    "static",
    "door.healthz",
    "door.signed_in",
    "exports.export",
    "exports.export_of_round",
    "exports_work.changes",
    "exports_work.working",
    "deliveries.file",
    "reading.choose_drafts",
    "triage.table",
    "round_items.table",
    "round_items.part",
    "people.table",
    "invitations.template",
}
"""What answers with files, or to scripts and watchers."""
CASES = [
    pytest.param(state, id=f"{endpoint}, {name}")
    for endpoint, page in PAGES.items()
    for name, state in page.states().items()
]
Worlds = Mapping[str, tuple[Flask, str]]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Iterator[Worlds]:
    """Each world's app, and the token of its open invitation; head, office and reader are signed in by these names."""
    made: dict[str, tuple[Flask, str]] = {}
    for name, fill in WORLDS.items():
        folder = tmp_path_factory.mktemp(f"world-{name}")
        path = folder / "drafting.sqlite"
        path.write_bytes(blank_database.read_bytes())
        app = make_app(folder, f"sqlite:///{path}", Clock())
        with app.app_context(), Session(db.engine, info={"journal_key": app.config["JOURNAL_KEY"]}) as session:
            session.connection(execution_options={WRITE: True})
            token = fill(session)
            seats = {HEAD: a_head(session), OFFICE: the_secretariat(session), READER: a_head(session, "committee")}
            for who, seat in seats.items():
                session.add(SignIn(token_hash=token_hash(who), person=seat.person, seat=seat, created_at=NOON))
            session.commit()
        made[name] = (app, token)
    yield made
    for app, _token in made.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def client_for(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    if who:
        with client.session_transaction() as kept:
            kept["_user_id"] = who
            kept["_fresh"] = True
    return client


def followed(client: FlaskClient, state: State, token: str) -> tuple[int, str]:
    """The status and the page that is seen at the end."""
    answer = state.answer(client, token)
    for _ in range(3):
        if answer.status_code == 303:
            answer = client.get(answer.headers["Location"])
    return answer.status_code, answer.text


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("state", CASES)
def test_each_page_says_what_there_is_in_each_state(worlds: Worlds, state: State) -> None:
    app, token = worlds[state.world]
    status, page = followed(client_for(app, state.who), state, token)
    headings = [words_of(found) for found in re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)]
    main = re.search(r"<body.*</body>", page, re.DOTALL)
    assert main is not None
    assert status == state.status, words_of(main[0])[:400]
    assert len(headings) == 1
    assert state.heading in headings[0]
    assert state.sentence in words_of(main[0])


def test_every_page_has_its_four_states(worlds: Worlds) -> None:
    app, _token = worlds["nothing"]
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES
    assert pages - set(PAGES) == set(), "add these to the table"
    assert set(PAGES) - pages == set(), "these are no more"


def test_no_state_is_another_by_a_second_name() -> None:
    for endpoint, page in PAGES.items():
        asked = [(state.world, state.who, str(state.ask), str(state.data)) for state in page.states().values()]
        assert len(set(asked)) == 4, endpoint
