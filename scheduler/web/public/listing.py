"""The pages of a person and of a room: who or what it is, and the entries that belong to it."""

from http import HTTPStatus

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from scheduler.domain.errors import NotFound
from scheduler.domain.selection import Selection
from scheduler.http.context import edge
from scheduler.web.answers import A_MINUTE, page
from scheduler.web.languages import Words
from scheduler.web.links import feed_path, webcal
from scheduler.web.public.layout import show
from scheduler.web.timetable import days
from scheduler.web.visit import Visit, visit


def person(event: str, slug: str) -> AnyResponse:
    """A person's page: their appearances; a slug that they had once leads there.

    `NotFound` for whoever is not named in the published programme, `Gone` for whoever was erased.
    """
    arrived = visit(event)
    present = edge().reader.person(arrived.release, slug)
    if present != slug:
        there = redirect(arrived.links.person(present), HTTPStatus.PERMANENT_REDIRECT, Response)
        there.headers["Cache-Control"] = A_MINUTE  # a slug may be changed back
        return there
    found = arrived.release.programme.person_by_slug.get(slug)
    if found is None or found.placeholder:
        raise NotFound(f"There is nobody {slug[:100]!r} in the published programme of {event}. Search its agenda.")
    tongue, programme = arrived.look.tongue, arrived.release.programme
    organisation = programme.organisation[found.organisation].name if found.organisation else ""
    position = tongue.words(found.position, found.translations, "position").text
    biography = tongue.words(found.biography, found.translations, "biography")
    html = _listing(
        arrived,
        Selection(person=(slug,)),
        title=f"{found.honorific} {found.name}".strip(),
        path=f"people/{slug}",
        about=[", ".join(words for words in (position, organisation) if words)],
        text=biography,
        related=[],
    )
    return page(html, last_modified=arrived.release.modified_at)


def room(event: str, slug: str) -> Response:
    """A room's page: what is in it, and in the rooms that contain it."""
    arrived = visit(event)
    programme, tongue, links = arrived.release.programme, arrived.look.tongue, arrived.links
    found = programme.room.get(slug)
    if found is None:
        raise NotFound(f"There is no room {slug[:100]!r} in the published programme of {event}. Look in its agenda.")
    building = programme.building.get(found.building) if found.building else None
    about = [
        tongue.words(building.name, building.translations).text if building else "",
        building.address if building else "",
        f"Floor {found.floor}" if found.floor else "",
        f"{found.capacity} places" if found.capacity else "",
        ", ".join(
            tongue.words(programme.feature[f].name, programme.feature[f].translations).text
            for f in found.features
            if f in programme.feature
        ),
    ]
    wholes = [programme.room[whole] for whole in programme.wholes[slug] if whole != slug]
    pieces = [programme.room[piece] for piece in found.pieces if piece in programme.room]
    html = _listing(
        arrived,
        Selection(room=(slug,)),
        title=tongue.words(found.name, found.translations).text,
        path=f"rooms/{slug}",
        about=about,
        text=None,
        related=[
            (heading, [(tongue.words(r.name, r.translations).text, links.room(r.slug)) for r in rooms])
            for heading, rooms in (("Part of", wholes), ("Made of", pieces))
            if rooms
        ],
    )
    return page(html, last_modified=arrived.release.modified_at)


def _listing(
    arrived: Visit,
    selection: Selection,
    *,
    title: str,
    path: str,
    about: list[str],
    text: Words | None,
    related: list[tuple[str, list[tuple[str, str]]]],
) -> str:
    items = edge().reader.select(arrived.release, selection)
    feed = arrived.feed(feed_path(selection))
    return show(
        "public/listing.html",
        arrived,
        title=title,
        path=path,
        about=[line for line in about if line],
        text=text,
        related=related,
        days=days(items, arrived.look),
        feed=feed,
        webcal=webcal(feed),
        changed=arrived.links.page("changes", selection),
    )
