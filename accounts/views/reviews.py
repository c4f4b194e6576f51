"""だれが何を見られるか: looked through and confirmed by a manager each month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.reviews import review_of
from privacy.access import allow
from privacy.areas import Area
from privacy.methods import require_http_methods
from privacy.reach import reach


@require_http_methods(["GET", "POST"])
@allow("role.confirm")
def access_review(request):
    """Whoever serves some districts only answers for no page of the whole council."""
    today, served = timezone.localdate(), reach(request.user, "role.confirm").areas
    council = get_object_or_404(Area.objects.filter(pk__in=served), pk=request.user.working_council_id)
    if request.method == "POST":
        try:
            services.review_confirm(council, actor=request.user, shown=request.POST.get("shown", ""), today=today)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Confirmed."))
        return redirect("access_review")
    return render(request, "accounts/access_review.html", {"review": review_of(council.pk, today), "today": today})
