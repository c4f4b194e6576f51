"""Every write of accounts. Where a step takes two people, the service and the database refuse the same person twice."""

import hashlib
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import leaving, people, reviews, second_person, sessions
from accounts.models import AccessReview, Ending, Membership, OneTimeLink, Organisation, Pledge, User
from accounts.second_person import by_second_person
from privacy import context, ledger
from privacy.areas import Area
from privacy.errors import Denied, NotWithinReach
from privacy.gate import service

LINK_LIFE = timedelta(days=14)
# Without letters and digits that look alike on paper; 20 of them are 98 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 20


class SamePerson(ValidationError):
    """The second person must be another one."""

    def __init__(self):
        super().__init__(_("A second person has to do this: not the one who asked for it, and not the one it is about."))


class LastAdministrator(SamePerson):
    """Nor would anybody be left to administer the accounts of a council."""

    def __init__(self):
        ValidationError.__init__(
            self,
            _(
                "You are the only administrator here. Ask for the role for somebody else first and have it confirmed: that person ends yours."
            ),
        )


def _not_oneself(person, actor) -> None:
    if person == actor:
        raise LastAdministrator if people.is_only_administrator(actor, timezone.localdate()) else SamePerson
    today = timezone.localdate()
    if not people.administers(person, today):
        return
    # Of two administrators who end each other in the same moment the second one waits here, and may no longer.
    pair = User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, actor.pk]).order_by("pk")
    if not people.administers({one.pk: one for one in pair}[actor.pk], today):
        raise Denied("user.manage")


@service("user.manage", on=lambda area, **_: area)
def person_add(area, *, actor, username, display_name, kana, email, role, from_date, until_date=None, operating_org=None):
    """Adds somebody with a first role. The role and the link to sign in still wait for a second person."""
    person = User(username=username, display_name=display_name, kana=kana, email=email)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    role_grant(
        area, actor=actor, person=person, role=role, from_date=from_date, until_date=until_date, operating_org=operating_org
    )
    return person


@service("user.manage")
def person_edit(person, *, actor, display_name, kana, email):
    _require_within(actor, "user.manage", person)
    person.display_name, person.kana, person.email = display_name, kana, email
    # A user name of before may have other letters than one may choose today.
    person.full_clean(exclude=["username"])
    person.save(update_fields=["display_name", "kana", "email"])
    return person


@service("user.manage")
def person_disable(person, *, actor, why):
    """Disables an account and ends its open sessions. The account and its traces stay."""
    _require_within(actor, "user.manage", person)
    _not_oneself(person, actor)
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.one_time_links.open(timezone.now()).update(revoked_at=timezone.now())
    sessions.end_all(person)
    leaving.lost(person)
    Ending.objects.create(user=person, why=why, by=actor)
    return person


@service("user.manage")
def person_enable(person, *, actor):
    """Lets them sign in again. Each role waits for a second person, as it does for somebody new."""
    _require_within(actor, "user.manage", person)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        for held in person.memberships.confirmed().filter(ended_at=None):
            _end(held, actor)
            _ask_again(held, actor)
    return person


def _ask_again(held, actor):
    today = timezone.localdate()
    if held.until_date and held.until_date < today:
        return
    begins = max(held.from_date, today)
    more = {"until_date": held.until_date, "operating_org": held.operating_org, "granted_by": actor}
    Membership.objects.get_or_create(
        user=held.user, role=held.role, area=held.area, from_date=begins, ended_at=None, defaults=more
    )


@service("role.grant", on=lambda area, **_: area)
def role_grant(area, *, actor, person, role, from_date, until_date=None, operating_org=None):
    """Asks for a role; it opens nothing before somebody else confirms it."""
    if person == actor:
        raise SamePerson
    membership = Membership(
        user=person,
        role=role,
        area=area,
        from_date=from_date,
        until_date=until_date,
        operating_org=operating_org,
        granted_by=actor,
    )
    membership.full_clean()
    membership.save()
    return membership


def _role_of(membership):
    return [membership.role]


@by_second_person(_role_of, on=lambda membership, **_: membership.area)
def role_confirm(membership, *, actor):
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if not membership.is_requested:
        return membership
    if actor.pk in (membership.granted_by_id, membership.user_id):
        raise SamePerson
    leaving.before_confirming(membership)
    membership.confirmed_by, membership.confirmed_at = actor, timezone.now()
    membership.save(update_fields=["confirmed_by", "confirmed_at"])
    return membership


@by_second_person(_role_of, on=lambda membership, **_: membership.area)
def role_refuse(membership, *, actor):
    if not membership.is_requested:
        return membership
    return _end(membership, actor)


@service("role.grant", on=lambda membership, **_: membership.area)
def role_end(membership, *, actor, why):
    """Ends a role at once. It needs no second person, since taking a role away opens nothing."""
    _not_oneself(membership.user, actor)
    Ending.objects.create(user=membership.user, membership=membership, why=why, by=actor)
    return _end(membership, actor)


@service("role.grant", on=lambda membership, **_: membership.area)
def role_restore(membership, *, actor):
    """Takes an ending back: the same role is asked for again, and opens nothing before a second person confirms it."""
    if membership.user_id == actor.pk:
        raise SamePerson
    if membership.until_date and membership.until_date < timezone.localdate():
        raise ValidationError(_("Its last day has passed. Ask for a role with new dates."))
    _ask_again(membership, actor)
    return membership


def _end(membership, actor):
    membership.ended_by, membership.ended_at = actor, timezone.now()
    membership.save(update_fields=["ended_by", "ended_at"])
    leaving.after_ending(membership)
    sessions.end_all(membership.user)
    leaving.lost(membership.user)
    return membership


@service("pledge.manage")
def pledge_record(person, *, actor, signed_date, valid_until):
    _require_within(actor, "pledge.manage", person)
    if person == actor:
        raise SamePerson
    pledge = Pledge(user=person, signed_date=signed_date, valid_until=valid_until, recorded_by=actor)
    pledge.full_clean()
    pledge.save()
    return pledge


@service("pledge.manage")
def pledges_record(people, *, actor, signed_date, valid_until):
    """All of them, or none."""
    return [pledge_record(person, actor=actor, signed_date=signed_date, valid_until=valid_until) for person in people]


@service("pledge.manage")
def pledge_revoke(pledge, *, actor):
    _require_within(actor, "pledge.manage", pledge.user)
    pledge.revoked_by, pledge.revoked_at = actor, timezone.now()
    pledge.save(update_fields=["revoked_by", "revoked_at"])
    sessions.end_all(pledge.user)
    leaving.lost(pledge.user)
    return pledge


@service("pledge.manage")
def training_record(person, *, actor, trained_on):
    """Records the day of the visitors' training, without which nobody is sent to a door. None removes a mistaken day."""
    _require_within(actor, "pledge.manage", person)
    if person == actor:
        raise SamePerson
    person.trained_on = trained_on
    person.save(update_fields=["trained_on"])
    return person


@service("user.manage")
def link_make(person, *, actor, purpose):
    """Makes a link and its token, which is stored nowhere. Older links of this person stop working."""
    _require_within(actor, "user.manage", person)
    if person == actor:
        raise SamePerson
    now = timezone.now()
    person.one_time_links.open(now).update(revoked_at=now)
    token = make_token()
    link = OneTimeLink.objects.create(
        user=person, purpose=purpose, token_hash=token_hash(token), made_by=actor, made_at=now, expires_at=now + LINK_LIFE
    )
    _say_of("link.make", link, actor)
    return link, token


def _roles_behind(link):
    return second_person.roles_ever(link.user)


@by_second_person(_roles_behind)
def link_confirm(link, *, actor):
    link = OneTimeLink.objects.select_for_update().get(pk=link.pk)
    action = second_person.action_for(_roles_behind(link))
    _require_within(actor, action, link.user)
    if actor.pk in (link.made_by_id, link.user_id):
        raise SamePerson
    if not people.covered_by_two(link.made_by, "user.manage", actor, action, link.user):
        raise Denied(action)
    if link.confirmed_at is None:
        link.confirmed_by, link.confirmed_at = actor, timezone.now()
        link.save(update_fields=["confirmed_by", "confirmed_at"])
        _say_of("link.confirm", link, actor)
    return link


@by_second_person(_roles_behind)
def link_refuse(link, *, actor):
    _require_within(actor, second_person.action_for(_roles_behind(link)), link.user)
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    return link


@transaction.atomic
def link_use(link, *, password=None):
    """Uses a link, once. Nobody is signed in yet: the paper itself is the right to do it."""
    link = OneTimeLink.objects.select_for_update().get(pk=link.pk)
    if not link.is_usable(timezone.now()):
        raise NotWithinReach("link.use")
    person = link.user
    if link.purpose == OneTimeLink.Purpose.SECOND_FACTOR:
        Authenticator.objects.filter(user=person).delete()
    else:
        person.set_password(password)
        person.save(update_fields=["password", "password_changed_at"])
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    sessions.end_all(person)
    _say_of("link.use", link, person)
    return person


def _say_of(action, link, who) -> None:
    """Each step by the paper's own number, so that the ledger tells whose two yes let somebody in."""
    ledger.record("session", action=action, actor=context.Actor(user=who), objects=[link.pk], model=link._meta.label)


@service("role.confirm", on=lambda council, **_: council)
def review_confirm(council, *, actor, shown, today):
    """Confirms for this month what the page showed. `shown` is its mark: what changed meanwhile is looked at again."""
    keys = reviews.keys_of(reviews.held_in(council.pk, today))
    if shown != reviews.mark_of(keys):
        raise ValidationError(_("Somebody's role has changed meanwhile. Look at it again."))
    month = reviews.month_of(today)
    found = AccessReview.objects.filter(council=council, month=month).first()
    return found or AccessReview.objects.create(council=council, month=month, held=keys, confirmed_by=actor)


def make_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(TOKEN_LENGTH))


def token_hash(token: str) -> bytes:
    """The hash of a token as typed from paper; case and dashes do not matter. A token is long enough to need no salt."""
    plain = "".join(letter for letter in token.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).digest()


def spaced(token: str) -> str:
    """ABCDE-FGHJK-...: groups that an eye can hold."""
    return "-".join(token[start : start + 5] for start in range(0, len(token), 5))


@service("area.manage", on=lambda parent, **_: parent)
def district_add(parent, *, actor, name, short_name, code=""):
    return Area.objects.make(name=name, short_name=short_name, code=code, kind=Area.Kind.DISTRICT, parent=parent)


@service("area.manage", on=lambda area, **_: area)
def area_edit(area, *, actor, name, short_name, code="", closed_date=None):
    area.name, area.short_name, area.code, area.closed_date = name, short_name, code, closed_date
    area.full_clean(exclude=["path", "council", "parent"])
    area.save(update_fields=["name", "short_name", "code", "closed_date"])
    return area


@service("organisation.manage", on=lambda area, **_: area)
def organisation_add(area, *, actor, kind, name, phone=""):
    organisation = Organisation(area=area, kind=kind, name=name, phone=phone)
    organisation.full_clean()
    organisation.save()
    return organisation


@service("organisation.manage", on=lambda organisation, area, **_: [organisation.area, area])
def organisation_edit(organisation, area, *, actor, kind, name, phone="", closed_date=None):
    organisation.kind, organisation.name, organisation.area = kind, name, area
    organisation.phone, organisation.closed_date = phone, closed_date
    organisation.full_clean()
    organisation.save()
    return organisation


def settings_save(person, **chosen):
    """Saves one's own language, calendar, text size and the council one works in. No role decides these."""
    for name, value in chosen.items():
        setattr(person, name, value)
    person.save(update_fields=list(chosen))
    person.forget_memberships()
    return person


def _require_within(actor, action, person) -> None:
    if not people.is_within(actor, action, person):
        raise NotWithinReach(action)
