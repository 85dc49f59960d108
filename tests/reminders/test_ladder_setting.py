"""The ladder as rows: set by a verb with its event, tried out in a rehearsal, and gone by when a slot is planned."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.models import Guideline
from reminders.ladder import DEFAULT, Setting
from reminders.ladder_setting import BadLadder, ladder_of, read_ladders, set_ladder, with_changes
from reminders.models import LadderSetting, Occurrence
from reminders.planning import plan
from reminders.rehearsal import rehearse
from tests import factories
from tests.reminders.scene import FINAL_SLOT, NOW, guideline_due, moment, release, scene

pytestmark = [pytest.mark.both, pytest.mark.django_db]

BY = Actor("user", "1")


def kinds(**ladders: object) -> list[str]:
    """The rungs of a rehearsal of the year before the target."""
    found = rehearse(
        Guideline.objects.all(), first=date(2030, 1, 1), last=date(2030, 12, 1), today=date(2030, 1, 1), **ladders
    )
    return [line.verdict.rung for mail in found for line in mail.lines]


def test_without_settings_the_defaults_hold() -> None:
    assert ladder_of(None) is ladder_of(factories.group("DSG")) is DEFAULT


def test_a_group_s_setting_is_stored_told_and_gone_by() -> None:
    there = scene()
    other = guideline_due(release(factories.group("DLCG")), factories.person("Bodil Dam"))
    set_ladder(there.group, {"final_7": Setting(is_on=False), "draft": Setting(80)}, by=BY, now=NOW)
    assert ladder_of(there.group).numbers["draft"] == 80
    assert ladder_of(None) is DEFAULT
    with_history = history(Event.objects.filter(verb="ladder_changed", object_key=str(there.group.pk)).order_by("seq"))
    assert [line.sentence for line in with_history] == [
        "Påmindelsen »Frist, sidste påmindelse« blev slået fra.",
        "»Udkast klar, før fristen« blev ændret fra 60 til 80.",
    ]
    plan(moment(FINAL_SLOT))
    going = Occurrence.objects.filter(state="planned").values_list("guideline", "rung")
    assert sorted(going) == sorted([(there.guideline.pk, "final_30"), (other.pk, "final_7")])


def test_the_secretariat_s_holds_for_all_and_a_group_s_own_on_top_of_it() -> None:
    one, two = factories.group("DSG"), factories.group("DLCG")
    set_ladder(one, {"begin": Setting(8)}, by=BY, now=NOW)
    set_ladder(None, {"begin": Setting(9), "pause": Setting(21)}, by=BY, now=NOW)
    seen = [(ladder_of(group).numbers["begin"], ladder_of(group).numbers["pause"]) for group in (None, one, two)]
    assert seen == [(9, 21), (8, 21), (9, 21)]
    set_ladder(one, {"begin": Setting()}, by=BY, now=NOW)
    assert ladder_of(one).numbers["begin"] == 9


def test_what_changes_nothing_writes_nothing() -> None:
    group = factories.group("DSG")
    set_ladder(group, {"begin": Setting(8)}, by=BY, now=NOW)
    set_ladder(group, {"begin": Setting(8), "confirm": Setting()}, by=BY, now=NOW)
    assert Event.objects.filter(verb="ladder_changed").count() == LadderSetting.objects.count() == 1


def test_a_change_that_breaks_a_rule_is_refused_and_nothing_is_stored() -> None:
    group = factories.group("DSG")
    with pytest.raises(BadLadder) as refused:
        set_ladder(group, {"chair_30": Setting(20), "begin": Setting(8)}, by=BY, now=NOW)
    assert str(refused.value) == (
        "»Status til formanden« skal komme mindst 14 dage efter »Fristen er passeret«, som varsler den."
    )
    assert refused.value.keys == ("chair_30",)
    assert not LadderSetting.objects.exists()
    assert not Event.objects.filter(verb="ladder_changed").exists()


def test_the_secretariat_cannot_break_the_ladder_of_a_group() -> None:
    set_ladder(factories.group("DSG"), {"late_14": Setting(16)}, by=BY, now=NOW)
    with pytest.raises(BadLadder, match=r"^DSG har egne tal, som ikke passer: »Status til formanden«"):
        set_ladder(None, {"chair_30": Setting(29)}, by=BY, now=NOW)
    set_ladder(None, {"chair_30": Setting(31)}, by=BY, now=NOW)


def test_a_key_that_nobody_knows_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="draft_91"):
        set_ladder(None, {"draft_91": Setting(8)}, by=BY, now=NOW)


def test_a_row_of_a_key_that_is_gone_is_left_out() -> None:
    LadderSetting.objects.create(rung="draft_91", number=8)
    assert read_ladders().of(None) is DEFAULT


def test_the_database_holds_one_row_for_a_key_of_everybody() -> None:
    LadderSetting.objects.create(rung="begin", number=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        LadderSetting.objects.create(rung="begin", number=9)


def test_a_change_is_rehearsed_before_it_is_kept() -> None:
    there = scene()
    before = kinds()
    tried = with_changes(there.group, {"begin": Setting(is_on=False), "final_30": Setting(is_on=False)})
    assert kinds(ladders=tried) == [rung for rung in before if rung not in ("begin", "final_30")]
    assert kinds() == before
    assert not LadderSetting.objects.exists()
