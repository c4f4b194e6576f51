"""Answers that say what was wrong, as `application/problem+json` (RFC 9457), and never what was sent."""

from django.http import JsonResponse

TYPE = "https://yorisoi.invalid/field/"


def not_json(request) -> JsonResponse | None:
    """Asked before the body: a form's has been read by then."""
    if request.content_type == "application/json":
        return None
    return problem(415, "kind", "Only application/json is read here.")


def problem(status: int, kind: str, title: str, detail: str = "") -> JsonResponse:
    body = {"type": TYPE + kind, "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
