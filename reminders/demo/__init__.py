"""The demo: two data sets, a role switch, a movable today and a mailbox. Nothing here is reachable outside DEMO."""
