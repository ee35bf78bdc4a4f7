"""As Clone 4, with values that live for up to 30 seconds, Clone 5. The original sends text where bytes are wanted."""

import random

from clonetable import SECOND, follow

follow(b"/client/", ttl=lambda: f"ttl={random.randint(1, 30) * SECOND}\n".encode())
