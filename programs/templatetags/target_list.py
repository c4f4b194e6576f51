"""Targets with what they came to, and how a year stands, as HTML by plain functions: a plan has a hundred lines of them, and as templates
they took longer than counting what stands in them."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programs.models import Milestone
from programs.pages.frame import year_mark
from programs.pages.standings import Standing
from programs.reports import Line, TargetResult
from programs.templatetags.programs import hbar, plainly, times_bars
from ui.chips import chip, picture_of, tag
from ui.dates import at, calendar_of, day

register = template.Library()


def together(parts) -> SafeString:
    """One behind the other; what is text is escaped."""
    return mark_safe("".join(map(conditional_escape, parts)))  # noqa: S308  (each part is escaped)


@register.simple_tag(takes_context=True)
def target_list(context, targets, may_judge: bool, most: int | None) -> SafeString:
    """Each with its numbers, steps and judgement. `most`: where the axis ends on which the months of the page stand; None: none are shown."""
    return format_html('<ul class="targets">{}</ul>', together(_target(context, found, may_judge, most) for found in targets))


def _target(context, found: TargetResult, may_judge: bool, most: int | None) -> SafeString:
    return format_html(
        '<li><div class="what">{}</div><div class="how stack stack--s">{}{}</div><div class="verdict">{}</div></li>',
        _what(context, found, may_judge), together(_line(context, line, most) for line in found.lines),
        steps(context, found.steps), _verdict(found),
    )  # fmt: skip


def _what(context, found: TargetResult, may_judge: bool) -> SafeString:
    target = found.target
    of_term = format_html("{} ", tag(_("Term"))) if target.is_of_term else ""
    text = format_html('<a href="{}">{}</a>', reverse("target", args=[target.pk]), target.text) if may_judge else target.text
    said = format_html("<p>{}{}</p>", of_term, text)
    if not target.comment:
        return said
    on = format_html(' <span class="nw">({})</span>', at(context, target.status_at, "short")) if target.status_at else ""
    return format_html('{}<p class="muted">{}{}</p>', said, target.comment, on)


def _line(context, line: Line, most: int | None) -> SafeString:
    times = ""
    if line.counts_months:
        times = format_html(' <span class="muted">{}</span>', _("(%(total)s times)") % {"total": line.found.total})
    calendar = calendar_of(context)
    years = together(
        format_html(' <span class="muted nw">{}: {}</span>', year_mark(year, calendar), times)
        for year, times in line.found.by_year.items()
    )
    bar = (
        hbar(0 if line.value is None else line.value, line.wanted, line.share)
        if line.wanted is not None and not line.is_hidden
        else ""
    )
    return format_html(
        '<div class="result-line"><p class="s"><span class="muted">{}</span> {}{}{}</p> {} {}</div>',
        line.label, number(line), times, years, bar, "" if most is None else times_bars(line, most),
    )  # fmt: skip


def _verdict(found: TargetResult) -> SafeString:
    parts: list = [chip(*found.chip)] if found.chip else []
    if found.is_overridden:
        rule = f"{_('By rule:')} {_(found.proposed.word)}" if found.proposed else ""
        judged = '<p class="s"><strong>{}</strong> <span class="muted">{}</span></p>'
        parts.append(format_html(judged, _("Judged by a person."), rule))
    if found.proposed and found.proposed.reason:
        why = '<details class="s reason"><summary>{}</summary><p class="muted">{}</p></details>'
        parts.append(format_html(why, _("Why"), found.proposed.reason))
    return together(parts)


@register.simple_tag
def number(line: Line) -> SafeString:
    """What it came to, and beside it what was planned, in its unit."""
    came_to = "＊" if line.is_hidden else "–" if line.found.value is None else plainly(line.value)
    wanted = "" if line.wanted is None else f" / {plainly(line.wanted)}"
    return format_html("<strong>{}</strong>{}{}", came_to, wanted, line.unit)


@register.simple_tag(takes_context=True)
def steps(context, found: list[Milestone]) -> SafeString | str:
    """The milestones of a target that is told in words."""
    return format_html('<ol class="miles">{}</ol>', together(_step(context, one) for one in found)) if found else ""


def _step(context, step: Milestone) -> SafeString:
    said = '<span class="vh">({})</span>'
    if step.done_date:
        done = format_html(said, pgettext("step", "done"))
        on = day(context, step.done_date, "short")
        return format_html('<li class="done">{}{} <span class="muted">{}</span>{}</li>', picture_of("ok"), step.name, on, done)
    is_late = _is_over(step, context["as_of"])
    until = ""
    if step.due_date:
        words = conditional_escape(_("until %(last)s")) % {"last": day(context, step.due_date, "short")}
        until = format_html('<span class="muted">{}</span>', mark_safe(words))  # noqa: S308  (both are escaped)
    return format_html(
        '<li class="{}">{}{} {}{}</li>',
        "late" if is_late else "", picture_of("clock" if is_late else "ring"), step.name, until, format_html(said, pgettext("step", "not yet")),
    )  # fmt: skip


def _is_over(step: Milestone, as_of: date) -> bool:
    return bool(step.due_date and step.due_date < as_of)


@register.simple_tag
def standing(found: Standing) -> SafeString:
    """How a programme's year stands, and whether a person said so."""
    sign = chip(*found.chip) if found.chip else ""
    if not found.is_overridden:
        return format_html("{}", sign)
    rule = _(found.proposed.word) if found.proposed else ""
    return format_html(
        '{} <span class="s"><strong>{}</strong> <span class="muted">{} {}</span></span>',
        sign, _("Judged by a person."), _("By rule:"), rule,
    )  # fmt: skip
