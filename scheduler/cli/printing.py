"""The programme to print, as PDF: the page `?print=1` as the service answers it, set by weasyprint (extra `pdf`)."""

from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from scheduler.cli.asking import Asked
from scheduler.domain.errors import InvalidInput
from scheduler.services.reading import Reader


def print_programme(app: WSGIApplication, reader: Reader, event: str, base_url: str) -> tuple[bytes, int]:
    """The PDF of the event's current release, and its number. `app` answers at `base_url`.

    `NotFound` if nothing was released; `InvalidInput` names what is not installed.
    """
    number = reader.current(event).number
    try:
        import weasyprint  # an extra, with libraries of the system: asked for where it is needed
    except ImportError:
        raise InvalidInput("A PDF needs more packages: pip install '.[pdf]' brings them.") from None
    except OSError as error:  # it is installed, but not Pango
        raise InvalidInput(f"A PDF needs Pango, as in Debian's libpango-1.0-0 and libpangoft2-1.0-0: {error}") from None
    asked = Asked(app, base_url)
    html = asked.body(f"/{event}/?print=1").decode()
    page = weasyprint.HTML(string=html, base_url=f"{base_url}/{event}/", url_fetcher=_fetcher(asked, base_url))
    body: bytes = page.write_pdf()
    return body, number


def _fetcher(asked: Asked, base_url: str) -> Any:
    """What gives the page its style, from the service, and fetches nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    prefix = urlsplit(base_url).path

    class Own(URLFetcher):  # type: ignore[misc] # weasyprint publishes no types
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the library's signature
            if not url.startswith(f"{base_url}/static/"):
                raise ValueError(f"Not fetched: {url[:200]}")
            address = urlsplit(url).path.removeprefix(prefix)
            return URLFetcherResponse(url, asked.body(address), {"Content-Type": "text/css"})

    return Own()
