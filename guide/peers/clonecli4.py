"""Follows the keys of one subtree and sets one each second, Clone 4. The original is for Python 2."""

from clonetable import follow

follow(b"/client/", ttl=lambda: b"")
