"""Fields that say what they hold: one short call per field keeps the shapes readable."""

from typing import Any

from marshmallow import ValidationError, fields, validate


def text(description: str, example: str | None, *, null: bool = False, **kw: Any) -> fields.String:
    """Words, or a key."""
    return fields.String(required=True, allow_none=null, metadata=about(description, example), **kw)


def number(description: str, example: int, **kw: Any) -> fields.Integer:
    """A whole number; the description names its unit."""
    return fields.Integer(required=True, strict=True, metadata=about(description, example), **kw)


def degrees(description: str, example: float) -> fields.Float:
    """A coordinate."""
    return fields.Float(required=True, metadata=about(description, example))


def flag(description: str, *, example: bool) -> fields.Boolean:
    """Yes or no."""
    return fields.Boolean(required=True, metadata=about(description, example))


def moment(description: str, example: str = "2017-06-13T09:00:00+02:00") -> fields.DateTime:
    """A time: RFC 3339 with offset."""
    return fields.AwareDateTime(
        required=True, format="iso", metadata=about(f"{description} RFC 3339 with offset.", example)
    )


def perhaps(description: str, example: str) -> fields.DateTime:
    """A time, or null: RFC 3339 with offset."""
    return fields.AwareDateTime(
        required=True, allow_none=True, format="iso", metadata=about(f"{description} RFC 3339 with offset.", example)
    )


def texts(description: str, example: list[str]) -> fields.List[Any]:
    """Several words or keys, in an order that means something."""
    return fields.List(fields.String(), required=True, metadata=about(description, example))


def words_by_key(description: str, example: dict[str, str]) -> fields.Dict:
    """Words by key."""
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata=about(description, example)
    )


def translations(example: dict[str, dict[str, str]]) -> fields.Dict:
    """The same words in other languages."""
    description = (
        "Words in other languages, by locale (BCP 47) and field; what is missing there is as in the field itself."
    )
    inner = fields.Dict(keys=fields.String(), values=fields.String())
    return fields.Dict(keys=fields.String(), values=inner, required=True, metadata=about(description, example))


def thing(schema: Any, description: str, *, null: bool = False) -> fields.Nested:
    """Something with fields of its own."""
    return fields.Nested(schema, required=True, allow_none=null, metadata={"description": description})


def things(schema: Any, description: str) -> fields.List[Any]:
    """Several things with fields of their own, in order."""
    return fields.List(fields.Nested(schema), required=True, metadata={"description": description})


class UpTo(fields.List[Any]):
    """A list of at most `most`: counted before its members are looked at, each of which costs more than it says."""

    def __init__(self, inner: Any, *, most: int, **kwargs: Any) -> None:
        super().__init__(inner, validate=validate.Length(0, most), **kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        _require_few(value, self.most)
        return super()._deserialize(value, attr, data, **kwargs)


class ByKey(fields.Dict):
    """A mapping of at most `most`, whose errors point at its members, without the library's step in between."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        _require_few(value, self.most)
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call] # untyped there
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            told = {key: each.get("value", each.get("key")) for key, each in error.messages.items()}
            raise ValidationError(told) from None


def _require_few(value: Any, most: int) -> None:
    if isinstance(value, (list, dict)) and len(value) > most:
        raise ValidationError(f"This has {len(value):,} members. Send up to {most}.")


def about(description: str, example: Any) -> dict[str, Any]:
    """What a field is said to be."""
    return {"description": description, "example": example}
