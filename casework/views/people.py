"""The person's own page: who they are, how they live, who is around them, which cases they have."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from attachments.pages.listing import numbers
from casework import services
from casework.forms.people import OtherNameForm, PersonForm, RelativeForm
from casework.joined import one_with
from casework.mail_stops import stopped_by
from casework.models import Case, Consent, OtherName, Person, Place, Relative
from casework.pages.consents import consent_rows
from casework.pages.disclosures import told_about
from casework.pages.joinings import others_of
from casework.person_links import links_of
from casework.services.people import MovedToOneself
from privacy.access import allow, get_or_404
from privacy.methods import require_GET, require_http_methods, require_POST
from privacy.reach import can, reach
from ui.once import once_of, sent_once
from ui.redisplay import page_form, redisplay
from ui.refusals import refuse

NEWEST_TOLD = 3


@require_GET
@allow("person.read", about=Person)
def person(request, pk):
    record = get_or_404(request, Person.objects.select_related("dossier__area"), pk)
    records = one_with(record.pk)
    cases = Case.objects.visible_to(request.user).filter(subject__in=records).order_by("-intake_date", "-id")
    consents = Consent.objects.visible_to(request.user).filter(person__in=records) if can(request.user, "consent.read") else []
    relatives = Relative.objects.visible_to(request.user).filter(person__in=records).present()
    today = timezone.localdate()
    person_links = links_of(request.user, record)
    context = {
        "person": record,
        "person_links": person_links,
        "cases": list(cases.select_related("area")),
        "consents": consent_rows(consents, today, numbers(request.user, "consent", consents)),
        "relatives": list(relatives),
        "removed": request.session.pop("relative_removed", None),
        "may_write": can(request.user, "person.write", record),
        "may_ask": can(request.user, "consent.read", record),
        "may_consent": can(request.user, "consent.write", record),
        "mail_stop": stopped_by(request.user, record.pk),
        "told": told_about(request.user, record, NEWEST_TOLD),
        "may_print": can(request.user, "document.make", record),
        "names": list(OtherName.objects.in_dossier_of(record, request.user, "person.read").present()),
        "others": others_of(request.user, record, records),
        "may_join": can(request.user, "person.merge", record),
        "may_recuse": can(request.user, "person.recuse", record),
    }
    return render(request, "casework/person/page.html", context)


@require_http_methods(["GET", "POST"])
@allow("person.write", about=Person)
@sent_once
def person_edit(request, pk):
    record = get_or_404(request, Person.objects.select_related("dossier__area"), pk, "person.write", hold=True)
    form = page_form(request, PersonForm, edits=[record], places=places_for(request, record), person=record)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        details = form.details()
        try:
            services.person_correct(
                record, actor=request.user, reason=form.cleaned_data["reason"], details=details, kept_name=form.kept_name
            )
        except MovedToOneself as error:
            refuse(form, error)
            return redisplay(request, form)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(request, "casework/person/edit.html", {"form": form, "person": record})


@require_http_methods(["GET", "POST"])
@allow("person.write", about=Person)
@sent_once(makes=Relative)
def relative_new(request, pk):
    record = get_or_404(request, Person, pk, "person.write")
    form = page_form(request, RelativeForm)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.relative_save(record, actor=request.user, id=once_of(request.POST), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(request, "casework/person/relative.html", {"form": form, "person": record, "relative": None})


@require_http_methods(["GET", "POST"])
@allow("person.write", about=Relative)
@sent_once
def relative_edit(request, pk):
    found = get_or_404(request, Relative, pk, "person.write")
    # Whoever changes the contacts of a watch-over holds the person too.
    record = get_or_404(request, Person, found.person_id, "person.write", hold=True)
    relative = get_or_404(request, Relative.objects.select_related("person"), pk, "person.write", hold=True)
    form = page_form(request, RelativeForm, edits=[relative], relative=relative)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.relative_save(record, actor=request.user, relative=relative, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(record)
    return render(request, "casework/person/relative.html", {"form": form, "person": record, "relative": relative})


@require_http_methods(["GET", "POST"])
@allow("person.write", about=Person)
@sent_once
def other_name_new(request, pk):
    record = get_or_404(request, Person.objects.select_related("dossier__area"), pk, "person.write")
    form = page_form(request, OtherNameForm, person=record)
    if request.method == "POST":
        if not form.is_valid():
            return redisplay(request, form)
        services.other_name_add(record, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The person is found by this name too."))
        return redirect(record)
    return render(request, "casework/person/other_name.html", {"form": form, "person": record})


@require_POST
@allow("person.write", about=OtherName)
def other_name_remove(request, pk):
    name = get_or_404(request, OtherName, pk, "person.write")
    services.other_name_remove(name, actor=request.user)
    messages.success(request, _("The name was taken off. The person is found by it no more."))
    return redirect("person", name.person_id)


@require_POST
@allow("person.write", about=Relative)
def relative_remove(request, pk):
    """Undone by the button in the message; nothing is deleted."""
    relative = get_or_404(request, Relative, pk, "person.write")
    services.relative_remove(relative, actor=request.user)
    request.session["relative_removed"] = str(relative.pk)
    return redirect("person", relative.person_id)


@require_POST
@allow("person.write", about=Relative)
def relative_restore(request, pk):
    relative = get_or_404(request, Relative, pk, "person.write")
    services.relative_restore(relative, actor=request.user)
    messages.success(request, _("Put back."))
    return redirect("person", relative.person_id)


def places_for(request, record):
    """Blocks of the districts this reader may write in, and the one the person lives in."""
    districts = reach(request.user, "person.write").areas
    places = Place.objects.filter(council=record.dossier.council_id).select_related("district")
    offered = places.filter(district__in=districts, closed_date__isnull=True).order_by("district__path", "kana", "name")
    own = places.filter(pk=record.place_key or None).exclude(pk__in=offered.values("pk"))
    return [*own, *offered]
