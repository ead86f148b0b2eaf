"""What the codes about people say."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

WORDS: dict[str, LazyString] = {
    "delegation-code": _("A code is made of small letters, digits and hyphens, like “reggio-emilia”."),
    "delegation-code-taken": _("There is a delegation with the code “%(delegation)s” already."),
    "delegation-name-missing": _("Give the delegation its name."),
    "delegation-name-taken": _("There is a delegation of this name already."),
    "own-delegation": _("You cannot rest the delegation that you are acting for."),
    "email": _("This does not look like a mail address."),
    "office": _("There is no such office."),
    "language": _("Choose one of the languages offered."),
    "delegation-rests": _("The delegation rests; let it take part again first."),
    "delegation-changed": _("Somebody changed this delegation while you were working on it."),
    "seat-changed": _("Somebody changed this seat while you were working on it."),
    "group-changed": _("Somebody described the group while you were working on it."),
    "group-name-missing": _("Give the group its name."),
    "secretariat-stays": _(
        "A delegation does not become the secretariat, nor the secretariat a delegation. Add another one and invite "
        "its people to it."
    ),
    "already-seated": _("This person sits in the delegation already."),
    "invitation-unknown": _("This invitation does not exist. Check that the whole link was copied."),
    "invitation-used": _("This invitation has been used already. Sign in with the address it was sent to."),
    "invitation-expired": _("This invitation has expired. Ask the secretariat for a new one."),
    "invitation-withdrawn": _("This invitation was withdrawn. Ask the secretariat."),
    "name-missing": _("Give your name."),
    "password-missing": _("Choose a password."),
    "password-short": _("A password has at least %(least)s characters; a few words make a good one."),
    "password-long": _("A password has at most %(most)s characters."),
    "password-wrong": _("The present password is not right."),
    "password-not-yours": _("This is not the password of your account."),
    "passwords-differ": _("The two passwords are not the same."),
    "sign-in-failed": _("The address or the password is not right."),
    "too-many-attempts": _("Too many attempts did not succeed. Try again in %(minutes)s minutes."),
    "seat-not-yours": _("This seat is not yours."),
    "last-secretariat-seat": _("This is the last seat of the secretariat; somebody has to keep it."),
    "table-empty": _("There is nothing in the table."),
    "table-columns": _(
        "The first line names the columns. There has to be one for each of: delegation, e-mail, role; name, language "
        "and kind may be there too."
    ),
    "table-long": _("A table has at most %(most)s rows. Send it in parts."),
    "table-broken": _("The table cannot be read from line %(line)s on: a quotation mark is not closed there."),
    "plan-changed": _("The table or the group is no longer as you looked at it. Nothing was done; look again."),
    "rows-refused": _("Rows are refused (%(num)s). Nothing was done: correct them, or leave them out."),
    "nothing-to-invite": _("All of this is there already; there is nothing to do."),
    "invitations-unticked": _("Tick at least one invitation that still stands."),
    "row-cells": _("There are more cells than columns, from “%(words)s” on. A comma may want quotation marks."),
    "row-role": _("“%(words)s” is not a role; there are head of delegation and reviewer."),
    "row-role-missing": _("Give the role: head of delegation or reviewer."),
    "row-language": _("“%(words)s” is not a language that is offered; there are English and French."),
    "row-kind": _("“%(words)s” is not a kind of delegation."),
    "row-other-kind": _("The delegation is of another kind: %(kind)s."),
    "row-delegation-missing": _("Give the delegation."),
    "row-delegation-unknown": _(
        "There is no delegation “%(words)s”. Correct the name, or give its kind in a column: then it is added."
    ),
    "row-delegation-two": _("Two delegations are called “%(words)s”. Give the code of the one that is meant."),
    "row-twice": _("The same address stands for the same delegation in line %(line)s already."),
}

FATES: dict[str, LazyString] = {
    "invited": _("Is invited."),
    "renewed": _("Is invited again: the invitation had lapsed."),
    "seat-role": _("The role changes; it was: %(role)s."),
    "invitation-corrected": _("The open invitation is corrected; its link stays."),
    "seated": _("Holds this seat already."),
    "invited-already": _("Is invited already; the link stays."),
}
"""What becomes of a row of a table that is not refused."""
