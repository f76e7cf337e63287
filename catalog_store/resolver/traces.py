"""Stack traces of Python, Java, JavaScript, Go, Ruby and C#: which frames are ours, the top one first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog_store.aliases import name_key
from catalog_store.resolver.addresses import path_leads
from catalog_store.resolver.clues import Lead
from catalog_store.resolver.vocabulary import GENERIC, is_identifier

#: A trace repeats itself below; its first frames of ours tell whose it is.
_MOST_FRAMES = 12
_PYTHON = re.compile(r'File "([^"\n]{1,500})", line \d+(?:, in [^\s]{1,200})?')
_FRAMES = re.compile(
    r"\bat (?P<method>[\w$]+(?:\.[\w$<>/]+){2,30})\([^()\n]{0,200}\)"  # Java, Kotlin, Scala
    r"|\bat (?:(?:async )?[^\n(]{1,200} \()?(?:file://|webpack://)?(?P<script>[\w@./~\\:-]{2,400}):\d+:\d+\)?"  # JavaScript
    r"|(?<![\w@./~-])(?P<file>[\w@./~-]{2,400}\.(?:go|rb|php|rs|exs?|cs|kt)):\d+"  # Go, Ruby, Rust
    r"|\bin (?P<source>[\w@./~\\:-]{2,400}):line \d+"  # C#
    r"|^(?P<function>[a-z0-9-]+\.[a-z]+/[\w./-]{1,300})\.[^\n]{1,200}\)$",  # Go's line above the file
    re.MULTILINE,
)
_LIBRARY_PATH = re.compile(
    r"site-packages|dist-packages|/lib/python\d|^<|node_modules|node:|/usr/(?:local/)?(?:lib|go)/|/gems/|/rustc/|^internal/"
)
_LIBRARY_PACKAGE = re.compile(
    r"(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|akka|reactor|rx|okhttp3|okio|retrofit2|feign|junit"
    r"|org\.(?:springframework|apache|hibernate|eclipse|junit|postgresql|jboss|slf4j|glassfish|codehaus|gradle|mockito)"
    r"|io\.(?:netty|grpc|micrometer|quarkus|vertx|micronaut|reactivex|opentelemetry|undertow)"
    r"|com\.(?:fasterxml|google|zaxxer|mysql|amazonaws|netflix|squareup|mongodb|datastax|github|microsoft)"
    r"|ch\.qos|redis\.clients|net\.bytebuddy|System|Microsoft)\."
)
_WRITTEN_APART = re.compile(r"[_-]")


@dataclass(frozen=True, slots=True)
class Trace:
    """The leads of a trace's frames, the top frame of ours first, and the text around the frames."""

    leads: tuple[Lead, ...]
    rest: str


def read_trace(text: str) -> Trace | None:
    """The trace in the text, if there is one."""
    python = [match[1] for match in _PYTHON.finditer(text)]
    others = list(_FRAMES.finditer(text)) if " at " in text or "\tat " in text or ":" in text else []
    if not python and not others:
        return None
    rest = _FRAMES.sub(" ", _PYTHON.sub(" ", text))
    # Python writes the innermost call last, all others first.
    frames = [("path", path) for path in reversed(python)] + [_frame(match) for match in others]
    ours = list(dict.fromkeys(frame for frame in frames if not _is_library(*frame)))[:_MOST_FRAMES]
    return Trace(tuple(_all_leads(ours)), rest)


def _frame(match: re.Match[str]) -> tuple[str, str]:
    if match["method"]:
        return "package", match["method"]
    return "path", match["script"] or match["file"] or match["source"] or match["function"] or ""


def _is_library(form: str, place: str) -> bool:
    if form == "package":
        return bool(_LIBRARY_PACKAGE.match(place))
    return bool(_LIBRARY_PATH.search(place)) or "/" not in place.replace("\\", "/")


def _all_leads(frames: list[tuple[str, str]]) -> Iterator[Lead]:
    for depth, (form, place) in enumerate(frames):
        tier = depth * 20
        yield from _package_leads(place, tier) if form == "package" else path_leads(place, tier)


def _package_leads(method: str, tier: int) -> Iterator[Lead]:
    """`com.acme.payments.api.ChargeHandler.handle`: what follows the company's part, the longer the better."""
    segments = [segment for segment in method.rpartition("/")[2].split(".")[:-1] if segment[:1].islower()]
    own = segments[2:] if segments[:1] in (["com"], ["org"], ["io"], ["net"], ["dev"], ["eu"], ["de"]) else segments
    for length in range(min(3, len(own)), 0, -1):
        words = own[:length]
        if length > 1 or words[0] not in GENERIC:
            key = name_key("".join(words))
            yield Lead(f"name:{key}", tier + 4 - length, is_exact=False, reading="the package's name", kinds=_CODE)
    for word in own[1:4]:
        if word not in GENERIC:
            yield Lead(
                f"name:{name_key(word)}",
                tier + 6,
                is_exact=False,
                reading="the package's name",
                kinds=_CODE,
                is_guess=not is_identifier(word) and not _WRITTEN_APART.search(word),
            )


_CODE = frozenset(("component", "system", "api"))
