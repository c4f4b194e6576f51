"""The cabinet of the referrals' bench, with some that the staff asked for, one meeting of twelve items and eight who come, and one
of five sheets."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from casework.models import Case
from conferences import services
from conferences.bench import papers
from conferences.codes import Basis, Host, Kind
from conferences.models import Conference
from privacy import context
from referrals.bench.fill import fill as fill_referrals

ASKED, ITEMS, OUTSIDE = 40, 12, 6


def fill(size: int, say) -> None:
    fill_referrals(size, say)
    uzawa, manager = User.objects.get(username="uzawa"), User.objects.get(username="ishiwata")
    council = uzawa.memberships.first().area
    with transaction.atomic(), context.on_behalf_of(uzawa):
        rows = Case.objects.visible_to(uzawa, "conference.propose").unclosed().numbered().filter(council=council)
        cases = list(rows.select_related("dossier__area").order_by("-last_activity_at", "-id")[: ASKED + ITEMS])
        for case in cases[:ASKED]:
            services.candidate_ask(case, actor=uzawa, why="見立てを相談したい")
        made = services.conference_create(
            actor=uzawa, area=council, kind=Kind.REGULAR, host=Host.OURS, basis=Basis.CONSENT, chair=manager,
            date=timezone.localdate() + timedelta(days=7), begins=time(13), ends=time(17),
        )  # fmt: skip
        services.attendee_invite(made, actor=uzawa, user=uzawa)
        for number in range(OUTSIDE):
            services.attendee_invite(made, actor=uzawa, name=f"試験 {number}子", organisation="試験機関")
        for case in cases[ASKED:]:
            services.item_add(made, actor=uzawa, case=case, question="だれが行くか")
        papers.fill(uzawa, manager, council, cases[ASKED:])
    say(f"{Conference.objects.count()} meetings")
