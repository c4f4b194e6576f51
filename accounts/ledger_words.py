"""What stands in the access ledger, in words for those who read it. A later action without words shows its own name."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "open": _("Opened"), "list": _("In a list"), "search": _("Found in a search"), "print": _("Printed"), "export": _("Exported"),
    "write": _("Wrote"), "denied": _("Refused"), "session": _("Signed in or out"), "system": _("System"),
}  # fmt: skip

ACTIONS = {
    "person.find": _("finding a person"),
    "person.read": _("reading about a person"),
    "person.write": _("writing about a person"),
    "case.open": _("taking a consultation"),
    "case.read": _("reading a case"),
    "case.print": _("printing a case"),
    "case.write": _("changing a case"),
    "case.close": _("closing or reopening a case"),
    "case.assign": _("staff of a case"),
    "case.handover": _("handing a case over"),
    "case.recuse": _("recusal"),
    "case.exclude": _("shutting somebody else out"),
    "note.read": _("reading notes"),
    "note.write": _("writing a note"),
    "note.move": _("moving a note"),
    "history.read": _("who looked, what was changed"),
    "handover.read": _("reading the day-book"),
    "handover.write": _("writing into the day-book"),
    "consent.read": _("reading consents"),
    "consent.write": _("recording a consent"),
    "desk.use": _("own drafts"),
    "program.read": _("plan and results"),
    "target.judge": _("judging a target"),
    "plan.import": _("taking in a plan"),
    "report.exact": _("exact figures"),
    "report.public": _("totals"),
    "ledger.read": _("access ledger"),
    "pledge.manage": _("pledges"),
    "user.manage": _("accounts"),
    "area.manage": _("areas"),
    "organisation.manage": _("organisations"),
    "role.grant": _("granting a role"),
    "role.confirm": _("confirming as the second person"),
    "session.open": _("signing in"),
    "session.close": _("signing out"),
    "session.factor": _("second factor"),
    "link.use": _("one-time link"),
    "guess": _("an address that leads nowhere"),
}
