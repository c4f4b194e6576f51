"""Who a tablet is, by its signature. It needs no session, so that nobody signs in between two doors."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from uuid import UUID

from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from field import sealing
from field.codes import LARGEST_CALL
from field.models import Device
from field.views.problems import not_json, problem

# Beyond that the difference says nothing of a clock.
LONGEST = timedelta(days=36_500)


@dataclass(frozen=True)
class Caller:
    """`offset`: how slow its clock is."""

    device: Device
    offset: timedelta
    body: bytes


def signed(view: Callable) -> Callable:
    """`view(request, caller)`. A wrong clock refuses nothing, and the same call may come again: it changes nothing then."""

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > LARGEST_CALL:
            return problem(413, "large", "This is too much for one call.")
        if request.method == "POST" and (refused := not_json(request)):
            return refused
        caller = _caller(request, request.body)
        if caller is None:
            return problem(401, "signature", "No tablet that is known here has signed this.")
        return view(request, caller, *args, **kwargs)

    return guarded


def _caller(request, body: bytes) -> Caller | None:
    sent = request.headers.get("X-Field-Sent", "")
    device = device_of(request, Device.objects.select_related("visitor", "council"))
    try:
        signature = sealing.unb64(request.headers.get("X-Field-Signature", ""))
        at = datetime.fromisoformat(sent)
    except ValueError:
        return None
    if device is None or at.tzinfo is None:
        return None
    text = "\n".join(["yorisoi field v1", request.method, request.get_full_path(), sent, hashlib.sha256(body).hexdigest()])
    if not sealing.is_signed(device.public_key, signature, text.encode()):
        return None
    return Caller(device, _offset(at, timezone.now()), body)


def _offset(sent: datetime, now: datetime) -> timedelta:
    offset = now - sent
    return max(min(offset, LONGEST), -LONGEST)


def device_of(request, devices=Device.objects) -> Device | None:
    try:
        pk = UUID(request.headers.get("X-Field-Device", ""))
    except ValueError:
        return None
    return devices.filter(pk=pk).first()
