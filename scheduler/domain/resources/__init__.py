"""Things as the resources that clients read and write: JSON with keys for references, and back."""

from scheduler.domain.resources.reading import made, wanted_key
from scheduler.domain.resources.writing import key_for_clients, resource

__all__ = ["key_for_clients", "made", "resource", "wanted_key"]
