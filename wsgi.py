"""What a WSGI server and the `flask` command run: the service with the settings of the environment."""

from config import Config
from scheduler.app import create_app
from scheduler.domain.errors import InvalidInput

try:
    app = create_app(Config.from_env())
except InvalidInput as error:
    raise SystemExit(f"A setting can't be used. {error.detail}") from None
