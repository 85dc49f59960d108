"""What contradicts itself or is missing in a guideline document; a file per rule. Clinical content is never judged."""
