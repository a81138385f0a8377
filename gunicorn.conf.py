"""What gunicorn reads when it is started in this folder."""

from typing import Any

from gunicorn.glogging import Logger

from scheduler.http.headers import loggable

# By default it takes SCRIPT_NAME and PATH_INFO from headers that come over 127.0.0.1, where a reverse proxy may hand on
# whatever a stranger sent. BASE_URL says where the service is mounted.
forwarder_headers = ""

# If an access log is switched on: without query and referrer, since tickets of doors arrive in a query.
access_log_format = '%(h)s %(l)s %(u)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s"'


class PathsWithoutSecrets(Logger):
    """The access log as gunicorn writes it, without the secrets that some paths hold: calendars, new passwords."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line may say, the request line and what came with it included."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = loggable(str(environ.get("PATH_INFO", "")))
        line = f"{environ['REQUEST_METHOD']} {path} {environ['SERVER_PROTOCOL']}"
        return atoms | {"U": path, "r": line, "{path_info}e": path, "{raw_uri}e": path}


logger_class = PathsWithoutSecrets
