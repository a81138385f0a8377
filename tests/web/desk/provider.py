"""A small OpenID Connect provider on a port of its own, which lies as it is told to."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug import Request, Response

from tests.serving import served

CLIENT, SECRET = "programme", "s3cret-of-the-client"
Claims = dict[str, Any]


@dataclass
class SmallProvider:
    """Gives a code to whoever asks, and an ID token for the code, once, to who has its verifier.

    `lie` changes the claims, `forge` makes the token of them, `describe` changes what it says of itself.
    """

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    lie: Callable[[Claims], Any] = lambda claims: claims  # noqa: E731
    forge: Callable[["SmallProvider", Claims], str] | None = None
    describe: Callable[[dict[str, Any]], Any] = lambda described: described  # noqa: E731
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def authorize(self, url: str) -> str:
        """What somebody who is signed in there is sent back with: the query of the address to come back to."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (given["response_type"], given["client_id"], given["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert set(given["scope"].split()) == {"openid", "email"}
        code = f"code-{len(self.codes)}"
        self.codes[code] = given
        return f"?code={code}&state={given['state']}"

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer a request."""
        request = Request(environ)
        self.asked.append((request.method, request.path))
        answer = {
            "/.well-known/openid-configuration": self._description,
            "/keys": self._keys,
            "/token": self._token,
        }[request.path](request)
        return answer(environ, start_response)

    def _description(self, _request: Request) -> Response:
        return _json(
            self.describe(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            )
        )

    def _keys(self, _request: Request) -> Response:
        # A symmetric key among them, as a careless provider might have.
        shared = {"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(b"x" * 32).decode().rstrip("=")}
        return _json({"keys": [self.key.as_dict(private=False), shared]})

    def _token(self, request: Request) -> Response:
        given = self.codes.pop(request.form["code"], None)
        known = request.authorization
        challenge = (
            base64.urlsafe_b64encode(sha256(request.form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        if (
            given is None
            or challenge != given["code_challenge"]
            or request.form["redirect_uri"] != given["redirect_uri"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        if known is None or (known.username, known.password) != (CLIENT, SECRET):
            return _json({"error": "invalid_client"}, 401)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "17",
            "iat": now,
            "exp": now + 300,
            "nonce": given["nonce"],
            "email": "Ana@forum.example",
            "email_verified": True,
        }
        claims = self.lie(claims) or claims
        token = self.forge(self, claims) if self.forge else self.signed(claims)
        return _json({"access_token": "access-token-of-nobody", "token_type": "Bearer", "id_token": token})

    def signed(self, claims: Claims) -> str:
        """The token of these claims, as it should be."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


def unsigned(_provider: SmallProvider, claims: Claims) -> str:
    """`alg: none`."""
    head, body = (_part(part) for part in ({"alg": "none", "typ": "JWT"}, claims))
    return f"{head}.{body}."


def signed_with_public_key(provider: SmallProvider, claims: Claims) -> str:
    """HS256 with the provider's public key as the secret, which everybody has."""
    signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    digest = hmac.new(provider.key.as_pem(private=False), signed.encode(), sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def signed_with_shared_key(_provider: SmallProvider, claims: Claims) -> str:
    """HS256 with a key that stands among the provider's."""
    return jwt.encode({"alg": "HS256", "kid": "shared"}, claims, OctKey.import_key(b"x" * 32))


def signed_by_another(_provider: SmallProvider, claims: Claims) -> str:
    """RS256 with a key of somebody else, under the same name."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


def changed_afterwards(provider: SmallProvider, claims: Claims) -> str:
    """Another subject, put in after it was signed."""
    head, _, signature = provider.signed(claims).split(".")
    return f"{head}.{_part({**claims, 'sub': '18'})}.{signature}"


@contextmanager
def running() -> Iterator[SmallProvider]:
    """A provider that answers on a port of this machine."""
    made = SmallProvider()
    with served(made) as port:
        made.issuer = f"http://127.0.0.1:{port}"
        yield made


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")


def _part(value: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
