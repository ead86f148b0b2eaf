# What is used here of snowballstemmer, which has no types of its own.
from typing import Protocol

class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - its own name

def stemmer(language: str) -> _Stemmer: ...
