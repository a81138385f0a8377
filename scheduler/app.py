"""The composition root: builds what the edges need, and wires the edges. Starts no thread."""

import logging
import sys
from dataclasses import replace
from pathlib import Path

import structlog
from flask import Flask, Response, jsonify
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import scheduler.api.routes
import scheduler.cli
import scheduler.feeds.routes
import scheduler.web.routes
from config import Config
from scheduler.domain.clock import MINUTE, Clock, system_stopwatch
from scheduler.domain.networks import networks
from scheduler.http import context, headers, hosts, metrics, mounting, problems
from scheduler.http.context import Edge
from scheduler.jobs.registry import jobs_of
from scheduler.outgoing.guarded_http import GuardedHttp
from scheduler.outgoing.provider import Provider
from scheduler.outgoing.smtp import make_mailer
from scheduler.services.desk import Desks
from scheduler.services.health import MIGRATIONS, readiness, release_numbers
from scheduler.services.passwords import Passwords
from scheduler.services.ports import NewId, NewSecret, random_chance, random_id, random_secret, random_token
from scheduler.services.reading import Reader
from scheduler.services.running import Job, list_runs
from scheduler.services.sealing import Sealer
from scheduler.services.signing_in import SignIns
from scheduler.services.standing import Standings
from scheduler.services.subscribing import Subscriptions
from scheduler.store.db import Database, db, prepare_engine, read_json
from scheduler.web.desk.providing import BACK


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
        # Parameters hold addresses, hashes and links: errors and logs show the statement without them.
        SQLALCHEMY_ENGINE_OPTIONS={"json_deserializer": read_json, "hide_parameters": True},
        MAX_CONTENT_LENGTH=config.max_body_bytes,
    )
    _make_folder(config.absolute_database_url)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)
    with app.app_context():
        engine = db.engine
    prepare_engine(engine)
    database = Database(engine)
    tells = clock or config.clock()
    desks, reader, sealer = Desks(database), Reader(database), Sealer(config.keys())
    jobs = jobs_of(
        config,
        desks,
        clock=tells,
        mailer=make_mailer(config.smtp_url, config.mail_from) if config.smtp_url else None,
        client=GuardedHttp(networks(config.outgoing_networks)),
        sealer=sealer,
        reader=reader,
        chance=random_chance,
        new_secret=new_secret,
    )
    context.attach(
        app,
        Edge(
            config=config,
            clock=tells,
            new_id=new_id,
            new_secret=new_secret,
            database=database,
            reader=reader,
            subscriptions=Subscriptions(database, config.base_url),
            desks=desks,
            standings=Standings(reader),
            sealer=sealer,
            jobs=jobs,
            run_jobs=lambda: _run(jobs, database, tells),
            # Nothing but its own hosts: who asks it is this process.
            served_at=lambda url: create_app(replace(config, base_url=url, trusted_hosts=""), clock=tells),
            sign_ins=SignIns(
                database,
                Passwords(),
                new_secret=random_secret,
                idle=config.sign_in_idle_minutes * MINUTE,
                lasting=config.sign_in_hours * 60 * MINUTE,
            ),
            provider=_provider(config),
        ),
    )
    _health(app, database)
    scheduler.api.routes.register(app)
    feeds = scheduler.feeds.routes.register(app)
    scheduler.web.routes.register(app)
    scheduler.cli.register(app)
    headers.register(app, https=config.is_https)
    problems.register(app)  # after the API, whose library would answer pages with JSON
    hosts.register(app, config.hosts)
    figures = metrics.register(app, config, lambda: release_numbers(database), lambda: list_runs(database))
    mounting.register(app, config.base_url)
    if config.trusted_proxies:
        # X-Forwarded-For alone: scheme and host of links come from BASE_URL.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # as Flask's documentation does it
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=0
        )
    scheduler.feeds.routes.prepare(app, feeds, figures.feeds)  # last: they are answered before all else
    return app


def _run(jobs: tuple[Job, ...], database: Database, clock: Clock) -> None:
    from scheduler.jobs.leading import serve  # here: no other process needs APScheduler, which takes its time to load

    serve(database, jobs, clock=clock, stopwatch=system_stopwatch)


def _provider(config: Config) -> Provider | None:
    if not config.oidc_issuer:
        return None
    back = config.base_url + BACK
    return Provider(config.oidc_issuer, config.oidc_client_id, config.oidc_client_secret, back)


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
    # At DEBUG it would log every row that is read: addresses, hashes, mails with links.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    level = logging.getLevelNamesMapping()[config.log_level.upper()]
    final: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if config.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())  # a file is read by other programs too
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
