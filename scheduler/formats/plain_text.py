"""Plain text from the HTML that other systems put into their descriptions.

A tokenizer of its own in one pass: the standard library's HTMLParser needs seconds for hostile texts of 100 kB.
"""

import re
from html import unescape
from urllib.parse import urlsplit

_ADDRESS_LENGTH = 2_000
# Split strings: as literals they would be ninety lines.
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "  # noqa: SIM905 - see above
    "h6 head header hr html main nav ol p pre section table tbody tfoot thead title ul".split()
)
_LINES = frozenset({"caption", "li", "tr"})
_CELLS = frozenset({"td", "th"})
_INLINE = frozenset(
    "a abbr acronym audio b bdi bdo big br cite code del dfn em embed font i iframe img ins kbd label mark object q s "  # noqa: SIM905 - see above
    "samp small source span strike strong sub sup time tt u var video wbr".split()
)
_TAGS = _BLOCKS | _LINES | _CELLS | _INLINE | {"script", "style"}

# A quoted value ends at `<` at the latest, so that no text makes the search start over from every `<`.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*)?)>")
_UNSHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<[!?][^<>]*>", re.DOTALL | re.IGNORECASE
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_SPACES = re.compile(r"\s+")

_DEEPEST = 8  # lists in lists are indented no further: hostile ones would fill the memory with spaces


def from_html(text: str) -> str:
    """The words of an HTML text; a text without a known tag is returned as it is.

    Paragraphs are set apart by an empty line, list items begin with `- `, a link is `words (address)`; scripts and
    styles are dropped. Only tags of HTML are tags: `vector<int>` stays.
    """
    if not any(match[2].lower() in _TAGS for match in _TAG.finditer(text)):
        return text
    text = _UNSHOWN.sub("", text)
    page = _Page()
    done = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name not in _TAGS:
            continue
        page.add(text[done : match.start()])
        done = match.end()
        if match[1]:
            page.close(name)
        else:
            page.open(name, match[3])
    page.add(text[done:])
    return page.words()


def web_address(text: str) -> str | None:
    """The address without outer space, if it is an http or https one with a host; else None, as for `javascript:`."""
    address = text.strip()
    if len(address) > _ADDRESS_LENGTH or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


class _Page:
    """What has been written so far, and the space that the next word will need in front of it."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._breaks = 0
        self._space = False
        self._bullet = ""
        self._depth = 0
        self._verbatim = 0
        self._links: list[tuple[str | None, int]] = []

    def words(self) -> str:
        """All of it, a link that was never closed included."""
        while self._links:
            self._end_link()
        return "".join(self._out).strip()

    def add(self, raw: str) -> None:
        """Words between two tags; runs of white space are one space, except in `pre`."""
        text = unescape(raw)
        if self._verbatim:
            if text.strip("\n"):
                self._write(text.strip("\n") if self._breaks else text)
            return
        core = _SPACES.sub(" ", text)
        self._space = self._space or core.startswith(" ")
        if core.strip():
            self._write(core.strip())
            self._space = core.endswith(" ")

    def open(self, name: str, attributes: str) -> None:
        """A tag begins."""
        if name in {"ul", "ol"}:
            self._break()
            self._depth += 1
        elif name == "li":
            self._breaks = max(self._breaks, 1)
            self._bullet = "  " * min(self._depth - 1, _DEEPEST) + "- "
        elif name == "br":
            self._breaks += 1
        elif name == "a":
            self._end_links_of_a()
            found = _HREF.search(attributes)
            address = unescape(found[1] or found[2] or found[3] or "") if found else ""
            self._links.append((web_address(address), len(self._out)))
        else:
            self._verbatim += name == "pre"
            self._edge(name)

    def close(self, name: str) -> None:
        """A tag ends."""
        if name in {"ul", "ol"}:
            self._depth = max(0, self._depth - 1)
            self._bullet = ""
            self._break()
        elif name == "a":
            self._end_links_of_a()
        elif name != "br":
            if name == "pre":
                self._verbatim = max(0, self._verbatim - 1)
            self._edge(name)

    def _edge(self, name: str) -> None:
        if name in _BLOCKS:
            self._break()
        elif name in _LINES:
            self._breaks = max(self._breaks, 1)
        elif name in _CELLS:
            self._space = True

    def _break(self) -> None:
        """An empty line before the next word, or a new line within a list; none right behind a bullet."""
        if not self._bullet:
            self._breaks = max(self._breaks, 1 if self._depth else 2)

    def _write(self, text: str) -> None:
        if self._out and self._breaks:
            self._out.append("\n" * min(self._breaks, 2))
        elif self._out and self._space:
            self._out.append(" ")
        self._out.append(self._bullet + text)
        self._breaks, self._space, self._bullet = 0, False, ""

    def _end_links_of_a(self) -> None:
        if self._links:
            self._end_link()

    def _end_link(self) -> None:
        address, start = self._links.pop()
        if address is None:
            return
        label = "".join(self._out[start:]).strip().removeprefix("- ").strip()
        if label in {address, address.removeprefix("https://"), address.removeprefix("http://")}:
            return
        space = self._space
        self._space = True
        self._write(f"({address})" if label else address)
        self._space = space
