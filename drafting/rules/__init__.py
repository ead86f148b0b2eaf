"""Floor 1, pure: who may do what, what may follow what, and by when."""
