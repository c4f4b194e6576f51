"""The contract of the tablet (docs/field-api.md): plain views that answer JSON."""

import json
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag, urlencode

from accounts.middleware import is_whole
from field import sealing
from field.codes import MOST_ITEMS
from field.models import Device
from field.pages.round_list import contents
from field.services import arriving, device_enrol, receive
from field.services import devices as known
from field.views.problems import not_json, problem
from field.views.signed import device_of, signed
from privacy import reading
from privacy.access import allow
from privacy.methods import require_GET, require_POST
from privacy.reach import can


@require_GET
@allow.public
def session(request):
    """Whether somebody is signed in here, with both factors. Their own name, and nobody else's."""
    user = request.user
    signed_in = user.is_authenticated and is_whole(request)
    return JsonResponse(
        {
            "signed_in": signed_in,
            "name": user.display_name if signed_in else "",
            "csrf": get_token(request),
            "may_enrol": signed_in and can(user, "round.read") and can(user, "visit.write"),
            "sign_in": f"{reverse('account_login')}?{urlencode({'next': reverse('field')})}",
        }
    )


@require_POST
@allow("visit.write")
def devices(request):
    if refused := not_json(request):
        return refused
    sent = _json(request.body)
    try:
        key = sealing.unb64(sent.get("key"))
        name = sent.get("name")
        if not isinstance(name, str):
            raise ValueError
        device = device_enrol(actor=request.user, name=name.replace("\0", ""), key=key)
    except ValidationError as error:
        return problem(400, "tablet", " ".join(error.messages))
    except (ValueError, AttributeError):
        return problem(400, "tablet", "A name and a public key are needed.")
    return JsonResponse({"device": str(device.pk), "name": device.name}, status=201)


@require_GET
@allow("round.read")
def round_list(request):
    """The visitor's own doors, for a tablet of theirs. The event of this answer names the people, and the tablet."""
    device = device_of(request)
    if device is None or device.visitor_id != request.user.pk:
        return problem(403, "tablet", "This tablet is not one of yours.")
    known.device_seen(device)
    if device.is_revoked:
        return problem(410, "revoked", "This tablet was taken out of use.")
    if device.council_id != request.user.working_council_id:
        return problem(403, "council", "You work in another council just now.")
    body = json.dumps(contents(request.user, device, timezone.now()), ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(sha256(body).hexdigest())
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        reading.carried_by(device.pk)
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    return response


@require_POST
@allow.public
@signed
def visits(request, caller):
    """Write only. What a tablet that was taken out of use brings is kept too, for a person."""
    items = _items(_json(caller.body))
    if items is None:
        return problem(400, "items", "1 to 200 items are expected, each with an id, a key and what was sealed.")
    known.device_seen(caller.device, offset=caller.offset)
    answers = receive(caller.device, items, offset=caller.offset)
    revoked = Device.objects.filter(pk=caller.device.pk).exclude(revoked_at=None).exists()
    return JsonResponse({"items": answers, "revoked": revoked})


@require_GET
@allow.public
@signed
def receipts(request, caller):
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        return problem(400, "after", "A number is expected.")
    known.device_seen(caller.device, offset=caller.offset)
    found = arriving.receipts(caller.device, int(after))
    last = found[-1]["n"] if found else int(after)
    return JsonResponse({"items": found, "last": last, "revoked": caller.device.is_revoked})


def _json(body: bytes) -> dict:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _items(sent: dict) -> list[arriving.Item] | None:
    rows = sent.get("items")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ITEMS:
        return None
    try:
        return [_item(row) for row in rows]
    except (AttributeError, TypeError, ValueError):
        return None


def _item(row: dict) -> arriving.Item:
    """What cannot be decoded is kept as it came: it does not open, and a person looks at it."""
    text = row.get("sealed")
    if not isinstance(row.get("id"), str) or not isinstance(text, str):
        raise TypeError
    try:
        sealed = sealing.unb64(text)
    except ValueError:
        sealed = text.encode("utf-8", "replace")
    return arriving.Item(id=UUID(row["id"]), key=str(row.get("key")), sealed=sealed)
