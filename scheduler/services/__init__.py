"""Use cases: load, decide, store, commit once."""
