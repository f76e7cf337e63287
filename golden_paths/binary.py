"""Whether a file is text or binary, judged by its first bytes as Backstage's `isbinaryfile` does."""

_LOOKED_AT = 512
_RESERVE = 3
_UTF8_MARK = b"\xef\xbb\xbf"
_TOO_MANY_PERCENT = 10
_DECIDED_AFTER = 32
#: The first byte of a character in UTF-8, by how many bytes follow.
_LEADING = ((0xC0, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF7, 3))
_LONGEST_NUMBER = 10
#: How many bytes a value of each kind has; numbers and texts say it themselves.
_WIRE_TYPES = {0: 0, 1: 8, 2: 0, 5: 4}


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
        if key & 7 not in _WIRE_TYPES:
            return False
        at = _after_value(head, at, key & 7)
        if at < 0:
            return messages > 0
        messages += 1


def _after_value(head: bytes, at: int, wire_type: int) -> int:
    """Where the value ends; -1 where the bytes end first."""
    if wire_type == 0:
        return _number(head, at)[1]
    length = _WIRE_TYPES[wire_type]
    if wire_type == 2:
        length, at = _number(head, at)
    end = at + max(length, 0)
    return -1 if at < 0 or end > len(head) else end


def _number(head: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, in 32 bits as JavaScript shifts them, and where it ends; -1 where the bytes end first."""
    value = 0
    for index in range(_LONGEST_NUMBER + 1):
        if at + index >= len(head):
            return 0, -1
        value |= (head[at + index] & 0x7F) << (7 * index % 32)
        if not head[at + index] & 0x80:
            value &= 0xFFFFFFFF
            return value - (1 << 32) if value >> 31 else value, at + index + 1
    return 0, -1
