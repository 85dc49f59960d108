"""What several tests of reminders begin with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.smtp import MailServer


@pytest.fixture
def server(smtp_server: MailServer, settings: Any) -> MailServer:
    """Mail goes to a real server, which is not waited for longer than the tests can."""
    settings.EMAIL_URL = smtp_server.url
    settings.EMAIL_TIMEOUT = 2
    settings.EMAIL_DOT_TIMEOUT = 1
    return smtp_server
