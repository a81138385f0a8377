"""Adapters to servers outside: what services ask for by a port, they give."""
