"""Middleware of the whole site."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from guidelines.desk.pages import no_room, too_large


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language of the visitor's cookie, else in Danish; the browser's own wish does not count (ux 6)."""
    known = {code for code, _name in settings.LANGUAGES}

    def answer(request: HttpRequest) -> HttpResponse:
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wish if wish in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response

    return answer


def limited_size(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413 to more bytes than a document and its form have, and 507 where the disk cannot take them.

    Asked before a byte is read: Django would put any upload on the disk first. A body without a stated length is empty
    to WSGI.
    """
    most = settings.DOCUMENT_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def answer(request: HttpRequest) -> HttpResponse:
        stated = str(request.META.get("CONTENT_LENGTH") or "0")
        length = int(stated) if stated.isascii() and stated.isdigit() else 0
        if length > most:
            return too_large(request)
        if length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and _free_bytes() < length:
            return no_room(request)
        return get_response(request)

    return answer


def _free_bytes() -> int:
    """How much the folder has room for that uploads pass through."""
    return shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).free
