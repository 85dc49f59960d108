"""How the rules of the register read in a history."""

from __future__ import annotations

from guidelines.desk.quality.catalogue import RULES
from guidelines.register.history import rule_words

rule_words.update({rule.code: rule.asks for rule in RULES})
