"""Reads a page as a person does: the lines of its text, its links, and what a browser would refuse."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {
    *("h1", "h2", "h3", "h4", "p", "li", "ul", "ol", "section", "article", "div", "dt", "dd", "dl", "form", "nav"),
    *("details", "summary", "header", "footer", "main", "br", "label", "select", "option", "figure", "figcaption"),
}
VOID = {"meta", "link", "input", "br", "path", "img"}


@dataclass
class Element:
    """A tag with its attributes and the text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A parsed page. `lines` are of the main part alone, form fields left out."""

    lines: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self._line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._break()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._break()
        if self._open and self._open[-1].tag == tag:
            self._open.pop()
        elif tag not in VOID:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        tags = {element.tag for element in self._open}
        if "main" in tags and not tags & {"form", "script", "svg"}:
            self._line += data

    def close(self) -> None:
        super().close()
        self._break()
        self.unclosed += [element.tag for element in self._open]

    def _break(self) -> None:
        line = " ".join(self._line.split())
        if line:
            self.lines.append(line)
        self._line = ""

    def all(self, tag: str) -> list[Element]:
        """Every element of a tag, in order."""
        return [element for element in self.elements if element.tag == tag]

    def links(self) -> list[str]:
        """Where every link of the body goes."""
        return [element.attributes["href"] for element in self.all("a")]

    def values(self) -> dict[str, list[str]]:
        """What the page's forms would send if submitted as they are, by name."""
        sent: dict[str, list[str]] = {}
        for element in self.all("input"):
            if "name" in element.attributes:
                sent.setdefault(element.attributes["name"], []).append(element.attributes.get("value", ""))
        return sent


def read(html: str) -> Page:
    """The page of a document."""
    page = Page()
    page.feed(html)
    page.close()
    return page
