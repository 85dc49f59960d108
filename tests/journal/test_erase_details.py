"""A14: the door through which names and texts are erased; afterwards the name is nowhere and the chain still whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from guidelines.journal.models import Event, EventDetail
from guidelines.journal.verify import verify

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
NAME = 'Åse "Ærø"'


@pytest.fixture
def written(write: Callable[..., list[Event]]) -> None:
    """Four events: one with the name, one with another, one without words, one with the name again."""
    write(personal={"name": NAME})
    write(personal={"name": "En Anden"})
    write()
    write(personal={"reason": f"Mail fra {NAME} i går"})


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    call_command("erase_details", *arguments)
    return capsys.readouterr().out.splitlines()


def kept() -> list[int]:
    return list(EventDetail.objects.filter(erased_at=None).order_by("seq").values_list("seq", flat=True))


def test_a_name_is_erased_wherever_it_stands(written: None, capsys: Any) -> None:
    assert run(capsys, "--holding", NAME, "--because", "request") == ["Navne og ord fra 2 hændelser: 1, 4"]
    assert kept() == [2]
    assert verify() is None
    told = Event.objects.filter(verb="erased_detail").order_by("seq")
    assert [(event.object_key, event.actor_key, event.via, event.facts) for event in told] == [
        ("1", "erase_details", "shell", {"because": "request"}),
        ("4", "erase_details", "shell", {"because": "request"}),
    ]
    everything = [
        *EventDetail.objects.values_list("personal", flat=True),
        *Event.objects.values_list("text", flat=True),
    ]
    assert [text for text in everything if "\\u00c5se" in text] == []


def test_events_are_named_by_their_numbers_and_twice_is_once(written: None, capsys: Any) -> None:
    assert run(capsys, "2", "3", "77", "--because", "retention") == ["Navne og ord fra 1 hændelse: 2"]
    assert run(capsys, "2", "--because", "retention") == ["Navne og ord fra 0 hændelser: –"]
    assert (kept(), verify()) == ([1, 4], None)


def test_a_dry_run_only_looks(written: None, capsys: Any) -> None:
    looked = run(capsys, "2", "--holding", NAME, "--because", "request", "--dry-run")
    assert looked == ["Navne og ord fra 3 hændelser: 1, 2, 4", "Intet er ændret (prøvekørsel)."]
    assert (kept(), Event.objects.count()) == ([1, 2, 4], 4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--because", "request"], "Nævn hændelserne"),
        (["--holding", "  ", "--because", "request"], "Nævn hændelserne"),
        (["1", "--because", ""], "en kode"),
        (["1", "--because", "Åse bad om det"], "en kode"),
    ],
)
def test_what_is_not_said_clearly_is_refused(written: None, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        call_command("erase_details", *arguments)
    assert (refused.value.returncode, kept()) == (2, [1, 2, 4])
