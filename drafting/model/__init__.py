"""Floor 2: what is kept, one file a noun (SQLAlchemy, no flask)."""
