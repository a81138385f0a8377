"""JSON as strictly as files from outside need it: nothing twice, nothing that only some readers understand."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, BinaryIO

from scheduler.domain.errors import InvalidInput

MAX_BYTES = 50_000_000  # the tree takes ten times as much memory
_CHUNK = 64 * 1024


def parse(stream: BinaryIO, *, progress: Callable[[int], None] | None, max_bytes: int) -> Any:
    """The value that the file holds; `InvalidInput` says what is wrong with it, and where that is known."""
    data = _whole(stream, progress, max_bytes)
    encoding = json.detect_encoding(data)
    try:
        return json.loads(data.decode(encoding), object_pairs_hook=_object, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The file is not {error.encoding.upper()}. Save it as UTF-8.") from None
    except RecursionError:
        raise InvalidInput("The file is nested too deeply to be a schedule.") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"The file is no JSON: {error.msg}.", pointer=f"line {error.lineno}") from None
    except ValueError:  # an integer of more digits than Python reads
        raise InvalidInput("The file holds a number that is too long.") from None


def _whole(stream: BinaryIO, progress: Callable[[int], None] | None, max_bytes: int) -> bytes:
    chunks = []
    read = 0
    while chunk := stream.read(_CHUNK):
        read += len(chunk)
        if read > max_bytes:
            raise InvalidInput(f"The file has more than {max_bytes:,} bytes. Split it.")
        chunks.append(chunk)
        if progress:
            progress(read)
    return b"".join(chunks)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise InvalidInput(f"The file names {twice[:60]!r} twice in one object, where only one would be read.")
    return found


def _no_constant(name: str) -> Any:
    raise InvalidInput(f"The file holds {name}, which is no JSON.")
