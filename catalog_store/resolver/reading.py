"""Takes a pasted text apart into clues. Pure, and bounded whatever is pasted."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter, itemgetter

from catalog_store.candidates import Certainty
from catalog_store.resolver.clues import Clue, Lead, clues_for
from catalog_store.resolver.shapes import base_name, leads_of, phrase_leads
from catalog_store.resolver.traces import read_trace
from catalog_store.resolver.vocabulary import FILLER, GENERIC, is_identifier

#: Longer texts are read at both ends: a trace's cause stands at its top or its bottom.
_LONGEST = 12_000
_MOST_WORDS = 200
_MOST_KEYS = 250
_MOST_PHRASES = 120
_LONGEST_KEY = 300
#: A text of so few words is itself a name or a question about one; longer ones only mention things.
_FEW_WORDS = 6
#: No frame of a stack trace is shorter.
_FEW_LETTERS = 20
_LONGEST_NAME = 4
#: Of two words that are no filler, either may be the name.
_PAIR = 2

#: What most people ask: there is nothing to take apart.
_SINGLE_NAME = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,100}[a-zA-Z0-9])?")
_LINK = re.compile(r"<((?:https?|mailto|ssh)[^|>\s]*)(?:\|[^>]*)?>")
_NOT_A_THING = re.compile(r"<[@!][^>]*>")
#: `payments-api, ledger and fare-engine`: each of them is asked about.
_LIST = re.compile(r"[^\s,;&]+(?:(?:\s*[,;&]\s*(?:and\s+)?|\s+and\s+)[^\s,;&]+)+[.?!]?")
#: Signs around a word: quotes, brackets, marks of speech, and Slack's and Markdown's emphasis.
_AROUND = "\"'`´“”‘’«»„()[]{}*_~,;.:!?…|=\\<>"
_QUOTES = frozenset("`\"“”'")
#: A channel, an address, a quoted word, or what stands between spaces and the punctuation of logs and JSON.
_WORD = re.compile(
    r"<#[^>\s]{1,120}>|[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s\"<>|{}`]+|\"[^\"\s]{1,120}\"|[^\s,;=&|\"“”{}\[\]()<>]+"
)


def read(words: str) -> tuple[Clue, ...]:
    """The clues that a text holds, lighter before heavier, no more than can be looked up in time."""
    if _SINGLE_NAME.fullmatch(words):
        return tuple(clues_for(leads_of(words), words, (0, 1), is_whole=True))
    text = _clean(words)
    if not text:
        return ()
    trace = read_trace(text) if len(text) > _FEW_LETTERS else None
    tokens = _tokens(trace.rest if trace else text)
    is_short = trace is None and _is_short(text, tokens)
    clues = list(_trace_clues(trace.leads)) if trace else []
    if is_short:
        clues += _short_clues(text, tokens)
    is_list = is_short and (_is_pair(tokens) or _LIST.fullmatch(text) is not None)
    clues += _token_clues(tokens, is_short=is_short, is_list=is_list, has_trace=trace is not None)
    clues += _phrase_clues(tokens, has_trace=trace is not None)
    return _bounded(clues)


def name_in(words: str) -> str | None:
    """The part of a short text that a typo would be in, to be compared with all names; None for a longer text."""
    text = _clean(words)
    tokens = [token.lstrip("`") for token in _tokens(text)]
    if not tokens or not _is_short(text, tokens):
        return None
    start, end = _core(tokens)
    core = tokens[start:end] or tokens
    return base_name(core[0]) if len(core) == 1 else " ".join(core)


def _is_short(text: str, tokens: list[str]) -> bool:
    return "\n" not in text and len(tokens) <= _FEW_WORDS


def _clean(words: str) -> str:
    """Without what cannot be seen: control characters, direction marks, halves of characters."""
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST // 2]}\n{words[-_LONGEST // 2 :]}"
    if not words.isascii():
        words = unicodedata.normalize("NFKC", words)
    if not words.isprintable():
        words = "".join(character if character.isprintable() else _blank(character) for character in words)
    return _NOT_A_THING.sub(" ", _LINK.sub(r"\1", words)).strip() if "<" in words else words.strip()


def _blank(character: str) -> str:
    if character in "\n\t\r\v\f" or unicodedata.category(character) in ("Zs", "Zl", "Zp"):
        return "\n" if character == "\n" else " "
    return ""


def _tokens(text: str) -> list[str]:
    """The words, without the signs around them; one that was quoted begins with a backtick."""
    found = []
    for word in _both_ends(_WORD.findall(text)):
        token = word if word.startswith("<#") else word.strip(_AROUND).removesuffix("'s").removesuffix("’s")
        if token:
            found.append(f"`{token}" if word[0] in _QUOTES and word[-1] in _QUOTES else token)
    return found


def _both_ends(words: list[str]) -> list[str]:
    """No more words than can be looked up: a log's last line often says what the first ones led to."""
    half = _MOST_WORDS // 2
    return words if len(words) <= _MOST_WORDS else [*words[:half], *words[-half:]]


def _trace_clues(leads: tuple[Lead, ...]) -> Iterator[Clue]:
    yield from clues_for(leads, "the stack trace", (-1, 0), is_whole=False)


def _short_clues(text: str, tokens: list[str]) -> Iterator[Clue]:
    """The whole text as one name, then without the filler around it."""
    plain = [token.lstrip("`") for token in tokens]
    whole = (0, len(plain))
    if len(plain) != 1:
        yield from clues_for(phrase_leads(text, 0), text, whole, is_whole=True)
    start, end = _core(plain)
    if (start, end) == whole or start == end:
        return
    core = " ".join(plain[start:end])
    leads = leads_of(core) if end - start == 1 else phrase_leads(core)
    yield from clues_for(leads, core, (start, end), is_whole=False)


def _core(tokens: list[str]) -> tuple[int, int]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].lower() in FILLER:
        start += 1
    while end > start and tokens[end - 1].lower() in FILLER:
        end -= 1
    return start, end


def _token_clues(tokens: list[str], *, is_short: bool, is_list: bool, has_trace: bool) -> Iterator[Clue]:
    is_alone = is_short and len(tokens) == 1
    first_places = {token: at for at, token in reversed(list(enumerate(tokens)))}
    for token, at in sorted(first_places.items(), key=itemgetter(1)):
        bare = token.lstrip("`")
        if not bare or len(bare) > _LONGEST_KEY:
            continue
        if is_alone:
            yield from clues_for(leads_of(bare), bare, (at, at + 1), is_whole=True)
        elif is_identifier(bare) or token != bare or bare[0] in "@#<":
            weight = 1 if has_trace and "://" in bare else 0
            yield from clues_for(leads_of(bare), bare, (at, at + 1), is_whole=False, weight=weight)
        elif bare.lower() not in FILLER:
            weight = 0 if is_list else 2
            yield from _plain_word_clues(bare, at, weight=weight, is_guess=not is_short or bare.lower() in GENERIC)


def _is_pair(tokens: list[str]) -> bool:
    """Two words and filler: either may be what is asked about, however it is written."""
    return len([token for token in tokens if token.lstrip("`").lower() not in FILLER]) == _PAIR


def _plain_word_clues(word: str, at: int, *, weight: int, is_guess: bool) -> Iterator[Clue]:
    """A word of a sentence may be a name by accident: in a long text it is no more than a suggestion."""
    for lead in phrase_leads(word):
        certainty = Certainty.GUESS if is_guess else Certainty.LIKELY
        yield Clue(lead, certainty, word, (at, at + 1), weight)


def _phrase_clues(tokens: list[str], *, has_trace: bool) -> Iterator[Clue]:
    """Names of several words. One that begins or ends with filler is an accident of the sentence."""
    plain = [token.lstrip("`") for token in tokens[:_MOST_PHRASES]]
    weight = 1 if has_trace else 0
    for length in range(min(_LONGEST_NAME, len(plain)), 1, -1):
        for start in range(len(plain) - length + 1):
            words = plain[start : start + length]
            if words[0].lower() in FILLER or words[-1].lower() in FILLER:
                continue
            phrase = " ".join(words)
            if len(phrase) <= 80 and "/" not in phrase:
                yield from clues_for(
                    phrase_leads(phrase), phrase, (start, start + length), is_whole=False, weight=weight
                )


def _bounded(clues: list[Clue]) -> tuple[Clue, ...]:
    """The lightest first, and no more keys than can be looked up in time: then those from the text's two ends."""
    fit = [clue for clue in sorted(clues, key=attrgetter("weight")) if _can_be_looked_up(clue.lead.key)]
    if len({clue.lead.key for clue in fit}) <= _MOST_KEYS:
        return tuple(fit)
    end = max(clue.span[1] for clue in fit)
    outer_first = sorted(fit, key=lambda clue: (clue.weight, min(clue.span[0], end - clue.span[1])))
    keys = set(islice(dict.fromkeys(clue.lead.key for clue in outer_first), _MOST_KEYS))
    return tuple(clue for clue in fit if clue.lead.key in keys)


def _can_be_looked_up(key: str) -> bool:
    return len(key) <= _LONGEST_KEY and not key.endswith(":")
