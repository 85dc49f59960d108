"""R6: several schedulers and senders at the same time, as processes, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from reminders.models import Mail, Occurrence, SlotRun
from tests import factories
from tests.faults.processes import arrived, readers, site, wait_for_mails
from tests.reminders.scene import FINAL_SLOT, crowd, moment, release
from tests.services.smtp import MailServer

SIZE = 40
NOW = moment(FINAL_SLOT, minutes=1)


def run_together(folder: Path, server: MailServer, broken: str) -> list[int]:
    """Two loops and two crons tick at the same time until everything is sent; returns the exit codes of the crons."""
    switch = ["--broken", broken] if broken else []
    with site(folder, server, NOW) as here:
        for mode in ("loop", "loop"):
            here.start(mode, *switch)
        crons = [here.start("ticks", "--count", "25", "--every", "0.05", *switch) for _ in range(2)]
        wait_for_mails(server, SIZE, 90)
        return [cron.wait(timeout=90) for cron in crons]


def facts() -> list[str]:
    """Forty tovholdere, a day on which forty mails are usual; returns their addresses."""
    people = crowd(SIZE, release(factories.group("TST")))
    SlotRun.objects.create(slot_on=FINAL_SLOT.replace(day=12), planned_at=NOW, mails=SIZE)
    return sorted(person.email for person in people)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
class TestSchedulersTwice:
    """Each occurrence and each mail exactly once."""

    def test_r6_each_reminder_once(self, tmp_path: Path, smtp_server: MailServer) -> None:
        """R6. Proof: the test below takes claim and token away, and readers get mails twice."""
        addresses = facts()
        assert run_together(tmp_path, smtp_server, "") == [0, 0]
        assert readers(smtp_server) == addresses
        assert set(arrived(smtp_server).values()) == {1}
        assert Occurrence.objects.filter(state="mailed").count() == SIZE
        assert Occurrence.objects.filter(rung="final_7").count() == SIZE
        assert Mail.objects.filter(state="sent").count() == Mail.objects.count() == SIZE
        assert set(Mail.objects.values_list("tries__outcome", flat=True)) == {"accepted"}

    def test_r6_fails_without_claim_and_token(self, tmp_path: Path, smtp_server: MailServer) -> None:
        addresses = facts()
        run_together(tmp_path, smtp_server, "claim")
        assert len(readers(smtp_server)) > len(addresses)
