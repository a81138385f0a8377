"""Asks the service itself, without a server: what is written into files is what it would have answered."""

import json
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.test import Client

_MOST = 500  # of a list of the JSON API at once: more it does not give


class Asked:
    """The service `app`, which answers at `base_url`."""

    def __init__(self, app: WSGIApplication, base_url: str) -> None:
        self._client = Client(app)
        self.base_url = base_url

    def body(self, address: str) -> bytes:
        """The body of the answer to a path and query. One that is no 200 is a defect of ours."""
        answer = self._client.get(address, base_url=self.base_url)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {answer.text[:500]}")
        body: bytes = answer.data
        return body

    def whole_list(self, address: str) -> bytes:
        """A list of the JSON API on one page."""
        items: list[Any] = []
        cursor = ""
        while True:
            page = json.loads(self.body(f"{address}?limit={_MOST}{f'&cursor={cursor}' if cursor else ''}"))
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return json.dumps(page | {"items": items}, ensure_ascii=False, separators=(",", ":")).encode()
