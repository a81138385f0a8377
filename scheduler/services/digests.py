"""What is stored of a secret."""

from hashlib import sha256


def digest_of(secret: str) -> str:
    """The SHA-256 of a secret, in hexadecimal.

    A plain hash is enough: 192 random bits and more can't be guessed, unlike a password.
    """
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
