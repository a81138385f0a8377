"""What every edge works with: built once by `scheduler.app`, found here by whoever answers a request or a command."""

from collections.abc import Callable
from dataclasses import dataclass
from wsgiref.types import WSGIApplication

from flask import Flask, current_app

from config import Config
from scheduler.domain.clock import Clock
from scheduler.outgoing.provider import Provider
from scheduler.services.desk import Desks
from scheduler.services.ports import NewId, NewSecret
from scheduler.services.reading import Reader
from scheduler.services.running import Job
from scheduler.services.sealing import Sealer
from scheduler.services.signing_in import SignIns
from scheduler.services.standing import Standings
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database

_NAME = "scheduler"


@dataclass(frozen=True, slots=True)
class Edge:
    """Settings, clock, chance and database of one app, and the services that keep something between requests.

    `run_jobs` runs the `jobs` until the process is told to end. `served_at` is the same service at another address.
    """

    config: Config
    clock: Clock
    new_id: NewId
    new_secret: NewSecret
    database: Database
    reader: Reader
    subscriptions: Subscriptions
    desks: Desks
    standings: Standings
    sealer: Sealer
    jobs: tuple[Job, ...]
    run_jobs: Callable[[], None]
    served_at: Callable[[str], WSGIApplication]
    sign_ins: SignIns
    provider: Provider | None = None


def attach(app: Flask, made: Edge) -> None:
    """Let the app's edges find `made`."""
    app.extensions[_NAME] = made


def edge() -> Edge:
    """What the running app was built with."""
    found: Edge = current_app.extensions[_NAME]
    return found
