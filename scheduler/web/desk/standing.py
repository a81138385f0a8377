"""How a draft stands, in a sentence, for whoever may see it."""

from scheduler.domain.conflicts.sentences import counted
from scheduler.http.context import edge
from scheduler.services.desk import Desk
from scheduler.services.standing import Standing
from scheduler.web.desk.visit import now


def draft_line(desk: Desk) -> str:
    """A sentence such as `2 errors, 16 warnings; 35 entries differ from release 3.` for a draft."""
    found = edge().standings.of(desk, now())
    return f"{_wrong(found)}; {_differs(found)}."


def _wrong(found: Standing) -> str:
    errors = counted(found.errors, "error") if found.errors else "No errors"
    return f"{errors}, {counted(found.warnings, 'warning') if found.warnings else 'no warnings'}"


def _differs(found: Standing) -> str:
    if not found.release:
        return "nothing was released yet"
    if not found.differing:
        return f"it is what release {found.release} shows"
    if found.differing == 1:
        return f"1 entry differs from release {found.release}"
    return f"{found.differing} entries differ from release {found.release}"
