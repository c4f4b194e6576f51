"""Invented agencies and referrals, every field filled, made through the services like real ones."""

import uuid
from datetime import date

from casework.codes import Content, Purpose, Recipient, TellingMeans, Urgency
from casework.services import consent_record
from privacy import context
from referrals import services
from referrals.codes import Kind
from referrals.models import Referral, ReferralStep
from referrals.services.agencies import kinds_of

SAID = {
    "submit": {}, "approve": {}, "not_yet": {"text": "機関の名を確かめる"}, "send": {"means": TellingMeans.POST},
    "reported": {"means": TellingMeans.PHONE, "spoken_to": "市の高齢者支援課 植松", "receipt": "番号なし"},
    "acknowledge": {"receipt": "受-118"}, "accept": {"text": "来週訪ねる"}, "return": {"text": "診断書がない"}, "decline": {"text": "対象ではない"},
    "rewrite": {}, "work": {}, "finding": {"finding": "虐待の事実は認めず"}, "end": {"text": "契約に至った"}, "withdraw": {"text": "本人が望まない"},
    "undo": {"text": "押しまちがい"},
}  # fmt: skip


def make_agency(actor, council, name="植物園中核センター", recipient=Recipient.CORE, **changes):
    """With the address of its desk, of the first kind that a consent means by `recipient`."""
    kinds = [one for one in kinds_of(council.pk) if one.recipient == recipient]
    values = {
        "name": name,
        "kana": "しょくぶつえん",
        "phone": "0436-00-4100",
        "contacts": [{"name": "植野", "role": "相談係", "phone": ""}],
    }
    with context.on_behalf_of(actor):
        return services.agency_save(actor=actor, council=council, kinds=kinds, **{**values, **changes})


def agree(actor, case, **changes):
    """The person of the case lets every kind of agency know everything, from long ago."""
    values = {
        "decision": "granted", "contents": list(Content.values), "recipients": ["core", "legal", "city"], "purpose": "つなぎのため", "manner": "oral",
        "given_by": "self", "given_date": date(2020, 4, 1),
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return consent_record(case.subject, actor=actor, **{**values, **changes})


def make_referral(actor, case, agency, **changes) -> Referral:
    """A draft that lacks nothing."""
    values = {
        "kind": Kind.GUARDIAN, "type": "open", "agency": agency, "addressee": "植野さん", "urgency": Urgency.SOON,
        "matter": "通帳の管理ができなくなっている", "wish": "「もう難しいことは頼みたい」", "contents": [Content.IDENTITY, Content.LIVING],
        "purpose": Purpose.APPLICATION, "answers": {"signs": ["money"], "money": "self"},
    }  # fmt: skip
    with context.on_behalf_of(actor):
        return services.referral_begin(case, actor=actor, id=uuid.uuid4(), **{**values, **changes})


def newest(referral) -> uuid.UUID:
    return ReferralStep.objects.filter(referral=referral.pk).order_by("recorded_at").values_list("pk", flat=True).last()


def take(actor, referral, *steps, **said) -> Referral:
    """One after the other, each from a page that shows how it stands."""
    for step in steps:
        with context.on_behalf_of(actor):
            referral = services.referral_step(
                referral, actor=actor, step=step, shown=newest(referral), **{**SAID[step], **said}
            )
    return referral
