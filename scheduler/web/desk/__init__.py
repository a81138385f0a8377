"""The desk: pages for those who sign in."""
