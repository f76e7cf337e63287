"""Whether a file is text or binary, judged by its first bytes as Backstage's `isbinaryfile` does."""

_LOOKED_AT = 512
_RESERVE = 3
_UTF8_MARK = b"\xef\xbb\xbf"
_TOO_MANY_PERCENT = 10
_DECIDED_AFTER = 32
#: The first byte of a character in UTF-8, by how many bytes follow.
_LEADING = ((0xC0, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF7, 3))
_LONGEST_NUMBER = 10


def looks_binary(content: bytes) -> bool:
    """A NUL, a PDF's signature, or more than a tenth of bytes that are no UTF-8 make a file binary. An empty one is text."""
    if not content or content.startswith(_UTF8_MARK):
        return False
    head = content[: _LOOKED_AT + _RESERVE]
    if head.startswith(b"%PDF-") or b"\0" in head[:_LOOKED_AT]:
        return True
    suspicious = _suspicious(head)
    return suspicious < 0 or (suspicious > 1 and _is_protobuf(head[:_LOOKED_AT]))


def _suspicious(head: bytes) -> int:
    """How many bytes are no text; -1 where they are too many."""
    scanned = min(len(head), _LOOKED_AT)
    count, at = 0, 0
    while at < scanned:
        step = _character(head, at)
        if step == 0:
            count += 1
            at += _consumed(head, at)
            if at > _DECIDED_AFTER and count * 100 / scanned > _TOO_MANY_PERCENT:
                return -1
        at += step
    return -1 if count * 100 / scanned > _TOO_MANY_PERCENT else count


def _character(head: bytes, at: int) -> int:
    """How long the character there is; 0 where there is none."""
    byte = head[at]
    if 7 <= byte <= 14 or 32 <= byte <= 127:
        return 1
    for first, last, following in _LEADING:
        if first <= byte <= last and at + following < len(head):
            rest = head[at + 1 : at + 1 + following]
            return following + 1 if all(0x80 <= each <= 0xBF for each in rest) else 0
    return 0


def _consumed(head: bytes, at: int) -> int:
    """How far a faulty character reaches: a leading byte takes the next one along."""
    return (
        2 if any(first <= head[at] <= last and at + following < len(head) for first, last, following in _LEADING) else 1
    )


def _is_protobuf(head: bytes) -> bool:
    """Whether the bytes read as messages of Protocol Buffers, one after the other."""
    at, messages = 0, 0
    while True:
        key, at = _number(head, at)
        if at < 0:
            return messages > 0
        kind = key & 7
        if kind == 0:
            _, at = _number(head, at)
        elif kind == 2:
            length, at = _number(head, at)
            at = at + length if at >= 0 and at + length <= len(head) else -1
        elif kind in (1, 5):
            at = at + (8 if kind == 1 else 4) if at + (8 if kind == 1 else 4) <= len(head) else -1
        else:
            return False
        if at < 0:
            return messages > 0
        messages += 1


def _number(head: bytes, at: int) -> tuple[int, int]:
    """A number of variable length and where it ends; -1 where the bytes end first."""
    value = 0
    for index in range(_LONGEST_NUMBER + 1):
        if at + index >= len(head):
            return 0, -1
        value |= (head[at + index] & 0x7F) << (7 * index)
        if not head[at + index] & 0x80:
            return value, at + index + 1
    return 0, -1
