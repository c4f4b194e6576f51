"""Words for the kinds and actions in the access ledger. An action without words is shown by its own name."""

from django.utils.translation import gettext_lazy as _

from privacy import policy

KINDS = {
    "open": _("Opened"), "list": _("In a list"), "search": _("Found in a search"), "print": _("Printed"), "export": _("Exported"),
    "write": _("Wrote"), "denied": _("Refused"), "session": _("Signed in or out"), "system": _("System"),
}  # fmt: skip

# What is written down and is no action of the policy.
BESIDE = {
    "history.adopt": _("versions written before they were proven"),
    "record.write": _("writing a record outside of a page"),
    "home": _("home page"),
    "manager.appoint": _("a manager named by the installation"),
    "session.open": _("signing in"),
    "session.close": _("signing out"),
    "session.factor": _("second factor"),
    "link.make": _("one-time link made"),
    "link.confirm": _("one-time link confirmed"),
    "link.use": _("one-time link"),
    "factor.add": _("second factor set up"),
    "factor.remove": _("second factor removed"),
    "password.change": _("password changed"),
    "guess": _("an address that leads nowhere"),
}


def words_for(action: str):
    row = policy.ACTIONS.get(action)
    label = row.label if row else BESIDE.get(action)
    return action if label is None else label
