"""The faults of the rows R1 to R22, and where each is shown.

The driver (fleet.py) starts processes of the product, kills, freezes and misleads them by a seeded list; the mail
server (sink.py) misbehaves as a script says; the checker (checker.py) reads only that server's log and a dump of the
receipts that say "unknown". `switches.py` takes protections away; beside each row stands the test that fails then.

Three sizes: the tests of this folder are the small ones, in `make test`; `test_campaign.py` is the large one, in
`make faults`: a thousand kills over ten thousand reminders on each database. REMINDERS and KILLS make it any other
size, a night's for example, and SEED repeats it: `SEED=1 REMINDERS=3000 KILLS=300 .ci/faults -k campaign`.

| Row | Test |
| --- | --- |
| R1 | test_kills.py, test_campaign.py |
| R2 | test_kills.py, test_campaign.py |
| R3 | tests/faults/test_engines.py, test_campaign.py |
| R4 | test_redis.py, test_campaign.py |
| R5 | tests/faults/test_engines.py |
| R6 | tests/faults/test_schedulers.py, test_campaign.py |
| R7 | test_outage.py, test_campaign.py |
| R8 | test_rows.py (what the code says), test_redis.py |
| R9 | test_clocks.py, test_campaign.py |
| R10 | test_clocks.py |
| R11 | tests/documents/test_dates.py, tests/register/test_rules.py |
| R12 | test_moods.py |
| R13 | tests/reminders/inbound, tests/reminders/test_tick.py (refusals for good) |
| R14 | tests/faults/test_smtp_rows.py |
| R15 | tests/faults/test_smtp_rows.py, test_campaign.py |
| R16 | test_moods.py |
| R17 | test_kills.py, tests/reminders/test_crashes.py, test_campaign.py |
| R18 | test_rows.py |
| R19 | tests/reminders/test_before_sending.py |
| R20 | test_rows.py, tests/reminders/test_crashes.py |
| R21 | test_rows.py, tests/reminders/test_views.py |
| R22 | test_rows.py, tests/keeping |
"""
