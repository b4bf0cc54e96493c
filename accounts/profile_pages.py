"""What somebody says about themselves: their own page, and their own photo before readers may see it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from publishing.press import media

from . import profiles
from .forms import ProfileForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Whoever is logged in reads and changes their own, and nobody else's."""
    person = profiles.of(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        form = ProfileForm(request.POST, request.FILES)
        if form.is_valid() and _is_kept(request, form):
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("account_profile"))
    else:
        names = ("organisation", "bio_en", "bio_es", "language")
        said = {name: getattr(person, name) for name in names}
        form = ProfileForm(initial={**said, "first_name": person.user.first_name, "last_name": person.user.last_name})
    if person.photo is None:
        del form.fields["without_photo"]
    return TemplateResponse(request, "accounts/profile.html", {"form": form, "person": person})


def _is_kept(request: HttpRequest, form: ProfileForm) -> bool:
    try:
        profiles.save(request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error("photo", error)
    return not form.errors


@login_required
@require_safe
def photo(request: HttpRequest) -> HttpResponseBase:
    """One's own portrait, which readers may not see yet."""
    picture = profiles.of(request.user).photo  # type: ignore[arg-type]
    if picture is None:
        raise Http404
    return media.rendition(request, picture, f"{picture.widths[0]}.{picture.extension}")
