"""As the first: what the library does is no matter to others."""

import udpping1  # it runs
