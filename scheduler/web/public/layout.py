"""What every page of an event has around it."""

from typing import Any

from scheduler.web.answers import asset_names
from scheduler.web.templating import render
from scheduler.web.visit import Visit, frame


def show(template: str, arrived: Visit, *, title: str, path: str, zone_form: bool = True, **values: Any) -> str:
    """A page of the event; `path` is its own below the event's."""
    assets = asset_names(arrived.links.site)
    return render(template, assets=assets, page=frame(arrived, title, path, zone_form=zone_form), **values)
