"""Code lists. Stored codes never change; what is shown comes through the translations.

Topics follow the list of the 自立相談支援機関 standard forms and the council's own additions; closing reasons are the council's.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Topic(TextChoices):
    DEMENTIA = "dementia", _("Worry about dementia")
    RUBBISH = "rubbish", _("Rubbish, home environment")
    ISOLATION = "isolation", _("Isolation")
    FIFTY_EIGHTY = "8050", _("8050 (ageing parent, dependent child)")
    CARE = "care", _("Long-term care")
    YOUNG_CARER = "young_carer", _("Young carer")
    CONSUMER = "consumer", _("Consumer fraud")
    RIGHTS = "rights", _("Rights advocacy")
    HEALTH = "health", _("Illness, health, disability")
    INCOME = "income", _("Income, living costs")
    RENT = "rent", _("Rent and loans")
    TAXES = "taxes", _("Taxes and utility bills")
    DEBT = "debt", _("Debt")
    FOOD = "food", _("Nothing to eat")
    JOB_SEARCH = "job_search", _("Looking for work")
    JOB_TROUBLE = "job_trouble", _("Trouble at work")
    HOUSING = "housing", _("Housing")
    FAMILY = "family", _("Relations within the family")
    COMMUNITY = "community", _("Relations with the neighbourhood")
    CHILDREN = "children", _("Raising children")
    ABUSE = "abuse", _("Domestic violence, abuse")
    WITHDRAWN = "withdrawn", _("Withdrawal, not attending school")
    OTHER = "other", pgettext_lazy("topic", "Other")


class Route(TextChoices):
    """Who brought it."""

    SELF = "self", _("The person")
    FAMILY = "family", _("Family, relatives")
    NEIGHBOUR = "neighbour", _("Neighbours")
    COMMISSIONER = "commissioner", _("Welfare commissioner")
    ASSOCIATION = "association", _("Residents' association")
    COMPREHENSIVE = "comprehensive", _("Community comprehensive support centre")
    GOVERNMENT = "government", _("Public office")
    MEDICAL = "medical", _("Medical institution")
    SCHOOL = "school", _("School")
    VISITOR = "visitor", _("Visitor (watch-over)")
    SALON = "salon", _("Salon, community dining")
    OTHER = "other", pgettext_lazy("route", "Other")


class Means(TextChoices):
    """How contact was made. A memo is no contact and is not counted."""

    VISIT_IN = "came", _("Came to the office")
    PHONE = "phone", _("Telephone")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail, letter")
    ACCOMPANY = "accompany", _("Accompanied")
    MEETING = "meeting", _("Meeting")
    AGENCY = "agency", _("Contact with an agency")
    OTHER = "other", pgettext_lazy("means", "Other")
    MEMO = "memo", _("Memo")


class Urgency(TextChoices):
    TODAY = "today", _("Within today")
    SOON = "soon", _("Within 3 days")
    NORMAL = "normal", _("Normal")

    @property
    def icon(self) -> str:
        return URGENCY_CHIPS.get(self, ("", ""))[1]

    @property
    def chip(self) -> tuple[str, str, str] | None:
        """(word, kind, icon). What is normal needs no sign."""
        return (str(self.label), *URGENCY_CHIPS[self]) if self in URGENCY_CHIPS else None


URGENCY_CHIPS = {Urgency.TODAY: ("bad", "siren"), Urgency.SOON: ("warn", "clock")}


class CaseStatus(TextChoices):
    INTAKE = "intake", _("Intake")
    ASSESSMENT = "assessment", _("Assessment")
    ACTIVE = "active", _("In support")
    MONITORING = "monitoring", _("Watching over")
    CLOSED = "closed", _("Closed")
    TRANSFERRED = "transferred", _("Handed to another agency")

    @property
    def chip(self) -> tuple[str, str, str]:
        """(word, kind, icon)"""
        return (str(self.label), *STATUS_CHIPS[self])


STATUS_CHIPS = {
    CaseStatus.INTAKE: ("now", "inbox"), CaseStatus.ASSESSMENT: ("now", "search"), CaseStatus.ACTIVE: ("now", "run"),
    CaseStatus.MONITORING: ("now", "eye"), CaseStatus.CLOSED: ("off", "minus"), CaseStatus.TRANSFERRED: ("off", "swap"),
}  # fmt: skip
OPEN_STATUSES = (CaseStatus.INTAKE, CaseStatus.ASSESSMENT, CaseStatus.ACTIVE, CaseStatus.MONITORING)


class ClosureReason(TextChoices):
    SOLVED = "solved", _("The problem is solved")
    TRANSFERRED = "transferred", _("Handed over to another agency")
    ADVICE = "advice", _("Ended with information and advice")
    WISH = "wish", _("The person's wish")
    MOVED = "moved", _("Moved away")
    DIED = "died", _("Died")
    LOST = "lost", _("Contact lost")
    OTHER = "other", pgettext_lazy("closure", "Other")


class NameKind(TextChoices):
    BIRTH = "birth", _("Name before marriage (旧姓)")
    ALIAS = "alias", _("Name in daily use (通称)")
    FORMER = "former", _("Former name")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", pgettext_lazy("sex", "Other")
    UNKNOWN = "unknown", pgettext_lazy("sex", "Unknown")


class Precision(TextChoices):
    DAY = "day", _("Whole date")
    MONTH = "month", _("Year and month")
    YEAR = "year", _("Year only")
    UNKNOWN = "unknown", pgettext_lazy("date", "Unknown")


class StepKind(TextChoices):
    """What changed the standing of a case: counted as 新規, 終結, 再開."""

    OPENED = "opened", _("Consultation taken")
    STATUS = "status", _("Status changed")
    CLOSED = "closed", pgettext_lazy("step", "Closed")
    REOPENED = "reopened", _("Reopened")
    ASSIGNED = "assigned", _("Staff changed")
    HANDED = "handed", _("Handed over:")
    MOVED = "moved", _("A note was moved")
    NAMED = "named", _("The person was named")
    RECUSED = "recused", _("Somebody was recused")
    SUBJECT_OPENED = "led", _("The person's record was opened to somebody who works on this case")
    SUBJECT_REFUSED = "not_led", _("The person's record was not opened to somebody who works on this case")
    CONSENT = "consent", _("Said of consent, not yet in the person's record")
    LET_IN = "let_in", _("A recusal was ended")
    RESTRICTED = "restrict", _("Restricted to those who are named to it")
    LIFTED = "lifted", _("The restriction was lifted")
    MAIL_STOPPED = "no_mail", _("Nothing is sent to the address any more (発送停止)")
    MAIL_RESUMED = "mail", _("Things are sent to the address again")


class RestrictionWhy(TextChoices):
    """Why a case opens to those who are named to it alone."""

    ABUSE = "abuse", _("Abuse (虐待)")
    VIOLENCE = "violence", _("Violence at home (DV)")
    STAFF = "staff", _("Somebody's family among the staff")
    OTHER = "other", pgettext_lazy("restriction", "Other")


class Decision(TextChoices):
    GRANTED = "granted", _("Agrees")
    REFUSED = "refused", _("Does not agree")


class Manner(TextChoices):
    WRITTEN = "written", _("In writing")
    ORAL = "oral", _("Orally")
    FOR_THEM = "for_them", _("Written for them (代筆)")


class GivenBy(TextChoices):
    SELF = "self", _("The person themselves")
    PROXY = "proxy", _("A representative")


class Content(TextChoices):
    """What may be told: breadths of a consent."""

    EXISTENCE = "existence", _("That there is a consultation")
    IDENTITY = "identity", _("Name, address, contact")
    HEALTH = "health", _("Health and disability")
    LIVING = "living", _("Daily life and family")
    MONEY = "money", _("Money and debts")
    NOTES = "notes", _("The course of the support")
    ABUSE = "abuse", _("What is seen of abuse")


class Purpose(TextChoices):
    """What for: a consent that names none holds for all of them."""

    SUPPORT = "support", _("To arrange support together")
    APPLICATION = "application", _("To apply for a service")
    WATCH = "watch", _("Watch-over visits")
    CONFERENCE = "conference", _("A case conference")
    EMERGENCY = "emergency", _("In an emergency")
    OTHER = "other", _("Something else")


class GroundKind(TextChoices):
    """The laws that let something be told without the person's consent (個人情報の保護に関する法律, articles 18 and 27)."""

    ELDER_ABUSE = "elder_abuse", _("Duty to report elder abuse (高齢者虐待防止法)")
    DISABLED_ABUSE = "disabled_abuse", _("Duty to report abuse of disabled people (障害者虐待防止法)")
    CHILD_ABUSE = "child_abuse", _("Duty to report child abuse (児童虐待防止法)")
    DV = "dv", _("Report of domestic violence (配偶者暴力防止法)")
    PROTECTION = "protection", _("To protect life, body or property")
    ENQUIRY = "enquiry", _("An enquiry based on a law")
    COMMISSION = "commission", _("Work that is commissioned")


class TellingMeans(TextChoices):
    PHONE = "phone", pgettext_lazy("telling", "By telephone")
    MEETING = "meeting", pgettext_lazy("telling", "In person")
    HANDED = "handed", pgettext_lazy("telling", "Handed over on paper")
    POST = "post", pgettext_lazy("telling", "By post")
    FAX = "fax", pgettext_lazy("telling", "By FAX")
    FILE = "file", pgettext_lazy("telling", "As a file")


class Recipient(TextChoices):
    """Kinds of agencies, the family, a case conference; ANYBODY is what a refusal can mean, and no permission."""

    COMPREHENSIVE = "comprehensive", _("Community comprehensive support centre")
    CITY = "city", _("City office")
    CITY_COUNCIL = "city_council", _("City social-welfare council")
    COMMISSIONER = "commissioner", _("Welfare commissioner")
    NETWORK = "network", _("Small-area network")
    MEDICAL = "medical", _("Medical institution")
    SCHOOL = "school", _("School")
    CORE = "core", _("Core agency for rights advocacy")
    LEGAL = "legal", _("Legal support, lawyer")
    CONSUMER = "consumer", _("Consumer centre")
    SERVICE = "service", _("Care or disability service")
    FAMILY = "family", _("Family, relatives")
    CONFERENCE = "conference", _("Those at a case conference")
    ANYBODY = "anybody", _("Anybody at all")


class Source(TextChoices):
    """Whose words a note holds: decides later what may be disclosed to the person."""

    SELF = "self", _("Heard from the person")
    FAMILY = "family", _("Heard from the family")
    AGENCY = "agency", _("Heard from an agency")
    OTHER = "other", _("Heard from somebody else")
    OBSERVED = "observed", _("Seen by the writer")


class EntryKind(TextChoices):
    HANDOVER = "handover", _("Hand-over note")
    CALL = "call", _("Call to return")


# The parts of F-SOAIP, in the order in which they are written.
SOAIP = {
    "focus": _("F Heading"),
    "subjective": _("S Words"),
    "objective": _("O Facts"),
    "assessment": _("A Assessment"),
    "intervention": _("I What was done"),
    "plan": _("P Plan"),
}
