"""Floor 3: the verbs. They take a session, an actor and a time; they flush and never commit."""
