"""HTML pages: the public ones that need no login, and the desk that does."""
