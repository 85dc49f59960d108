"""The cover block of templates 8 and 9, however it was taken out of the file (domain 3)."""

from __future__ import annotations

import pytest

from tests.documents.guideline.reading import codes, iso, read, whole

ONE_LINE = (
    "Kirurgi ved blødt væv Version 1.1 GODKENDT Faglig godkendelse 3. maj 2020 (DSG) Administrativ godkendelse"
    " 21. december 2020 (Sekretariatet for Kliniske Retningslinjer på Kræftområdet) REVISION Planlagt: 1. december 2022"
    " INDEKSERING sarkom, kirurgi\n"
)
SEVERAL = """Kirurgi ved
blødt væv
Version 1.1
GODKENDT
Faglig godkendelse
3. maj 2020 (DSG)
Administrativ godkendelse
21. december 2020 (Sekretariatet for Kliniske Retningslinjer på Kræftområdet)
REVISION
Planlagt: 1. december 2022
INDEKSERING
sarkom, kirurgi
"""
LABELS_FIRST = """Kirurgi ved blødt væv
Version
GODKENDT
Faglig godkendelse
Administrativ godkendelse
REVISION
Planlagt:
INDEKSERING
1.1
3. maj 2020 (DSG)
21. december 2020 (Sekretariatet for Kliniske Retningslinjer på Kræftområdet)
1. december 2022
sarkom, kirurgi
"""
BODY = whole(clinical="", administrative="", update="", template="")


@pytest.mark.parametrize("cover", [ONE_LINE, SEVERAL, LABELS_FIRST], ids=["one line", "several", "labels first"])
def test_a_cover_is_read_however_its_lines_fell(cover: str) -> None:
    report = read(cover + BODY)
    whole_ = report.as_json()
    assert [iso(report, name) for name in ("clinical_approval", "administrative_approval", "next_revision")] == [
        "2020-05-03", "2020-12-21", "2022-12-01",
    ]  # fmt: skip
    assert (whole_["version"], whole_["title"], whole_["group"]) == ("1.1", "Kirurgi ved blødt væv", "DSG")
    assert whole_["administrative_approval_by"]["groups"] == [
        "Sekretariatet for Kliniske Retningslinjer på Kræftområdet"
    ]


def test_labels_first_with_a_value_too_few_gives_only_what_a_bracket_names() -> None:
    report = read(LABELS_FIRST.replace("1. december 2022\n", "") + BODY)
    assert iso(report, "clinical_approval") == "2020-05-03"
    assert iso(report, "administrative_approval") == "2020-12-21"
    assert iso(report, "next_revision") is None


@pytest.mark.parametrize(
    ("values", "submitted", "published"),
    [
        ("1. juni 2021\n3. juni 2021 (DSG)\n9. juni 2021 (Sekretariatet)", "2021-06-01", None),
        ("3. juni 2021 (DSG)\n9. juni 2021 (Sekretariatet)\n30. juni 2021", None, None),
        ("1. juni 2021\n2. juni 2021\n3. juni 2021 (DSG)\n9. juni 2021 (Sekretariatet)", None, None),
    ],
    ids=["before the first bracket", "one value for two labels", "two values for one label"],
)
def test_a_value_without_a_bracket_is_placed_only_where_no_other_label_could_have_it(
    values: str, submitted: str | None, published: str | None
) -> None:
    labels = (
        "Version\nGODKENDT\nIndsendt den\nFaglig godkendelse\nAdministrativ godkendelse\nUdgivet\nREVISION\nPlanlagt:"
    )
    report = read(f"Kirurgi\n{labels}\nINDEKSERING\n1.1\n{values}\n{whole()}")
    names = ("submitted", "clinical_approval", "administrative_approval", "published", "next_revision")
    cover = report.reading.cover
    assert cover is not None
    stated = [cover.values[name].date if name in cover.values else None for name in names]
    assert [day and day.isoformat() for day in stated] == [submitted, "2021-06-03", "2021-06-09", published, None]


def test_an_empty_plan_and_an_unfilled_group_stay_empty() -> None:
    cover = SEVERAL.replace("Planlagt: 1. december 2022", "Planlagt:").replace("(DSG)", "(DMCG)")
    report = read(cover + BODY)
    assert iso(report, "next_revision") is None
    assert report.as_json()["clinical_approval_by"] is None
    assert "placeholder_left" in codes(report)


def test_a_month_on_the_cover_stays_a_month() -> None:
    report = read(SEVERAL.replace("3. maj 2020", "Maj 2020.") + BODY)
    assert iso(report, "clinical_approval") == "2020-05"


def test_dates_in_the_wrong_order_are_errors() -> None:
    cover = SEVERAL.replace("3. maj 2020", "3. maj 2021").replace("1. december 2022", "1. december 2019")
    assert {"clinical_after_administrative", "revision_before_approval"} <= set(codes(read(cover + BODY)))


def test_the_file_name_is_a_second_witness() -> None:
    agreeing = read(SEVERAL + BODY, "dsg_blødt-væv_v1_1_admgodk21122020.txt")
    other = read(SEVERAL + BODY, "dsg_blødt-væv_v1_2_admgodk_21122021.txt")
    assert "file_name_differs" not in codes(agreeing)
    assert codes(other).count("file_name_differs") == 2


def test_text_and_cover_that_disagree_are_found() -> None:
    report = read(SEVERAL + whole(clinical="", update="", administrative="1. april 2020"))
    assert iso(report, "administrative_approval") == "2020-12-21"
    assert "dates_differ" in codes(report)
