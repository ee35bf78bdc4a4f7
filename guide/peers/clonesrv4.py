"""Numbers the updates of clients, and sends them the part of the table that they ask for, Clone 4. The original is for Python 2."""

from clonetable import serve

serve(expires=False)
