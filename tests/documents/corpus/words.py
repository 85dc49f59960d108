"""The made-up people, places, subjects and sentences of the corpus."""

from __future__ import annotations

# Abbreviation, full name, other spellings.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("DSG", "Dansk Sarkom Gruppe", ()),
    ("DMG", "Dansk Melanom Gruppe", ()),
    ("DNOG", "Dansk Neuroonkologisk Gruppe", ()),
    ("DLCG", "Dansk Lunge Cancer Gruppe", ("Dansk Lungecancer Gruppe",)),
    ("DOLG", "Dansk Onkologisk Lungecancer Gruppe", ()),
    ("DMSG", "Dansk Myelomatose Studiegruppe", ("Dansk Myelomatose Studie Gruppe",)),
    ("DAHANCA", "Danish Head and Neck Cancer Group", ()),
    ("DaProCa", "Dansk Prostatacancer Udvalg", ("DAPROCA",)),
    ("DGCG", "Dansk Gynækologisk Cancer Gruppe", ()),
    ("DECV", "Dansk Esophagus-, Gastroesophageal overgangscancer og Ventrikelcancer Gruppe", ("DEGC",)),
    ("DACG", "Dansk Anal Cancer Gruppe", ()),
    ("DPCG", "Dansk Pancreas Cancer Gruppe", ()),
    ("DMCG-PAL", "Dansk Multidisciplinær Cancer Gruppe for Palliativ Indsats", ()),
)
NAMES = {abbreviation: name for abbreviation, name, _others in GROUPS}
SPELLINGS = {
    spelling: abbreviation for abbreviation, name, others in GROUPS for spelling in (abbreviation, name, *others)
}
SECRETARIAT = "Sekretariatet for Kliniske Retningslinjer på Kræftområdet"

FIRST = (
    "Ada Bo Cille Dan Edith Folmer Gerda Hannibal Inga Jens Kamma Laust Merete Niels Oda Palle Ragna Svend Tove Ulrik"
    " Vera Åse Østen Ida-Marie Hans-Ole Anne Karen Mogens Signe Viggo"
).split()
MIDDLE = ("", "", "", "", "M.", "K ", "Holst", "Friis", "Bruus", "T.")
LAST = (
    "Nordahl Engmark Skovtoft Højbæk Lundager Vesterdal Tangmose Rishøj Kærby Møllgård Østervang Åkjær Birkelund"
    " Dalsgård-Holm Fjordside Grønlykke Hedemark Klitfeld Lyngsøe Markvad Nørreby Ravnskjold Strandmose Tjørnehøj"
    " Ulvedal Vadmark Elmhøj Bakkely Søvang Juulby"
).split()
HOSPITALS = (
    "Nordby Universitetshospital",
    "Sydby Hospital",
    "Vestby Sygehus",
    "Østerby Regionshospital",
    "Midtby Hospital",
    "Fjordby Universitetshospital",
    "Klinik for Strålebehandling, Havby Hospital",
    "Onkologisk Afdeling, Nordby Universitetshospital",
    "Afdeling for Kirurgi, Vestby Sygehus",
    "Aalborg",
    "Vejle",
    "Kirurgisk Klinik, Fjordby Universitetshospital",
)
SPLIT_HOSPITAL = ("Bakkeby Universitetshospital", "Bakkeby Universitets Hospital")
TITLES = (
    "overlæge",
    "læge",
    "professor",
    "afdelingslæge",
    "klinisk sygeplejespecialist",
    "ledende overlæge",
    "fysioterapeut",
    "reservelæge",
    "specialeansvarlig overlæge",
    "sygeplejerske",
    "hospitalsfysiker",
    "patologibioanalytiker",
)
DOUBLE_TITLES = ("professor, overlæge", "overlæge, klinisk lektor")
SPECIALTIES = (
    "Onkologi",
    "Hæmatologi",
    "Patologi",
    "Kirurgi",
    "Radiologi",
    "Neurologi",
    "Klinisk Biokemi",
    "Plastikkirurgi",
    "Nuklearmedicin",
    "Ortopædkirurgi",
)
NO_TIES = (
    "Ingen interessekonflikter",
    "Ingen interessekonflikter.",
    "Ingen habilitetskonflikter",
    "Ingen at erklære",
    "Har ingen interessekonflikter.",
    "Ingen potentielle interessekonflikter",
)
TIES = (
    "Har modtaget honorar for foredrag fra Solvig Pharma",
    "Har deltaget i advisory board for Nordmedik A/S.",
    "Konsulent for Havblik Biotech",
    "Har modtaget rejsestøtte fra Lindemed ApS",
    "Forskningsstøtte fra Granmedicin og undervisningshonorar fra Solvig Pharma",
    "Aktier i Nordmedik A/S",
)
ROLES = ("forperson", "formand", "næstformand", "forkvinde")

SUBJECTS = (
    "Kirurgisk behandling af {d}",
    "Strålebehandling ved {d}",
    "Udredning og opfølgning af {d}",
    "Medicinsk behandling af {d}",
    "Opfølgning efter behandling for {d}",
    "Rehabilitering og senfølger ved {d}",
    "{D} - diagnostik og stadieinddeling",
    "Pallierende behandling af {d}",
)
DISEASES = (
    "lokaliseret gråcelletumor",
    "tilbagefald af bindevævssvulst i arme og ben",
    "fremskreden kirtelsvulst",
    "sjældne svulster i bughulen",
    "knoglenære svulster hos ældre",
    "langsomt voksende lymfeknudesygdom",
    "svulster i det bageste hjernehulrum",
    "tidlig hudsvulst uden spredning",
)
KEYWORDS = ("svulst", "opfølgning", "kirurgi", "strålebehandling", "stadieinddeling", "scanning", "livskvalitet")

WHO = (
    "Patienter med tumor over 4 cm",
    "Voksne med nyt tilbagefald",
    "Ældre patienter",
    "Patienter i god almentilstand",
    "Patienter med sygdom i begge sider",
    "Patienter, der har gennemført behandlingen",
    "Alle nyhenviste",
)
MAY = (
    "kan tilbydes",
    "bør tilbydes",
    "bør vurderes med henblik på",
    "kan overvejes til",
    "skal ikke rutinemæssigt have",
)
WHAT = (
    "MR-scanning hver tredje måned i de første to år",
    "operation i almindelig bedøvelse efter drøftelse på konference",
    "et forløb med fysisk træning",
    "lokal bestråling i fem dage, hvis smerterne tiltager",
    "samtale om ernæring og vægt",
    "vævsprøve før valg af behandling",
    "ambulant kontrol efter 6 og 12 måneder",
    "medicinsk forbehandling i 8 uger",
)
BLOCKS = ("Udredning", "Behandling", "Opfølgning", "Kirurgi", "Diagnostik", "Senfølger og rehabilitering", "Stråler")

FILLER = (
    "I et arbejde fra {y} med {n} deltagere var forskellen mellem grupperne beskeden [{r}].",
    "Resultaterne er siden bekræftet i en mindre opgørelse fra {y} (evidensniveau {l}).",
    "Arbejdsgruppen lægger vægt på, at forløbet tilpasses den enkelte og de pårørende.",
    "Der er brug for, at valget drøftes på en konference med deltagelse af flere specialer.",
    "Bivirkningerne var overvejende lette og forbigående i begge arme af undersøgelsen [{r}, {l}].",
    "Opgørelsen omfattede {n} forløb fra tre centre, hvoraf de fleste var fulgt i mere end to år.",
    "Gruppen finder, at fordelene i de fleste tilfælde opvejer ulemperne, når patienten er velinformeret.",
    "Erfaringen fra landets afdelinger er, at behandlingen kan gives ambulant.",
    "Samlet set er grundlaget spinkelt, og anbefalingen er derfor formuleret forsigtigt (styrke {g}).",
    "Overlevelsen efter fem år var {p} % og {q} %, og forskellen kan være tilfældig.",
    "Livskvaliteten blev målt med et spørgeskema ved start, efter 3 måneder og efter 1 år.",
    "Vævsprøver fra de første {n} patienter er gennemgået af to uafhængige patologer.",
)
ENGLISH = (
    "In a study of {n} participants the difference between the groups was small and is not certain [{r}].",
    "The results were confirmed in a smaller series from {y} and were similar for older patients.",
    "The working group finds that the choice should be made with the patient and the family.",
    "Side effects were mild and passed within weeks for most of the patients in both arms.",
    "The treatment is given in the outpatient clinic and is followed up with scans after a year.",
)
SUMMARY = (
    "The aim of this guideline is to support decisions in the clinic with the best evidence there is.",
    "It is meant for doctors and nurses who treat adults, and it was written by a working group of specialists.",
)
JOURNALS = ("Eksempel Onkol", "J Made Up Med", "Ann Invented Surg", "Scand J Nowhere")
