"""The demonstration group: its text, its people and what they contributed to two drafts."""
