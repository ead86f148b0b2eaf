"""Floor 2, pure: frozen values to bytes and back; one format a file."""
