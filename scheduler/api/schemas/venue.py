"""The shapes of buildings, the walks between them, rooms, and what rooms offer."""

from typing import ClassVar

from scheduler.api.schemas import given


class Window(given.Thing):
    """A span of time: from its start up to its end, which is no more part of it."""

    starts_at = given.instant("Start.", "2017-06-12T08:00:00+02:00", required=True)
    ends_at = given.instant("End.", "2017-06-12T20:00:00+02:00", required=True)


class Building(given.Thing):
    """A building."""

    slug = given.slug("Key of the building; made from its name if left out.", "tower")
    name = given.line("Name.", "Tower", least=1, required=True)
    address = given.line("Postal address, or empty.", "Rue de Varembé 2, 1202 Genève", most=500)
    latitude = given.real("Degrees north, WGS 84; null if unknown.", 46.2204, -90, 90)
    longitude = given.real("Degrees east, WGS 84; null if unknown.", 6.1375, -180, 180)
    translations = given.translations({"fr": {"name": "Tour"}}, lines=["name"])


class WalkingTime(given.Thing):
    """A walk between two buildings, the same both ways."""

    class Meta:
        """Fields whose names are words of Python's own."""

        include: ClassVar = {
            "from": given.key("Key of a building.", "cicg", required=True),
            "to": given.key("Key of another building.", "tower", required=True),
            "minutes": given.whole("Minutes on foot.", 9, 0, given.DAY_MINUTES, required=True),
        }


class WalkingTimes(given.Thing):
    """All walks that are known. A PUT sets them all."""

    items = given.several(WalkingTime, "Walks, each pair of buildings once.", most=5_000, required=True)


class Feature(given.Thing):
    """What rooms offer and sessions need."""

    slug = given.slug("Key of the feature; made from its name if left out.", "captioning")
    name = given.line("Name.", "Captioning", least=1, required=True)
    translations = given.translations({"fr": {"name": "Sous-titrage"}}, lines=["name"])


class Room(given.Thing):
    """A room."""

    slug = given.slug("Key of the room; made from its name if left out.", "popov-room-1")
    name = given.line("Name.", "Popov Room 1", least=1, required=True)
    building = given.key("Key of the building; null if it is in none.", "tower", null=True)
    floor = given.line("Floor as the signs say it, or empty.", "-2", most=100)
    capacity = given.whole("How many people it holds; null if unknown.", 120, 0, given.MOST_PEOPLE, null=True)
    position = given.whole("Place in lists of rooms: lower ones come first.", 10, 0, 1_000_000)
    features = given.keys("Keys of the features that it offers.", ["captioning"])
    pieces = given.keys("Keys of the rooms that it can be divided into.", ["popov-room-1a", "popov-room-1b"])
    turnover_minutes = given.whole("Minutes that it needs between two sessions.", 10, 0, given.DAY_MINUTES)
    parallel = given.yes("Whether several placements may stand in it at once: posters, an exhibition.", example=False)
    availability = given.several(Window, "When it can be used; without windows always.")
    guid = given.line(
        "Its guid in schedule.xml, if an import gave it one.",
        "e1f4c1f0-0000-4000-8000-000000000001",
        null=True,
        dump_only=True,
    )
    translations = given.translations({"fr": {"name": "Salle Popov 1"}}, lines=["name"])
