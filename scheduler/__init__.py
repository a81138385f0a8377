"""The programme scheduler: builds, checks and publishes the programme of a large hybrid event."""
