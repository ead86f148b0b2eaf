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
}
