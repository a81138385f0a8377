"""The composition root: builds what the edges need, and wires the edges. Starts no thread."""

import logging
from pathlib import Path

import structlog
from flask import Flask, Response, jsonify
from flask_migrate import Migrate

import scheduler.api.routes
import scheduler.cli
import scheduler.feeds.routes
import scheduler.web.routes
from config import Config
from scheduler.domain.clock import Clock
from scheduler.http import context, headers, mounting, problems
from scheduler.http.context import Edge
from scheduler.services.desk import Desks
from scheduler.services.health import MIGRATIONS, readiness
from scheduler.services.ports import NewId, NewSecret, random_id, random_token
from scheduler.services.reading import Reader
from scheduler.services.sealing import Sealer
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database, db, prepare_engine, read_json


def create_app(
    config: Config,
    *,
    clock: Clock | None = None,
    new_id: NewId = random_id,
    new_secret: NewSecret = random_token,
) -> Flask:
    """The whole service for these settings. Clock and chance may be given, so that tests can step them."""
    _log(config)
    app = Flask("scheduler", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.absolute_database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"json_deserializer": read_json},
        MAX_CONTENT_LENGTH=config.max_body_bytes,
    )
    _make_folder(config.absolute_database_url)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)
    with app.app_context():
        engine = db.engine
    prepare_engine(engine)
    database = Database(engine)
    context.attach(
        app,
        Edge(
            config=config,
            clock=clock or config.clock(),
            new_id=new_id,
            new_secret=new_secret,
            database=database,
            reader=Reader(database),
            subscriptions=Subscriptions(database, config.base_url),
            desks=Desks(database),
            sealer=Sealer(config.keys()),
        ),
    )
    _health(app, database)
    scheduler.api.routes.register(app)
    scheduler.feeds.routes.register(app)
    scheduler.web.routes.register(app)
    scheduler.cli.register(app)
    headers.register(app)
    problems.register(app)  # after the API, whose library would answer pages with JSON
    mounting.register(app, config.base_url)  # after the feeds, which are answered before the routing
    return app


def _make_folder(url: str) -> None:
    """SQLite makes its file, but not the folder around it."""
    path = url.removeprefix("sqlite:///")
    if url.startswith("sqlite:///") and path not in {"", ":memory:"}:
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _health(app: Flask, database: Database) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        """Whether the process answers at all."""
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """Whether the process can do its work."""
        found = readiness(database)
        return jsonify(status="ready" if found.ready else "not ready", checks=found.checks), 200 if found.ready else 503


def _log(config: Config) -> None:
    level = logging.getLevelNamesMapping()[config.log_level.upper()]
    final: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if config.log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            final,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
