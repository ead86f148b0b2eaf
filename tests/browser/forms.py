"""Every form into which a person types, where it is, and what is typed into it: for the tests that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from drafting.procedure.unsent import save_unsent
from drafting.procedure.withdraw_amendment import withdraw_amendment
from drafting.text.blocks import Block, Kind
from tests.deliveries import a_delivery
from tests.desk import ON_THE_DESK, on_the_desk, rule
from tests.factories import (
    ENCOURAGE,
    NOON,
    a_comment,
    a_draft,
    a_head,
    a_seat,
    an_amendment,
    an_open_round,
    the_secretariat,
)

REWORKED = "Member States should require administrations to adopt such practices.\n"
BLOCKS = (
    Block(kind=Kind.HEADING, text="Institutional practice", label="A."),
    Block(kind=Kind.PARAGRAPH, text=ENCOURAGE),
    Block(kind=Kind.PARAGRAPH, text="Authorities should act."),
    Block(kind=Kind.ROW, cells=("Equality", "Review the law"), table=1),
)


def a_group(session: Session) -> None:
    """Bergen, Malta and the secretariat; texts in a round, on the desk, decided, withdrawn from, in no round."""
    deadline = max(NOON, datetime.now(UTC)) + timedelta(days=30)
    malta = a_seat(session, "malta")
    in_round = an_open_round(session, a_draft(session, blocks=BLOCKS, title="In round"), deadline=deadline)
    an_amendment(session, in_round, key=2, text=ENCOURAGE.replace("encourage", "support"), by=malta)
    a_comment(session, in_round, key=2, by=a_head(session))
    save_unsent(session, in_round, form="comment:3", fields={"body": "Not sent."}, by=a_head(session), at=NOON)
    sent = {"by": the_secretariat(session), "on_behalf_of": a_head(session).delegation, "source": "A letter"}
    an_amendment(session, in_round, key=3, text="Authorities must act.", **sent)
    a_comment(session, in_round, key=3, **sent)
    a_delivery(session, in_round)
    for title in ("On the desk", "By keyboard", "By keys"):
        undecided = an_open_round(session, a_draft(session, title=title))
        an_amendment(session, undecided, text=ENCOURAGE.replace("encourage", "require"))
        an_amendment(session, undecided, text=ENCOURAGE.replace("encourage", "support"), by=malta)
        on_the_desk(session, undecided)
    for title in ("Decided", "Withdrawn"):
        round_ = an_open_round(session, a_draft(session, title=title))
        made = an_amendment(session, round_, text=ENCOURAGE.replace("encourage", "require"))
        on_the_desk(session, round_)
        rule(session, round_, [made])
        if title == "Withdrawn":
            withdraw_amendment(session, made, by=a_head(session), at=ON_THE_DESK)
    alike = an_open_round(session, a_draft(session, paragraphs=("Cities help migrants.", "States help migrants.")))
    for key, name in ((1, "Cities"), (2, "States")):
        an_amendment(session, alike, key=key, text=f"{name} help newcomers.")
    on_the_desk(session, alike)
    pair = an_open_round(session, a_draft(session, title="Pair", paragraphs=("Cities help.", "Regions help.")))
    for key, words in ((1, "Cities must help."), (2, "Regions may help.")):
        an_amendment(session, pair, key=key, text=words)
    a_draft(session, title="Waiting")


Reach = Callable[[Page], object]


@dataclass(frozen=True, kw_only=True)
class Form:
    """`of`: its template, and the endpoint that its `action` names there ("" for its own address). `reach` brings a
    page to it, from `address` or in some other way; `typed` are the words for each field; `button` sends it."""

    of: tuple[str, str]
    name: str
    who: str = "Bergen"
    address: str = ""
    reach: Reach | None = None
    typed: dict[str, str] = field(default_factory=dict)
    button: str

    def open(self, page: Page) -> None:
        if self.reach is not None:
            self.reach(page)
        else:
            page.goto(self.address)

    def type(self, page: Page, words: str) -> dict[str, str]:
        """Fill the fields with words of which `words` are part; what stands in each afterwards."""
        said = {selector: given.replace("…", words) for selector, given in self.typed.items()}
        for selector, value in said.items():
            place = page.locator(selector)
            place.evaluate("field => { const d = field.closest('details'); if (d) d.open = true }")
            place.fill(value)
        return said


def upload(address: str) -> Reach:
    def reach(page: Page) -> None:
        page.goto(address)
        page.set_input_files("#file", {"name": "reworked.md", "mimeType": "text/markdown", "buffer": REWORKED.encode()})
        page.get_by_role("button", name="Read the file").click()
        page.wait_for_url(f"**{address}/*")

    return reach


def stale_desk(page: Page) -> None:
    """The page that shows both texts: the block's form is sent with a version that is not the block's."""
    page.goto("/on-the-desk/desk/1")
    page.locator("#desk input[name=version]").evaluate("field => field.value = '77'")
    page.locator("#reason").fill("Mine.")
    page.get_by_role("button", name="Save and stay").click()
    page.wait_for_selector("text=while you were working on it")


def same_change(page: Page) -> None:
    page.goto("/framework/desk/1")
    page.goto(str(page.locator("a[href*='/desk/linked/']").first.get_attribute("href")))


def usual_reasons(page: Page) -> None:
    page.goto("/on-the-desk/desk/reasons")
    begin = page.get_by_role("button", name="Begin with six")
    if begin.count():
        begin.click()
        page.wait_for_selector("form.am")


AMEND, COMMENT = ("amend/amend.html", "amend.send"), ("comment/comment.html", "comment.send")
DESK, PUBLISH, CARRY = (
    ("desk/block.html", "desk.block"),
    ("desk/publish.html", "desk.publish"),
    ("desk/publish.html", "desk.carry"),
)
SUBMIT, REASON = "Submit for", {"#reason": "Because of …."}
OFFICE = "Secretariat"

FORMS = [
    Form(of=AMEND, name="amend", address="/in-round/1/p/2/amend", typed={"#text": "… do."} | REASON, button=SUBMIT),
    Form(
        of=AMEND,
        name="new text",
        address="/in-round/1/p/2/amend?operation=insert",
        typed={"#text": "New …."} | REASON,
        button=SUBMIT,
    ),
    Form(
        of=AMEND,
        name="new row",
        address="/in-round/1/p/4/amend?operation=insert",
        typed={"#cell-0": "New …"} | REASON,
        button=SUBMIT,
    ),
    *(
        Form(of=AMEND, name=name, address=f"/in-round/1/p/{key}/amend?operation={name}", typed=REASON, button=SUBMIT)
        for name, key in (("delete", 2), ("move", 2), ("join", 2), ("reshape", 2))
    ),
    Form(
        of=AMEND,
        name="on behalf",
        who=OFFICE,
        address="/in-round/1/p/3/amend",
        typed={"#text": "… act.", "#source": "e-mail of …"} | REASON,
        button="Submit",
    ),
    Form(of=COMMENT, name="comment", address="/in-round/1/p/2/comment", typed={"#body": "Not … yet."}, button=SUBMIT),
    Form(of=COMMENT, name="on all", address="/in-round/1/p/0/comment", typed={"#body": "All … of it."}, button=SUBMIT),
    Form(
        of=("comment/comment.html", "comment.send_proposal"),
        name="in words",
        address="/in-round/1/p/0/propose",
        typed={"#body": "Say … of it in half as many words."},
        button=SUBMIT,
    ),
    Form(
        of=("comment/reply.html", "comment.send_reply"),
        name="reply",
        address="/in-round/C-1/reply",
        typed={"#body": "We … agree."},
        button=SUBMIT,
    ),
    Form(
        of=("comment/edit.html", "comment.send_edit"),
        name="edit",
        address="/in-round/C-1/edit",
        typed={"#body": "Better: …."},
        button="Save",
    ),
    Form(
        of=("_partials/colleague_notes.html", "colleagues.note_block"),
        name="note for colleagues",
        address="/in-round/1/p/2",
        typed={"#colleague-note": "Ask … about it."},
        button="Add the note",
    ),
    Form(
        of=("unsent/unsent.html", "colleagues.note_item"),
        name="note on an unsent item",
        address="/in-round/unsent",
        typed={"details.notes textarea >> nth=-1": "Is … too strong?"},
        button="Add the note >> nth=-1",
    ),
    Form(
        of=("comment/answer.html", "comment.send_answer"),
        name="answer",
        who=OFFICE,
        address="/in-round/C-1/answer",
        typed={"#answer": "It is … meant."},
        button="Mark as answered",
    ),
    Form(
        of=DESK,
        name="desk",
        who=OFFICE,
        address="/on-the-desk/desk/1",
        typed={"#text-0": "States … act.", "#reason": "As … asked.", ".own-reason textarea >> nth=0": "Alone …."},
        button="Save and stay",
    ),
    Form(
        of=("desk/stale.html", "desk.block"),
        name="desk, overtaken",
        who=OFFICE,
        address="/on-the-desk/desk/1",
        reach=stale_desk,
        typed={"#text-0": "States … act, still.", "#reason": "As … asked, still."},
        button="Send mine again on top",
    ),
    Form(
        of=DESK,
        name="withdrawn",
        who=OFFICE,
        address="/withdrawn/desk/1",
        typed={".withdrawal textarea": "It was … so."},
        button="Take it back",
    ),
    Form(
        of=("on_behalf/answer.html", ""),
        name="entered on behalf",
        address="/in-round/A-2/entered",
        typed={"#note": "We wrote … else."},
        button="No, we dispute it",
    ),
    Form(
        of=("deliveries/files.html", "deliveries.take_in"),
        name="file that came back",
        who=OFFICE,
        address="/in-round/1/by-word",
        typed={"#source": "E-mail of … the day."},
        button="Read the file",
    ),
    Form(
        of=("deliveries/delivery.html", "deliveries.submit"),
        name="what a file brings",
        who=OFFICE,
        address="/in-round/by-word/1",
        typed={"#reason": "Because of … alone.", "textarea >> nth=0": "Towns … help."},
        button="Submit what is ticked",
    ),
    Form(
        of=("linked/linked.html", ""),
        name="linked",
        who=OFFICE,
        reach=same_change,
        typed={"#reason": "For all … alike."},
        button="Decide what is ticked",
    ),
    Form(
        of=("correct/correct.html", "correct.send"),
        name="corr",
        who=OFFICE,
        address="/waiting/1/correct?key=1",
        typed={"#text-1-0": "Mended … words.", "#reason-1": "A … slip."},
        button="Look at the corrections",
    ),
    Form(
        of=("_partials/internal_notes.html", "internal_notes.add"),
        name="internal note",
        who=OFFICE,
        address="/on-the-desk/desk/1",
        typed={"#note": "To ask … about."},
        button="Add the note",
    ),
    Form(
        of=("triage/triage.html", "triage.preview"),
        name="triage",
        who=OFFICE,
        address="/on-the-desk/desk/triage",
        typed={"#reason": "For all … of these."},
        button="Preview what would happen",
    ),
    Form(
        of=("triage/triage.html", "triage.keep_view"),
        name="view",
        who=OFFICE,
        address="/on-the-desk/desk/triage",
        typed={"#view": "What … asked"},
        button="Save >> nth=-1",
    ),
    Form(
        of=("reasons/reasons.html", "reasons.add"),
        name="new usual reason",
        who=OFFICE,
        address="/on-the-desk/desk/reasons",
        typed={"#english": "Said … already."},
        button="Keep it",
    ),
    Form(
        of=("reasons/reasons.html", "reasons.change"),
        name="usual reason",
        who=OFFICE,
        address="/on-the-desk/desk/reasons",
        reach=usual_reasons,
        typed={"form.am textarea >> nth=0": "Said … twice."},
        button="Save >> nth=0",
    ),
    Form(
        of=("packages/packages.html", "packages.link"),
        name="package",
        address="/pair/1/packages",
        typed={"#package_title": "Who … helps"},
        button="Link them",
    ),
    Form(
        of=CARRY,
        name="carry",
        who=OFFICE,
        address="/on-the-desk/desk/publish",
        typed={"#carry_reason": "For the … meeting."},
        button="Carry",
    ),
    Form(
        of=PUBLISH,
        name="publish",
        who=OFFICE,
        address="/decided/desk/publish",
        typed={"#title": "Decided …", "#reference": "GT(2026) …"},
        button="Publish Draft 2",
    ),
    Form(
        of=("rounds/_change.html", "rounds.extend"),
        name="extend",
        who=OFFICE,
        address="/in-round/round/1",
        typed={"#reason": "Some asked for … time."},
        button="Extend",
    ),
    Form(
        of=("rounds/new.html", ""),
        name="new round",
        who=OFFICE,
        address="/waiting/1/round",
        typed={"#day": "2031-05-04", "#meeting": "The … meeting"},
        button="Open the round",
    ),
    Form(
        of=("drafts/preview.html", ""),
        name="import",
        who=OFFICE,
        reach=upload("/import"),
        typed={"#title": "A … title", "#reference": "GT … 1"},
        button="Import as Draft 1",
    ),
    Form(
        of=("next_draft/preview.html", ""),
        name="import of the next draft",
        who=OFFICE,
        reach=upload("/waiting/1/import"),
        typed={"#reason": "Asked by ….", "#source": "Report …", "#reference": "GT … 2"},
        button="Issue Draft 2",
    ),
    Form(
        of=("people/people.html", "people.add_delegation"),
        name="new delegation",
        who=OFFICE,
        address="/people",
        typed={"#name": "Upper …", "#code": "upper"},
        button="Add",
    ),
    Form(
        of=("people/delegation.html", "people.invite"),
        name="invitation",
        who=OFFICE,
        address="/people/bergen",
        typed={"#person": "Reviewer …", "#email": "…@group.example"},
        button="Invite",
    ),
    Form(
        of=("people/delegation.html", "people.change_seat"),
        name="seat",
        who=OFFICE,
        address="/people/bergen",
        typed={".seat [name=theme] >> nth=0": "about …"},
        button="Save >> nth=0",
    ),
    Form(
        of=("people/delegation.html", ""),
        name="delegation",
        who=OFFICE,
        address="/people/bergen",
        typed={"#name": "Bergen …"},
        button="Save >> nth=-1",
    ),
    Form(
        of=("people/bulk.html", "invitations.take_table"),
        name="table of people",
        who=OFFICE,
        address="/people/invitations/table",
        typed={"#table": "Delegation,E-mail,Role\nBergen,…@group.example,reviewer"},
        button="Look at it",
    ),
    Form(
        of=("people/group.html", "group.describe"),
        name="group",
        who=OFFICE,
        address="/people/group",
        typed={"#name": "Working Group …", "#description": "It … writes."},
        button="Save",
    ),
    Form(
        of=("account/account.html", "account.change"),
        name="account",
        address="/account",
        typed={"#name": "Head …"},
        button="Save",
    ),
]

NOT_KEPT = {
    ("door/sign_in.html", "door.come_in"): "nobody is signed in; a mail address comes back with the refusal",
    ("door/invitation.html", ""): "nobody is signed in; a name comes back with the refusal",
}
PARTS = {
    "unsent/_form.html": AMEND,
    "desk/block.html": DESK,
    "desk/_withdrawn.html": DESK,
    "amend/_belongs.html": AMEND,
}
"""Templates with fields that stand outside of a form's tags, and the form that takes them in."""
