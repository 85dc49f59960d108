"""What every template may know of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the contact facts of the footer, whether this is the demo, and whether the own typeface was fetched."""
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "demo": settings.DEMO,
        "fonts_available": settings.FONTS_AVAILABLE,
    }
