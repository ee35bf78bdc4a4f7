"""Payloads that both sides can make and check without sending them twice: 0, 1, ... 250, 0, 1, ..."""

PERIOD = 251  # a prime, so that a block that got lost or moved is noticed
BLOCK = bytes(range(PERIOD)) * 4096


def pattern(size):
    """The first `size` bytes."""
    payload = bytearray(BLOCK)
    payload *= size // len(BLOCK) + 1
    del payload[size:]
    return payload


def is_pattern(payload):
    """Whether the payload is the pattern of its length; compares block by block."""
    view = memoryview(payload)
    blocks = (view[start : start + len(BLOCK)] for start in range(0, len(view), len(BLOCK)))
    # As bytes, which compare much faster than a view does.
    return all(block.tobytes() == BLOCK[: len(block)] for block in blocks)
