"""Sign-in by a mailed code, and sign-out (foundations 23). allauth takes over once the code is right."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from guidelines.lists import clock
from guidelines.people.actions import GivenCode, Try, device_mark, give_code, try_code
from guidelines.people.forms.sign_in import AskForm, CodeForm, own_path
from guidelines.people.middleware import ViewerRequest
from guidelines.people.models import User

PENDING = "sign_in"
_DEVICE_AGE = 365 * 24 * 3600  # seconds
_TOO_FAST = _("There have been too many tries from here. Wait a minute and try again.")
_REPLIES = {
    Try.WRONG: _("That is not the code. Look at the mail again: the latest code is the one that counts."),
    Try.SPENT: _("The code is no longer valid. Ask for a new one below."),
    Try.TOO_MANY: _("There have been too many tries with this address. Wait an hour, or call the secretariat."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ViewerRequest) -> HttpResponse:
    """Ask for the address and mail a code to it; the answer is the same whether the address is known or not."""
    wish = own_path(request.GET.get("next", ""))
    if request.viewer.is_signed_in:
        return redirect(wish)
    form = AskForm(request.POST or None, initial={"next": wish})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            status = _ask(request, form)
            if status == HTTPStatus.OK:
                return redirect("sign-in-code")
    return render(request, "account/sign_in.html", {"form": form}, status=status)


def _ask(request: ViewerRequest, form: AskForm) -> HTTPStatus:
    """Give a code and remember in the session which one is waited for."""
    if not ratelimit.consume(request, action="request_login_code"):
        form.add_error(None, _TOO_FAST)
        return HTTPStatus.TOO_MANY_REQUESTS
    email = form.cleaned_data["email"]

    def deliver(given: GivenCode) -> None:
        get_adapter().send_mail("account/email/login_code", email, {"code": given.code, "user": given.user})

    given = give_code(email, deliver=deliver, device=_device(request), now=clock.now())
    if given is None:
        form.add_error("email", _REPLIES[Try.TOO_MANY])
        return HTTPStatus.TOO_MANY_REQUESTS
    request.session[PENDING] = {"key": str(given.key), "email": email, "next": form.cleaned_data["next"]}
    return HTTPStatus.OK


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: ViewerRequest) -> HttpResponse:
    """Take the code from the mail and sign in."""
    pending = request.session.get(PENDING)
    if pending is None or request.viewer.is_signed_in:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            user = _guess(request, form, UUID(pending["key"]))
            if user is not None:
                return _entered(request, user, pending["next"])
    again = AskForm(initial={"email": pending["email"], "next": pending["next"]}, auto_id="again_%s")
    context = {"form": form, "again": again, "email": pending["email"]}
    return render(request, "account/code.html", context, status=status)


def _guess(request: ViewerRequest, form: CodeForm, key: UUID) -> User | None:
    if not ratelimit.consume(request, action="login"):
        form.add_error("code", _TOO_FAST)
        return None
    came_of_it, user = try_code(key, form.cleaned_data["code"], now=clock.now())
    if user is None:
        form.add_error("code", _REPLIES[came_of_it])
    return user


def _entered(request: ViewerRequest, user: User, wish: str) -> HttpResponse:
    """Let allauth sign the user in (a second factor would follow here), and know this browser the next time."""
    del request.session[PENDING]
    mark = _device(request)
    response: HttpResponse = perform_login(request, user, email=user.email, redirect_url=wish)
    if not mark.startswith(f"{user.pk}."):
        response.set_signed_cookie(
            settings.DEVICE_COOKIE_NAME,
            device_mark(user),
            max_age=_DEVICE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


def _device(request: ViewerRequest) -> str:
    mark = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, default="", max_age=_DEVICE_AGE)
    return mark or ""


@require_POST
def sign_out(request: ViewerRequest) -> HttpResponse:
    """End the session and go to the start page."""
    logout(request)
    return redirect("/")
