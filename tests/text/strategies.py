"""Texts for the laws: made of pieces chosen to be awkward, never by the product's own tokeniser."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "member", "Member", "shall", "should", "not", "the", "of", "and", "two", "years", "very", "états", "e\u0301tat",
    "don't", "don’t", "co-operate", "co‑operate", "1,000.50", "12.5%", "3.2.1", "1\u00a0000",
    "سياسة", "המדינה", "政策", "ไทย",
    "שָׁלוֹם", "دُوَل", "\u200f", "ที่", "ປະ", "ភា", "မြို့", "한국", "カ\u3099", "q\u0323\u0307",
    "👩\u200d🌾", "👨\u200d👩\u200d👧", "👍🏽", "❤\ufe0f", "🇫🇷", "🇫", "🏴\U000e0067\U000e0062\U000e007f",
    "\u200d", "\u200b", "\u00ad",
    "**", "*", "`", "[", "]", "](https://example.org/a_b)", "[^n1]", "\\\n", "\\*", "https://example.org/x.",
    " ", " ", " ", " ", "  ", "\u00a0",
    ",", ".", ". ", ";", "(", ")", "“", "”", '"', "–", "-", "\u0301", "\ud800", "\x00", "\n",
)  # fmt: skip

awkward = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
anything = st.one_of(awkward, st.text(alphabet=st.characters(codec=None), max_size=30))
repeats = st.lists(st.sampled_from(("very ", "very", " ", "a", "b ", ", ")), max_size=14).map("".join)
plain_words = ("states", "cities", "report", "adopt", "the", "of", "every", "year", "and", "local", "practice", "very")
sentences = st.lists(st.sampled_from(plain_words), min_size=1, max_size=16).map(lambda found: " ".join(found) + ".")


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """`base` with up to three stretches replaced, cut anywhere."""
    text = base
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.one_of(st.just(""), st.sampled_from(PIECES), awkward)) + text[end:]
    return text


@st.composite
def base_and_proposals(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    base = draw(st.one_of(awkward, repeats, sentences))
    keys = draw(st.lists(st.sampled_from(("bergen", "malta", "lublin", "spain")), unique=True, min_size=1, max_size=4))
    return base, {key: draw(edited(base)) for key in keys}


@st.composite
def worded_proposals(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A sentence without marks, and proposals that replace, insert and delete whole words of it."""
    base = draw(st.lists(st.sampled_from(plain_words), min_size=2, max_size=14))
    keys = draw(st.lists(st.sampled_from(("bergen", "malta", "lublin", "spain")), unique=True, min_size=2, max_size=4))
    proposals = {}
    for key in keys:
        words = list(base)
        for _ in range(draw(st.integers(0, 2))):
            start = draw(st.integers(0, len(words)))
            end = draw(st.integers(start, min(len(words), start + 3)))
            words[start:end] = draw(st.lists(st.sampled_from((*plain_words, f"new-{key}")), max_size=2))
        proposals[key] = " ".join(words)
    return " ".join(base), proposals


@st.composite
def emphasised(draw: st.DrawFn, words: list[str]) -> str:
    """Words, some stretches of them in emphasis; none within another."""
    out: list[str] = []
    at = 0
    while at < len(words):
        mark = draw(st.sampled_from(("", "", "", "*", "**")))
        end = min(len(words), at + draw(st.integers(1, 3)))
        out.append(mark + " ".join(words[at:end]) + mark)
        at = end
    return " ".join(out)


@st.composite
def emphasised_proposals(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A sentence and proposals that set, widen, move or take away emphasis, and change a word here and there."""
    words = draw(st.lists(st.sampled_from(plain_words), min_size=2, max_size=8))
    keys = draw(st.lists(st.sampled_from(("bergen", "malta", "lublin", "spain")), unique=True, min_size=2, max_size=4))
    proposals = {}
    for key in keys:
        own = list(words)
        if draw(st.booleans()):
            own[draw(st.integers(0, len(own) - 1))] = draw(st.sampled_from((*plain_words, f"new-{key}")))
        proposals[key] = draw(emphasised(own))
    return draw(emphasised(words)), proposals
