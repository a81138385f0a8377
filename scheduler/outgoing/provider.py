"""Sign-in by an OpenID Connect provider: the authorization code flow (OpenID Connect Core 1.0, section 3.1), with PKCE.

All that has to be remembered between going there and coming back is made from one secret that the browser keeps.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import structlog

from scheduler.domain.clock import MINUTE, Clock, system_clock
from scheduler.domain.errors import Forbidden, InvalidInput, SchedulerError

log = structlog.get_logger(__name__)

LASTING = 10 * MINUTE
"""Seconds in which somebody has to come back."""

_SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Keys in pairs alone: never `none`, and never HS256, for which the provider's public key would be the secret."""

_PUBLIC = frozenset({"RSA", "EC", "OKP"})
_PATIENCE = 10  # seconds for each answer; a worker's thread waits for it
_LEEWAY = 60  # seconds by which clocks may differ
_LONGEST_SUBJECT = 300
_STATE = re.compile(r"(?P<proof>[0-9a-f]{64})\.(?P<wanted>[A-Za-z0-9_=-]{0,2000})")


class ProviderDown(SchedulerError):
    """The provider does not answer as it should."""

    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom the provider vouches for; `email` is empty unless it has verified the address."""

    subject: str
    email: str


class Provider:
    """A provider, and who the service is to it. `back` is the address that it sends people back to."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, back: str, clock: Clock = system_clock) -> None:
        # Not the service's own clock: the provider's tokens are of today, also while an event is rehearsed.
        try:
            import authlib.integrations.requests_client  # noqa: F401 - an extra: asked for where it is needed
            import joserfc.jwt  # noqa: F401
        except ImportError:
            raise InvalidInput("OIDC_ISSUER needs more packages: pip install '.[oidc]' brings them.") from None
        self._issuer = issuer
        self._client = (client_id, client_secret)
        self._back = back
        self._clock = clock

    def address(self, secret: str, wanted: str) -> str:
        """Where to send the browser that keeps `secret` and wants to see the page `wanted`."""
        with self._session() as session:
            url, _ = session.create_authorization_url(
                self._description(session)["authorization_endpoint"],
                state=_state(secret, wanted),
                nonce=_made(secret, "nonce"),
                code_verifier=_made(secret, "verifier"),
            )
        return str(url)

    def wanted(self, secret: str | None, state: str) -> str:
        """The page that whoever comes back wanted; `Forbidden` if this browser did not go there."""
        found = _STATE.fullmatch(state)
        if secret is None or found is None:
            raise _refused("this browser did not go there")
        try:
            wanted = urlsafe_b64decode(found["wanted"]).decode()
        except ValueError:
            raise _refused("the state can't be read") from None
        if not hmac.compare_digest(_state(secret, wanted), state):
            raise _refused("the state is of another browser")
        return wanted

    def vouched(self, secret: str, code: str, issuer: str | None) -> Vouched:
        """Who came back with this code; `Forbidden` if the answer is not to be trusted.

        `issuer` is who the answer says that it is from, if it does (RFC 9207).
        """
        if issuer is not None and issuer != self._issuer:
            raise _refused("the answer is from another provider")
        with self._session() as session:
            described = self._description(session)
            token = self._asked(
                lambda: session.fetch_token(
                    described["token_endpoint"],
                    code=code,
                    code_verifier=_made(secret, "verifier"),
                    timeout=_PATIENCE,
                    allow_redirects=False,
                )
            )
            keys = self._json(session, described["jwks_uri"])
        claims = self._claims(str(token.get("id_token", "")), keys)
        return self._checked(claims, _made(secret, "nonce"))

    def _claims(self, id_token: str, keys: Mapping[str, Any]) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        public = [key for key in keys.get("keys", []) if isinstance(key, dict) and key.get("kty") in _PUBLIC]
        try:
            return jwt.decode(id_token, KeySet.import_key_set({"keys": public}), algorithms=list(_SIGNED_WITH)).claims
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _refused(f"the token does not hold: {type(error).__name__}") from None

    def _checked(self, claims: Mapping[str, Any], nonce: str) -> Vouched:
        """Section 3.1.3.7: from whom, for whom, until when, and for this very sign-in."""
        now = self._clock()
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        expires, issued = claims.get("exp"), claims.get("iat")
        subject = claims.get("sub")
        if claims.get("iss") != self._issuer:
            raise _refused("the token is from another provider")
        if self._client[0] not in audiences or claims.get("azp", self._client[0]) != self._client[0]:
            raise _refused("the token is for another service")
        if len(audiences) > 1 and "azp" not in claims:
            raise _refused("the token is for several services")
        if not isinstance(expires, int | float) or expires + _LEEWAY <= now:
            raise _refused("the token has expired")
        if not isinstance(issued, int | float) or issued - _LEEWAY > now:
            raise _refused("the token is from the future")
        if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(
            claims["nonce"].encode(), nonce.encode()
        ):
            raise _refused("the token is of another sign-in")
        whole = f"{self._issuer} {subject}"
        if not isinstance(subject, str) or not subject or len(whole) > _LONGEST_SUBJECT:
            raise _refused("the token names nobody")
        email = claims.get("email")
        # Anybody may write any address into a profile: it counts where the provider has verified it.
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return Vouched(whole, str(email).strip().lower() if verified else "")

    def _description(self, session: Any) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        found = self._json(session, f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        scheme = self._issuer.partition("//")[0]
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not str(found.get(name, "")).startswith(("https://", f"{scheme}//")):
                raise _down(f"{name} is missing or unencrypted")
        if found.get("issuer") != self._issuer:
            raise _down("it calls itself by another name")
        return found

    def _json(self, session: Any, url: str) -> Mapping[str, Any]:
        def read() -> Any:
            answer = session.get(url, timeout=_PATIENCE, allow_redirects=False, withhold_token=True)
            answer.raise_for_status()
            return answer.json()

        found = self._asked(read)
        if not isinstance(found, dict):
            raise _down("it does not answer with an object")
        return found

    @staticmethod
    def _asked(ask: Any) -> Any:
        from authlib.common.errors import AuthlibBaseError
        from requests import RequestException

        try:
            return ask()
        except AuthlibBaseError as error:
            raise _refused(f"the provider refused: {str(error.error)[:40]}") from None
        except (RequestException, ValueError) as error:
            raise _down(type(error).__name__) from None

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        made = OAuth2Session(*self._client, scope="openid email", redirect_uri=self._back, code_challenge_method="S256")
        made.trust_env = False  # no password from a .netrc, no proxy that nobody set for this
        return made


def _made(secret: str, what: str) -> str:
    return hmac.new(secret.encode(), what.encode(), sha256).hexdigest()


def _state(secret: str, wanted: str) -> str:
    return f"{_made(secret, f'state {wanted}')}.{urlsafe_b64encode(wanted.encode()).decode()}"


def _refused(reason: str) -> Forbidden:
    log.warning("sign-in by the provider refused", reason=reason)
    return Forbidden(
        "The sign-in with your organisation's account did not come about. Begin again at the sign-in page."
    )


def _down(reason: str) -> ProviderDown:
    log.warning("sign-in provider does not answer as it should", reason=reason)
    return ProviderDown("Your organisation's sign-in does not answer. Try again shortly, or sign in with a password.")
