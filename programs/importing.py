"""A plan document against the plan that stands: what would change, shown first; then the change itself."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.context import Actor
from privacy.gate import service
from programs.changes import ADDED, CHANGED, WITHDRAWN, Change, keep
from programs.indicators import bound_by_itself
from programs.models import Goal, ImportedPlan, Plan, PlanChange, Policy, Program, Quantity, Target, YearCopy
from programs.plan_document import PlanDocument
from programs.proposing import propose
from programs.ready_measures import begin_measures

# Programmes whose records this system holds, known by a word of their name.
CODES = (
    ("総合相談", "consultation"),
    ("参加支援", "participation"),
    ("権利擁護", "rights"),
    ("見守り", "watch"),
    ("第2層協議体", "layer2"),
    ("行動計画推進", "committee"),
    ("連絡会議", "network"),
    ("日常生活支援", "everyday"),
    ("ボランティアデビュー", "debut"),
    ("担い手養成", "helpers"),
)
# A change of these alone is none that people read.
SILENT = {"position", "withdrawn_at"}


def code_for(name: str) -> str:
    return next((code for word, code in CODES if word in name), "")


class NotAPlan(Exception):
    """The document names no year or no programme."""


@service("plan.import", on=lambda document, *, area, **_: area)
def plan_import(document: PlanDocument, *, actor, area, dry_run=False) -> list[Change]:
    """Takes in the document, or with `dry_run` only says what it would change. Statuses of unchanged targets stay."""
    if not document.programs or document.plan.fiscal_year is None:
        raise NotAPlan(_("No programme and year were found in this document."))
    writer = _Writer(area, document, dry_run)
    writer.run()
    if not dry_run:
        user = actor.user if isinstance(actor, Actor) else actor
        year = document.plan.fiscal_year
        ImportedPlan.objects.create(plan=writer.plan, by=user, changes=len(writer.changes), fiscal_year=year)
        keep(writer.plan, PlanChange.How.DOCUMENT, writer.changes, actor)
        # The document says what the year's plan is: a copy of the year before is no draft any more.
        YearCopy.objects.filter(plan=writer.plan, fiscal_year=year, adopted_at=None, withdrawn_at=None).update(
            adopted_at=timezone.now(), adopted_by=user
        )
    return writer.changes


def stay_where_moved(document: PlanDocument, *, area) -> list[Program]:
    """Those that somebody moved, and of whose place the document says what the one before said."""
    moved = Program.objects.filter(policy__goal__plan__area=area, policy__goal__plan__from_year=document.plan.from_year)
    rows = moved.exclude(stated_in=None).filter(withdrawn_date=None).select_related("policy", "stated_in")
    return [one for one in rows if (one.stated_in.number, one.name) in _stated(document)]


def _stated(document: PlanDocument) -> set[tuple[str, str]]:
    """{(number of a policy, name of a programme below it)}"""
    return {(policy.number, one.name) for goal in document.goals for policy in goal.policies for one in policy.programs}


class _Writer:
    """Walks the document once beside the tables. In a dry run nothing is saved; new rows exist in memory only."""

    def __init__(self, area, document, dry_run):
        self.area, self.document, self.dry_run = area, document, dry_run
        self.changes: list[Change] = []
        self.plan = None
        # Programmes that this document brings: "new" says it all, their targets are not named one by one.
        self.fresh: set = set()

    def run(self):
        text = self.document.plan
        self.plan = Plan.objects.filter(area=self.area, from_year=text.from_year).first() or Plan(
            area=self.area, from_year=text.from_year
        )
        self._put(
            self.plan, _("Plan"), "", title=text.title, philosophy=text.philosophy, to_year=text.to_year, withdrawn_at=None
        )
        kept = set()
        for goal_text in self.document.goals:
            goal = self._find(Goal, plan=self.plan, number=goal_text.number)
            self._put(goal, _("Basic goal"), str(goal_text.number), name=goal_text.name, withdrawn_at=None)
            for position, policy_text in enumerate(goal_text.policies):
                policy = self._find(Policy, goal=goal, number=policy_text.number)
                self._put(
                    policy, _("Basic plan"), policy_text.number, name=policy_text.name, position=position, withdrawn_at=None
                )
                for place, program_text in enumerate(policy_text.programs):
                    kept.add(self._program(policy, place, program_text))
        self._withdraw(kept)

    def _program(self, policy, position, text):
        program = self._find(Program, policy=policy, name=text.name)
        if not program._state.adding:
            program.stated_in = None
        elif moved := self._elsewhere(policy, text.name):
            program, position = moved, moved.position if moved.stated_in_id == policy.pk else position
            if moved.stated_in_id != policy.pk:
                before, program.policy, program.stated_in = program.policy, policy, None
                self._note(CHANGED, _("Basic plan"), program, str(before), str(policy))
        if program._state.adding:
            self.fresh.add(program.pk)
            program.code = code_for(text.name)
        self._put(program, _("Programme"), program.policy.number, summary=text.summary, position=position, withdrawn_date=None)
        self._targets(program, text.targets)
        return program.pk

    def _elsewhere(self, policy, name):
        """The programme of this name that stands below another basic plan, where the document has none of this name."""
        if self.plan._state.adding:
            return None
        stated = _stated(self.document)
        found = Program.objects.filter(policy__goal__plan=self.plan, name=name, withdrawn_date=None).select_related("policy")
        return next((one for one in found if (one.policy.number, name) not in stated), None)

    def _targets(self, program, targets):
        year = self.document.plan.fiscal_year
        known = {} if program._state.adding else {
            (target.scope, target.text): target for target in program.targets.all() if target.fiscal_year in (None, year)
        }  # fmt: skip
        measures = [] if self.dry_run else begin_measures(program)
        # The same words twice in one cell are one target.
        stated = {(text.scope, text.text): text for text in targets}
        for position, text in enumerate(stated.values()):
            target = known.pop((text.scope, text.text), None)
            if target is None:
                target = Target(program=program, scope=text.scope, text=text.text, position=position)
                target.fiscal_year = year if text.scope == Target.Scope.YEAR else None
                self._note(ADDED, _("Target"), program, after=text.text)
            elif target.withdrawn_at:
                self._note(ADDED, _("Target"), program, after=text.text)
            target.position, target.withdrawn_at = position, None
            self._save(target)
            if not self.dry_run:
                numbers_set(target, text.quantities)
                propose(target, measures)
        for target in known.values():
            if target.withdrawn_at is None:
                self._note(WITHDRAWN, _("Target"), program, before=target.text)
                target.withdrawn_at = timezone.now()
                self._save(target)

    def _withdraw(self, kept):
        """A programme that the document no longer names stays in the years before, and leaves the plan from this one."""
        if self.plan._state.adding:
            return
        standing = Program.objects.filter(policy__goal__plan=self.plan, withdrawn_date=None).select_related("policy")
        for program in standing:
            if program.pk not in kept:
                gone = Change(
                    WITHDRAWN, _("Programme"), program.policy.number, program.name, before=program.name, part=program.pk
                )
                self.changes.append(gone)
                program.withdrawn_date = date(self.document.plan.fiscal_year, 4, 1)
                self._save(program)

    def _find(self, model, **key):
        parent = next(value for value in key.values() if hasattr(value, "_state"))
        return (None if parent._state.adding else model.objects.filter(**key).first()) or model(**key)

    def _put(self, row, what, place, **values):
        """Sets the values and remembers each one that differs."""
        fresh = row._state.adding
        name = values.get("name") or getattr(row, "name", "") or values.get("title", "")
        if fresh:
            self.changes.append(Change(ADDED, what, place, name, after=name, part=row.pk))
        for field, value in values.items():
            before = getattr(row, field)
            if not fresh and before != value and field not in SILENT:
                self.changes.append(Change(CHANGED, what, place, name, str(before or ""), str(value or ""), part=row.pk))
            setattr(row, field, value)
        self._save(row)

    def _note(self, kind, what, program, before="", after=""):
        if program.pk not in self.fresh:
            self.changes.append(Change(kind, what, program.policy.number, program.name, before, after, part=program.pk))

    def _save(self, row):
        if not self.dry_run:
            row.save()


def numbers_set(target: Target, quantities) -> None:
    """The document's numbers replace the row's; what they were bound to stays with the same measure and unit."""
    standing = target.quantities.filter(by_hand=False)
    bound = {(row.measure, row.unit): row for row in standing if row.indicator or row.counted_id or not row.proposed}
    standing.delete()
    for position, quantity in enumerate(quantities):
        row = Quantity(
            target=target, position=position, measure=quantity.measure, comparator=quantity.comparator,
            value=quantity.value, unit=quantity.unit, period=quantity.period, place=quantity.place,
        )  # fmt: skip
        if before := bound.get((quantity.measure, quantity.unit)):
            row.indicator, row.counted_id, row.rule, row.proposed = (
                before.indicator, before.counted_id, before.rule, before.proposed,
            )  # fmt: skip
        else:
            row.indicator = bound_by_itself(target.program.code, quantity.unit, quantity.measure)
        row.save()
