"""HTML pages: the public ones that need no login."""
