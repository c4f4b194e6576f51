"""An emergency access of the demo that a manager has looked at, and one that waits."""

from django.db import transaction

from accounts.demo_staff import FIRST_COUNCIL
from accounts.models import User
from casework.codes import Precision
from casework.models import Person
from emergencies import services
from privacy import context
from privacy.models import Area, Emergency

WHY = (
    ("life", "近所の人から電話。玄関で倒れていると聞いた。救急車は呼んだ。家族の連絡先を知りたい。"),
    ("asked", "消防から問い合わせ。搬送先の病院へ、かかりつけと連絡先を伝える。"),
)


@transaction.atomic
def make_demo() -> None:
    """Run again, it changes nothing. Needs the people of casework's demo."""
    council = Area.objects.get(name=FIRST_COUNCIL)
    if Emergency.objects.filter(council=council).exists():
        return
    who, manager = User.objects.get(username="misaki"), User.objects.get(username="ishiwata")
    opened = []
    with context.on_behalf_of(who):
        reads = Person.objects.visible_to(who, "person.read").values("pk")
        found = Person.objects.visible_to(who, "emergency.open").exclude(pk__in=reads).filter(birth_precision=Precision.DAY)
        people = found.select_related("dossier__council").order_by("created_at", "pk")[: len(WHY)]
        for person, (why, text) in zip(people, WHY, strict=False):
            opened.append(services.emergency_open(person, actor=who, why=why, text=text, minutes=15))
        services.emergency_end(actor=who)
    if opened:
        with context.on_behalf_of(manager):
            services.emergency_review(opened[0], actor=manager, verdict="right", text="家族に連絡がついた。手順どおり。")
