"""The sentences in which people ask for an owner."""

import re

from commands.arguments import PHRASE_LIMIT

_LEAD = (
    r"(?:(?:do you know|does (?:anyone|anybody|somebody) know|can you (?:tell me|find)|could you tell me|tell me|show me"
    r"|find(?: me)?(?: out)?|i (?:want|need) to know|any idea)\s+)?"
)
_IS = r"(?:['’]?s|\s+is|\s+are)"
_THE = r"(?:the\s+)?"
_SUBJECT = r"(?P<subject>.+?)"
_OWNS = (
    r"(?:owns?|owning|maintains?|maintaining|runs?|supports?|handles?|looks\s+after|takes\s+care\s+of|is\s+behind|built"
    r"|is\s+(?:responsible\s+for|in\s+charge\s+of|on[\s-]call\s+for))"
)
_OWNER_OF = (
    r"(?:(?:the\s+)?(?:owners?|maintainers?|team|people|person|group)\s+(?:of|for|behind|owning)"
    r"|responsible\s+for|in\s+charge\s+of|on[\s-]call\s+for|behind|owning|maintaining|running)"
)
_ASK = r"(?:ask|contact|message|talk\s+to|ping|page|call|reach|go\s+to|speak\s+to)"
_REACH = r"(?:reach|contact|find|message|page|get\s+hold\s+of)"

_FORMS = (
    rf"{_LEAD}who\s+{_OWNS}\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}who{_IS}\s+{_OWNER_OF}\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}(?:which|what)\s+(?:team|group|squad|person|people)\s+{_OWNS}\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}who\s+does\s+{_THE}{_SUBJECT}\s+belong\s+to",
    rf"{_LEAD}who{_IS}\s+{_THE}{_SUBJECT}\s+(?:owned|maintained|run)\s+by",
    rf"{_LEAD}whose(?:\s+(?:service|component|repo|repository|api|system|pod|thing))?{_IS}\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}who\s+(?:do|can|should|could|must|would)\s+(?:i|we)\s+{_ASK}(?:\s+(?:about|for|regarding|on))?\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}who\s+to\s+{_ASK}(?:\s+(?:about|for|regarding|on))?\s+{_THE}{_SUBJECT}",
    rf"(?:how|where)\s+(?:do|can|should)\s+(?:i|we)\s+{_REACH}\s+(?:the\s+(?:owners?|team)\s+(?:of|behind|for)\s+)?{_THE}{_SUBJECT}",
    rf"{_LEAD}{_THE}(?:owners?|maintainers?)\s+(?:of|for)\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}(?:who{_IS}\s+)?{_THE}{_SUBJECT}(?:['’]s)?\s+owners?",
    rf"on[\s-]call\s+for\s+{_THE}{_SUBJECT}",
    rf"{_LEAD}who{_IS}\s+{_THE}{_SUBJECT}",
)

#: The first that fits says what is asked about.
PHRASES = tuple(re.compile(rf"\s*{form}\s*[?!.]*\s*", re.IGNORECASE) for form in _FORMS)

#: Words that point at something which we can't see.
POINTING = frozenset({"", "?", "this", "that", "it", "these", "those", "them", "here", "you", "help"})

#: In what follows the word `owner`, only these begin a question; anything else may be a name.
_QUESTION_WORDS = ("who", "which", "what", "how", "where", "find", "tell")
_OF = re.compile(r"(?:of|for)\s+(?:the\s+)?(?=\S)", re.IGNORECASE)


def asked_in(words: str) -> str:
    """What a question asks about; words that are no question stay as they are."""
    words = _OF.sub("", words, count=1) if _OF.match(words) else words
    if len(words) > PHRASE_LIMIT or not words.lower().startswith(_QUESTION_WORDS):
        return words
    return next((match["subject"] for phrase in PHRASES if (match := phrase.fullmatch(words))), words)
