"""Floor 4: flask. A view loads, calls one verb, and redirects or renders."""
