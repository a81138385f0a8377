"""Bytes to values of the domain, and back: no HTTP, no database."""
