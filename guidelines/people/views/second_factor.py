"""*Totrinslogin*: an app as second factor, set up and taken away on the profile, and asked for at sign-in."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.people.actions import (
    Try,
    give_fresh_code,
    has_second_factor,
    matching_step,
    new_secret,
    remove_second_factor,
    set_second_factor,
    try_fresh,
    try_second_factor,
)
from guidelines.people.doors import secretariat_only
from guidelines.people.forms.second_factor import FactorForm, SetUpForm
from guidelines.people.fresh_mail import by_mail
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import Person, User
from guidelines.people.qr import picture
from guidelines.people.rules import Factor
from guidelines.people.views.shared import METHODS, press

PENDING = "second_factor"  # in the session, until the app is known to work
REPLIES = {
    Try.WRONG: gettext_lazy("That is not the code. Look again: the latest one counts."),
    Try.SPENT: gettext_lazy("The code is no longer valid. Use a new one."),
    Try.TOO_MANY: gettext_lazy("There have been too many tries. Wait an hour, or call the secretariat."),
}
_NOT_NOW = gettext_lazy("That is not the code the app shows now. Codes change every 30 seconds.")


@never_cache
@sensitive_post_parameters()
@require_http_methods(METHODS)
@login_required
def second_factor(request: ViewerRequest) -> HttpResponse:
    """Set two-step sign-in up, or take it away; each needs a code that a stolen session does not have."""
    user = request.viewer.user
    if user is None:
        raise Http404
    if has_second_factor(user):
        return _remove(request, user)
    if "send" in request.POST:
        return _send(request, user)
    return _set_up(request, user)


def _bound_to(secret: str) -> str:
    return f"second-factor:{hashlib.sha256(secret.encode()).hexdigest()}"


def _send(request: ViewerRequest, user: User) -> HttpResponse:
    """Mail a code for setting up, and make the secret that the app is to take; a second code is for the same one."""
    secret = request.session.get(PENDING) or new_secret()
    deliver = by_mail(about="", url=reverse("second-factor"))
    if give_fresh_code(user, bound_to=_bound_to(secret), deliver=deliver, now=clock.now()) is None:
        messages.error(request, str(REPLIES[Try.TOO_MANY]))
    else:
        request.session[PENDING] = secret
    return redirect("second-factor")


def _set_up(request: ViewerRequest, user: User) -> HttpResponse:
    secret = request.session.get(PENDING)
    if secret is None:
        return render(request, "people/second_factor_start.html", {"crumbs": _crumbs()})
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = _confirm(request, user, form, secret)
        if codes:
            del request.session[PENDING]
            return render(request, "people/second_factor_codes.html", {"codes": codes, "crumbs": _crumbs()})
    context = {
        "form": form,
        "secret": secret,
        "picture": picture(user, secret),
        "email": user.email,
        "crumbs": _crumbs(),
    }
    return render(request, "people/second_factor.html", context, status=_status(form))


def _confirm(request: ViewerRequest, user: User, form: SetUpForm, secret: str) -> list[str]:
    """Return the backup codes once both codes are right; else [] with the errors at their fields."""
    given, now = form.cleaned_data, clock.now()
    if matching_step(secret, given["app_code"], now) is None:
        form.add_error("app_code", str(_NOT_NOW))
        return []
    came_of_it = try_fresh(user, bound_to=_bound_to(secret), code=given["mail_code"], now=now)
    if not isinstance(came_of_it, Factor):
        form.add_error("mail_code", str(REPLIES[came_of_it]))
        return []
    try:
        return set_second_factor(user, secret=secret, code=given["app_code"], by=request.viewer.actor(), now=now)
    except Refused as refused:
        form.add_error(None, str(refused))
        return []


def _remove(request: ViewerRequest, user: User) -> HttpResponse:
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        came_of_it = try_second_factor(user, form.cleaned_data["code"], now=clock.now())
        if came_of_it is Try.RIGHT:
            remove_second_factor(user, by=request.viewer.actor(), now=clock.now())
            messages.success(request, _("Two-step sign-in is off."))
            return redirect("profile")
        form.add_error("code", str(REPLIES[came_of_it]))
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "people/second_factor_remove.html", context, status=_status(form))


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Your profile"), "url": reverse("profile")}, {"label": _("Two-step sign-in")}]


def _status(form: Form) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(METHODS)
def second_step(request: ViewerRequest) -> HttpResponse:
    """Ask for the app's code after the mailed one, and sign in; allauth leads here those who have an app."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        came_of_it = Try.TOO_MANY
        if ratelimit.consume(request, action="login"):
            came_of_it = try_second_factor(stage.login.user, form.cleaned_data["code"], now=clock.now())
        if came_of_it is Try.RIGHT:
            entered: HttpResponse = stage.exit()
            return entered
        form.add_error("code", str(REPLIES[came_of_it]))
    return render(request, "account/second_step.html", {"form": form}, status=_status(form))


@require_POST
@secretariat_only
def remove_for(request: ViewerRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost the telephone."""
    person = get_object_or_404(Person.objects.current().select_related("user"), pk=pk)

    def act() -> str:
        if person.user is None:
            raise Refused(_("Two-step sign-in is not set up."))
        remove_second_factor(person.user, by=request.viewer.actor(), now=clock.now())
        return _("Two-step sign-in of %(name)s is off.") % {"name": person.name}

    return press(request, act, reverse("person", args=[person.pk]))
