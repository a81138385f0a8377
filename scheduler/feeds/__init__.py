"""The edge that calendars read: bytes prepared once per release and sent before the framework's routing."""
