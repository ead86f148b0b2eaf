"""Words too small to stand alone between two changes, and words that bear on what a text obliges to (EN, FR, DE)."""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = _listed(
    """
    a an the and or nor but of to in on at by for from with into as is are was were be been being it its this that
    these those their his her our your which who whom than then so if not no do does
    le la les l un une des du de d et ou ni mais à au aux en dans sur par pour avec sans sous se s ce cet cette ces
    son sa ses leur leurs est sont été qui que qu dont où il elle ils elles y ne pas
    der die das den dem des ein eine einen einem einer eines und oder aber von vom zu zum zur in im am an auf aus bei
    mit nach für ist sind war wird werden sich es er sie dass nicht als wie so
    """
)

NEGATIONS = _listed(
    """
    not no never neither nor none nobody nothing without cannot can't don't doesn't didn't won't shan't shouldn't
    mustn't isn't aren't wasn't weren't couldn't wouldn't
    ne pas jamais aucun aucune ni nul nulle sans non rien personne point n'est n'ont n'a
    nicht kein keine keinen keinem keiner keines nie niemals ohne weder
    """
)

MODALS = _listed(
    """
    shall should may must might can could will would ought need required optional recommended
    doit doivent devrait devraient devra devront peut peuvent pourrait pourraient pourra pourront faut convient
    muss müssen soll sollen sollte sollten darf dürfen kann können könnte könnten
    """
)

NUMERALS = _listed(
    """
    two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million once
    twice half first second third annual annually biennial biennially
    deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante cent mille million
    premier première deuxième troisième
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend
    """
)
