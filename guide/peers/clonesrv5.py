"""As Clone 4, and deletes values whose time is over, Clone 5."""

from clonetable import serve

serve(expires=True)
