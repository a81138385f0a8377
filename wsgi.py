"""What a WSGI server and the `flask` command run: the service with the settings of the environment."""

from config import Config
from scheduler.app import create_app

app = create_app(Config.from_env())
