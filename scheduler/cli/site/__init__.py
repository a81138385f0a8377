"""A release as a folder of files that any web server can serve: what the service itself answers, written down."""
