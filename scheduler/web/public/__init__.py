"""One module per public page: what it shows, computed as plain strings before a template sees it."""
