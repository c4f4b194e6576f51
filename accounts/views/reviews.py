"""だれが何を見られるか: looked through and confirmed by a manager each month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.reviews import review_of
from privacy.access import allow
from privacy.methods import require_http_methods


@require_http_methods(["GET", "POST"])
@allow("role.confirm")
def access_review(request):
    today, council = timezone.localdate(), request.user.working_council_id
    if request.method == "POST":
        try:
            services.review_confirm(council, actor=request.user, shown=request.POST.get("shown", ""), today=today)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Confirmed."))
        return redirect("access_review")
    return render(request, "accounts/access_review.html", {"review": review_of(council, today), "today": today})
