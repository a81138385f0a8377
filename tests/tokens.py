"""A token of the API, as `flask token create` makes one."""

from scheduler.http.context import Edge
from scheduler.services.accounts import create_token


def token(edges: Edge, role: str, event: str | None = "forum", *, email: str = "", days: int = 30) -> dict[str, str]:
    """The header of a new token, of somebody named by the role where no address is given."""
    secret, _ = create_token(
        edges.database,
        email=email or f"{role}@forum.example",
        name="tests",
        event=event,
        role=role,
        days=days,
        now=edges.clock(),
        new_secret=edges.new_secret,
    )
    return {"Authorization": f"Bearer {secret}"}
