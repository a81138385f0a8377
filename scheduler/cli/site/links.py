"""Links of pages in files: relative to each other; what no file can answer leads to the service."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, relpath
from urllib.parse import quote

from scheduler.cli.site.files import INDEX

STATIC = "/static/"

# The pages are ours, and everything in them is escaped: these stand in no text.
_ATTRIBUTE = re.compile(r'\b(href|src|action)="([^"]*)"')
_FORM = re.compile(r"<form(?![^>]*\baction=)")


@dataclass(frozen=True, slots=True)
class Linker:
    """Knows per address the file. `prefix` is what paths of pages begin with, `service` where the service answers."""

    files: Mapping[str, str]
    prefix: str
    service: str

    def relink(self, html: str, address: str) -> str:
        """The page of an address with links that work from its file: forms, and what takes a query, ask the service."""
        html = _FORM.sub(f'<form action="{escape(self.service + address)}"', html)
        here = self.files[address]

        def replaced(found: re.Match[str]) -> str:
            name, value = found[1], unescape(found[2])
            if not value.startswith("/") or value.startswith("//"):
                return found[0]
            return f'{name}="{escape(self._link(value.removeprefix(self.prefix), here, form=name == "action"))}"'

        return _ATTRIBUTE.sub(replaced, html)

    def static(self, html: str) -> set[str]:
        """The addresses of stylesheets and scripts of a page as the service made it."""
        values = (unescape(found[2]).removeprefix(self.prefix) for found in _ATTRIBUTE.finditer(html))
        return {value for value in values if value.startswith(STATIC)}

    def _link(self, value: str, here: str, *, form: bool) -> str:
        address, hash_, fragment = value.partition("#")
        file = address[1:] if address.startswith(STATIC) else self.files.get(address)
        if file is None or form:
            return self.service + value
        there = relpath(file, dirname(here) or ".")
        if there.endswith(INDEX):
            there = there.removesuffix(INDEX) or "./"
        return quote(there) + hash_ + fragment
