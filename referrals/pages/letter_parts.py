"""What a letter can be made of: each part with the words as they stand in the record, and the kind of content that it is."""

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.addresses import address_of, blocks_of
from casework.codes import SOAIP, Content, Means
from casework.models import Person, ProgressNote, Relative
from casework.timeline import SIZE
from referrals.parts import NOTE, Part
from ui.dates import at_text


def parts_of(user, referral, chosen=()) -> list[Part]:
    """Of this case and its person, as far as this reader may read them, in the order of the letter.

    `chosen`: what the letter has already, which stays on offer when it is no longer among the newest.
    """
    found = _all_parts(user, referral)
    keys = {part.key for part in found}
    return found + [Part(one["key"], Content(one["content"]), one["title"]) for one in chosen if one["key"] not in keys]


def _all_parts(user, referral) -> list[Part]:
    case = referral.case
    person = Person.objects.visible_to(user, "person.read").filter(pk=case.subject_id).first() if case.subject_id else None
    return [*_of_person(user, person), *_own_words(referral), *_of_notes(user, case)]


def _of_person(user, person) -> list[Part]:
    if person is None:
        return []
    found = [
        Part("name", Content.IDENTITY, _("Name"), f"{person.name}（{person.kana}）" if person.kana else person.name),
        Part(
            "birth", Content.IDENTITY, _("Date of birth"), _joined(person.birth_words, person.age_words(timezone.localdate()))
        ),
        Part("address", Content.IDENTITY, _("Address"), address_of(person, blocks_of([person]))),
        Part("phones", Content.IDENTITY, _("Telephone"), "、".join(person.phones)),
        Part("living", Content.LIVING, _("Living situation"), person.living),
        Part("household", Content.LIVING, _("Family"), "\n".join(map(_relative, _family(user, person)))),
    ]
    return [part for part in found if part.text]


def _family(user, person):
    return Relative.objects.in_dossier_of(person, user).filter(person=person, removed_at=None)


def _relative(relative) -> str:
    return _joined(relative.relation, relative.name, _("lives with them") if relative.lives_with else "")


def _own_words(referral) -> list[Part]:
    return [
        Part("matter", Content.NOTES, _("What it is about"), referral.matter),
        Part("wish", Content.NOTES, _("The person's own view"), referral.wish),
        Part("health", Content.HEALTH, _("Health, and how well they judge")),
        Part("money", Content.MONEY, _("Money and debts")),
        Part("services", Content.LIVING, _("Services in use")),
        Part("abuse", Content.ABUSE, _("What was seen that raises a suspicion of abuse")),
    ]


def _of_notes(user, case) -> list[Part]:
    """The newest contacts. Whose words hold something about somebody else is not offered: it must be written anew."""
    found = ProgressNote.objects.in_dossier_of(case, user).filter(case=case, third_party=False).newest_first()[:SIZE]
    return [Part(f"{NOTE}{note.pk}", Content.NOTES, _title(note, user.calendar), _words(note)) for note in found]


def _title(note, calendar) -> str:
    return f"{at_text(note.met_at, 'short', calendar)} {Means(note.means).label}"


def _words(note) -> str:
    if note.soaip:
        return "\n".join(f"{SOAIP[name]}: {note.soaip[name]}" for name in SOAIP if note.soaip.get(name))
    return note.text


def _joined(*words) -> str:
    return " ・ ".join(filter(None, words))
