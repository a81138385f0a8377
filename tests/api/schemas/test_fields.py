"""What each kind of field takes, as what, and what it says to anything else."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from scheduler.api.schemas import given

TWO_HOURS = timezone(timedelta(hours=2))
NINE = datetime(2017, 6, 12, 9, tzinfo=TWO_HOURS)
MOMENT = "Write the time with its offset, such as 2017-06-12T09:00:00+02:00."
DATE = "Write the date as YYYY-MM-DD, such as 2017-06-12."
YEAR = "The year must lie between 1970 and 2199."
WEB = "Write a whole address with http:// or https://."
CALL = "Write a whole address with http:// or https://, or a number with tel: or sip:."
ONE_LINE = "Write it on one line, without control characters."
TAG = "Write a language tag like en or pt-BR."
ZONE = "Use an IANA name such as Europe/Zurich."
HOUR = "Write the local time as HH:MM."
COLOUR = "Write the colour as #rrggbb, or leave it empty."
COUNTRY = "Write two capital letters (ISO 3166-1 alpha-2), such as FJ, or leave it empty."
NULL = "Field may not be null."

LINE = given.line("A line.", "x", least=1, most=10)
WORDS = given.words("Words.", "x", most=10)
SLUG = given.slug("A slug.", "x")
CODE = given.code("A code.", "x")
KEY = given.key("A key.", "x")
KEY_OR_NULL = given.key("A key.", "x", null=True)
KEYS = given.keys("Keys.", ["x"], most=2)
TERMS = given.terms("Terms.", ["sdg:4"])
LINES = given.lines("Names.", ["x"], most=2)
LANGUAGES = given.languages("Languages.", ["en"], least=1)
LANGUAGE = given.language("Language.", "en")
WHOLE = given.whole("Minutes.", 1, 0, 1_440)
REAL = given.real("Hours.", 1.5, 0, 24)
YES = given.yes("Whether.", example=True)
INSTANT = given.instant("When.", "2017-06-12T09:00:00+02:00")
DAY = given.day("Date.", "2017-06-12")
HOURS = given.local_time("Opening.", "08:00")
CLOSING = given.local_time("Closing.", "24:00", midnight=True)
EMAIL = given.email("Address.", "ana@forum.example")
ADDRESS = given.address("Page.", "https://forum.example")
CALLED = given.address("Number.", "tel:+41227305111", calls=True)
COUNTRIES = given.country()
COLOURS = given.colour()
TIME_ZONE = given.time_zone("Zone.", "Europe/Zurich")
CHOICE = given.choice("Kind.", "a", ("a", "b"))
TRANSLATIONS = given.translations({"fr": {"name": "x"}}, lines=["name"], texts=["about"])

LONG_SLUG = "a" * 100
LONG_KEY = "k" * 160


def _cases(*cases: tuple[str, fields.Field[Any], Any, Any]) -> list[Any]:
    return [pytest.param(field, value, expected, id=name) for name, field, value, expected in cases]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    _cases(
        ("line", LINE, "Opening", "Opening"),
        ("line with runs of blanks", LINE, "  a   b ", "a b"),
        ("line taken apart", LINE, "e\u0301", "é"),
        ("line that turns direction", LINE, "a\u202eb\u200b", "ab"),
        ("line with joiners", LINE, "می\u200cشود", "می\u200cشود"),
        ("line as long as fits", LINE, "x" * 10, "x" * 10),
        ("words on lines", WORDS, "a\r\nb\x07\n", "a\nb"),
        ("no words", WORDS, "", ""),
        ("slug", SLUG, "popov-room-1", "popov-room-1"),
        ("longest slug", SLUG, LONG_SLUG, LONG_SLUG),
        ("code", CODE, "396a", "396a"),
        ("key", KEY, "popov", "popov"),
        ("longest key", KEY, LONG_KEY, LONG_KEY),
        ("no key", KEY_OR_NULL, None, None),
        ("keys", KEYS, ["b", "a"], ["b", "a"]),
        ("no keys", KEYS, [], []),
        ("terms", TERMS, ["action-line:C2", "sdg:4"], ["action-line:C2", "sdg:4"]),
        ("names", LINES, ["  ITU "], ["ITU"]),
        ("languages", LANGUAGES, ["en", "pt-BR", "zh-Hant-TW"], ["en", "pt-BR", "zh-Hant-TW"]),
        ("no language", LANGUAGE, "", ""),
        ("language", LANGUAGE, "fr", "fr"),
        ("least", WHOLE, 0, 0),
        ("most", WHOLE, 1_440, 1_440),
        ("real", REAL, 6.5, 6.5),
        ("real that is whole", REAL, 6, 6.0),
        ("unknown real", REAL, None, None),
        ("yes", YES, True, True),
        ("no", YES, False, False),
        ("instant", INSTANT, "2017-06-12T09:00:00+02:00", NINE),
        ("instant in another zone", INSTANT, "2017-06-12T07:00:00Z", NINE),
        ("instant in small letters", INSTANT, "2017-06-12t07:00:00z", NINE),
        ("instant without seconds", INSTANT, "2017-06-12T09:00+02:00", NINE),
        ("first instant", INSTANT, "1970-01-01T00:00:00+14:00", datetime(1969, 12, 31, 10, tzinfo=UTC)),
        ("day", DAY, "2017-06-12", date(2017, 6, 12)),
        ("leap day", DAY, "2020-02-29", date(2020, 2, 29)),
        ("hour", HOURS, "23:59", "23:59"),
        ("midnight", CLOSING, "24:00", "24:00"),
        ("e-mail", EMAIL, "Ana@Forum.example", "ana@forum.example"),
        ("no e-mail", EMAIL, "", ""),
        ("address", ADDRESS, "https://forum.example:8443/a?b=c#d", "https://forum.example:8443/a?b=c#d"),
        ("address in words of a country", ADDRESS, "http://bücher.example/é", "http://bücher.example/é"),
        ("no address", ADDRESS, "", ""),
        ("number to call", CALLED, "tel:+41-22-730-51-11;ext=7", "tel:+41-22-730-51-11;ext=7"),
        ("address to call", CALLED, "sip:123@meet.example", "sip:123@meet.example"),
        ("address to dial in by", CALLED, "https://meet.example/dial", "https://meet.example/dial"),
        ("country", COUNTRIES, "FJ", "FJ"),
        ("no country", COUNTRIES, "", ""),
        ("colour", COLOURS, "#1F6feb", "#1F6feb"),
        ("no colour", COLOURS, "", ""),
        ("zone", TIME_ZONE, "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("zone of an offset", TIME_ZONE, "Etc/GMT+3", "Etc/GMT+3"),
        ("choice", CHOICE, "b", "b"),
        ("translations", TRANSLATIONS, {"fr": {"name": " a  b "}}, {"fr": {"name": "a b"}}),
        ("translated text", TRANSLATIONS, {"pt-BR": {"about": "a\r\nb"}}, {"pt-BR": {"about": "a\nb"}}),
        ("no translation", TRANSLATIONS, {}, {}),
        ("empty word", TRANSLATIONS, {"fr": {"name": ""}}, {"fr": {"name": ""}}),
    ),
)
def test_taken(field: fields.Field[Any], value: Any, expected: Any) -> None:
    taken = field.deserialize(value)
    assert (taken, type(taken)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    _cases(
        ("line of nothing", LINE, "", ["Length must be between 1 and 10."]),
        ("line of blanks", LINE, "   ", ["Length must be between 1 and 10."]),
        ("line of unseen characters", LINE, "\u200b\u2060", ["Length must be between 1 and 10."]),
        ("line too long", LINE, "x" * 11, ["It has 11 characters; 10 fit."]),
        ("line too long but for blanks", LINE, " " * 9 + "xx", ["It has 11 characters; 10 fit."]),
        ("line with a line feed", LINE, "a\nb", [ONE_LINE]),
        ("line with a line feed at the end", LINE, "a\r\n", [ONE_LINE]),
        ("line with a line separator", LINE, "a\u2028b", [ONE_LINE]),
        ("line with NEL", LINE, "a\x85b", [ONE_LINE]),
        ("line with NUL", LINE, "a\x00b", [ONE_LINE]),
        ("null for a line", LINE, None, [NULL]),
        ("number for a line", LINE, 5, ["Not a valid string."]),
        ("list for a line", LINE, ["a"], ["Not a valid string."]),
        ("words too long", WORDS, "x" * 11, ["It has 11 characters; 10 fit."]),
        ("slug in capitals", SLUG, "Popov", ["Use lower-case letters, digits and single hyphens."]),
        ("slug of other letters", SLUG, "zürich", ["Use lower-case letters, digits and single hyphens."]),
        ("slug with two hyphens", SLUG, "a--b", ["Use lower-case letters, digits and single hyphens."]),
        ("slug with a line feed", SLUG, "a\n", ["Use lower-case letters, digits and single hyphens."]),
        ("slug as a path", SLUG, "../a", ["Use lower-case letters, digits and single hyphens."]),
        ("slug too long", SLUG, LONG_SLUG + "a", ["Length must be between 1 and 100."]),
        ("code with a hyphen", CODE, "39-6", ["Use 1 to 32 letters A-Z, a-z and digits."]),
        ("code too long", CODE, "1" * 33, ["Use 1 to 32 letters A-Z, a-z and digits."]),
        ("code of other digits", CODE, "٣٩٦", ["Use 1 to 32 letters A-Z, a-z and digits."]),
        ("code that is a number", CODE, 396, ["Not a valid string."]),
        ("no key", KEY, "", ["Length must be between 1 and 160."]),
        ("key too long", KEY, LONG_KEY + "k", ["Length must be between 1 and 160."]),
        ("null for a key", KEY, None, [NULL]),
        ("too many keys", KEYS, ["a", "b", "c"], ["Longer than maximum length 2."]),
        ("null among keys", KEYS, ["a", None], {1: [NULL]}),
        ("text for keys", KEYS, "ab", ["Not a valid list."]),
        ("term of no scheme", TERMS, ["sdg:4", "four"], {1: ["Write a term as scheme:code."]}),
        ("term of two colons", TERMS, ["sdg:4:5"], {0: ["Write a term as scheme:code."]}),
        ("empty name", LINES, ["ITU", " "], {1: ["Length must be between 1 and 300."]}),
        ("no language where one is needed", LANGUAGES, [], ["Length must be between 1 and 50."]),
        ("language by name", LANGUAGES, ["english"], {0: [TAG]}),
        ("language with an underscore", LANGUAGES, ["pt_BR"], {0: [TAG]}),
        ("below the least", WHOLE, -1, ["Must be greater than or equal to 0 and less than or equal to 1440."]),
        ("above the most", WHOLE, 1_441, ["Must be greater than or equal to 0 and less than or equal to 1440."]),
        ("2^63", WHOLE, 2**63, ["Must be greater than or equal to 0 and less than or equal to 1440."]),
        ("fraction", WHOLE, 1.5, ["Not a valid integer."]),
        ("whole as a fraction", WHOLE, 1.0, ["Not a valid integer."]),
        ("text for a number", WHOLE, "5", ["Not a valid integer."]),
        ("yes for a number", WHOLE, True, ["Not a valid integer."]),
        ("text for a real", REAL, "6.5", ["Not a valid number."]),
        ("yes for a real", REAL, True, ["Not a valid number."]),
        ("infinity", REAL, float("inf"), ["Special numeric values (nan or infinity) are not permitted."]),
        ("not a number", REAL, float("nan"), ["Special numeric values (nan or infinity) are not permitted."]),
        ("number of 400 digits", REAL, 10**400, ["Number too large."]),
        ("real above the most", REAL, 24.1, ["Must be greater than or equal to 0 and less than or equal to 24."]),
        ("1 for yes", YES, 1, ["Not a valid boolean."]),
        ("word for yes", YES, "true", ["Not a valid boolean."]),
        ("null for yes", YES, None, [NULL]),
        ("naive", INSTANT, "2017-06-12T09:00:00", [MOMENT]),
        ("instant with a blank", INSTANT, "2017-06-12 09:00:00+02:00", [MOMENT]),
        ("instant in ISO's short form", INSTANT, "20170612T090000Z", [MOMENT]),
        ("instant of a week", INSTANT, "2017-W24-1T09:00:00Z", [MOMENT]),
        ("instant as a number", INSTANT, 1497250800, [MOMENT]),
        ("instant with a line feed", INSTANT, "2017-06-12T09:00:00Z\n", [MOMENT]),
        ("instant in other digits", INSTANT, "٢٠١٧-06-12T09:00:00Z", [MOMENT]),
        ("instant that is none", INSTANT, "2017-02-30T09:00:00Z", ["There is no such time."]),
        ("leap second", INSTANT, "2016-12-31T23:59:60Z", ["There is no such time."]),
        ("offset of a day", INSTANT, "2017-06-12T09:00:00+24:00", ["There is no such time."]),
        ("last moment", INSTANT, "9999-12-31T23:59:59-12:00", [YEAR]),
        ("first moment", INSTANT, "0001-01-01T00:00:00+14:00", [YEAR]),
        ("day with a time", DAY, "2017-06-12T00:00:00Z", [DATE]),
        ("day in short form", DAY, "20170612", [DATE]),
        ("day that is none", DAY, "2017-02-29", ["There is no such date."]),
        ("last day", DAY, "9999-12-31", [YEAR]),
        ("hour without a zero", HOURS, "9:00", [HOUR]),
        ("hour that is none", HOURS, "25:00", [HOUR]),
        ("minute that is none", HOURS, "09:60", [HOUR]),
        ("opening at midnight of the day after", HOURS, "24:00", [HOUR]),
        ("after midnight", CLOSING, "24:01", [HOUR]),
        ("hour with seconds", HOURS, "09:00:00", [HOUR]),
        ("e-mail without a host", EMAIL, "ana@", ["'ana@' is no e-mail address."]),
        ("two e-mails", EMAIL, "a@b.example,c@d.example", ["'a@b.example,c@d.example' is no e-mail address."]),
        (
            "e-mail with a header",
            EMAIL,
            "a@b.example\r\nBcc: c@d.example",
            ["An e-mail address has no blanks, control characters or unseen ones."],
        ),
        ("e-mail too long", EMAIL, f"a@{'b' * 260}", [f"'a@{'b' * 78}' is no e-mail address."]),
        ("script", ADDRESS, "javascript:alert(1)", [WEB]),
        ("data", ADDRESS, "data:text/html,x", [WEB]),
        ("file", ADDRESS, "file:///etc/passwd", [WEB]),
        ("number where a page is wanted", ADDRESS, "tel:+41227305111", [WEB]),
        ("address without a scheme", ADDRESS, "forum.example", [WEB]),
        ("address of no host", ADDRESS, "https:///a", [WEB]),
        ("host in brackets", ADDRESS, "https://[::1", [WEB]),
        ("port that is none", ADDRESS, "https://forum.example:99999/", [WEB]),
        ("address with a user", ADDRESS, "https://bank.example@evil.example/", [WEB]),
        ("address with a blank", ADDRESS, "https://forum.example/a b", [WEB]),
        ("address with a line feed", ADDRESS, "https://forum.example/\n", [WEB]),
        ("address with a quote", ADDRESS, 'https://forum.example/"onclick=x', [WEB]),
        ("address that turns direction", ADDRESS, "https://forum.example/\u202egpj", [WEB]),
        ("address with a backslash", ADDRESS, "https://forum.example\\@evil.example", [WEB]),
        ("address too long", ADDRESS, f"https://forum.example/{'a' * 2000}", ["Longer than maximum length 2000."]),
        ("script to call", CALLED, "javascript:alert(1)", [CALL]),
        ("number with a blank", CALLED, "tel:+41 22", [CALL]),
        ("country in small letters", COUNTRIES, "fj", [COUNTRY]),
        ("country of three letters", COUNTRIES, "FJI", [COUNTRY]),
        ("colour by name", COLOURS, "red", [COLOUR]),
        ("short colour", COLOURS, "#abc", [COLOUR]),
        ("style", COLOURS, "#abcdef;background:url(x)", [COLOUR]),
        ("path for a zone", TIME_ZONE, "../../etc/passwd", [ZONE]),
        ("no zone", TIME_ZONE, "", [ZONE]),
        ("other choice", CHOICE, "c", ["Must be one of: a, b."]),
        (
            "no locale",
            TRANSLATIONS,
            {"french": {}},
            {"french": ["'french' is no language tag. Write it like en or pt-BR."]},
        ),
        ("no words", TRANSLATIONS, {"fr": "Salle"}, {"fr": ['Give words by field, such as {"name": "…"}.']}),
        (
            "word that is not translated",
            TRANSLATIONS,
            {"fr": {"slug": "x", "name": "y"}},
            {"fr": {"slug": ["'slug' is not translated here: about, name."]}},
        ),
        ("word on two lines", TRANSLATIONS, {"fr": {"name": "a\nb"}}, {"fr": {"name": [ONE_LINE]}}),
        ("null for a word", TRANSLATIONS, {"fr": {"name": None}}, {"fr": {"name": [NULL]}}),
        (
            "word too long",
            TRANSLATIONS,
            {"fr": {"name": "x" * 301}},
            {"fr": {"name": ["It has 301 characters; 300 fit."]}},
        ),
        ("list for translations", TRANSLATIONS, [], ["Not a valid mapping type."]),
        (
            "too many locales",
            TRANSLATIONS,
            {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": {} for n in range(51)},
            ["There are 51 locales; 50 fit."],
        ),
    ),
)
def test_refused(field: fields.Field[Any], value: Any, expected: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    assert refused.value.messages == expected
