"""What the resolver says, how sure it is and why, and what it does when it isn't clear."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_store.aliases import aliases_of
from catalog_store.candidates import Candidate, Certainty
from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.errors import DatabaseAwayError
from catalog_store.names import NameIndex
from catalog_store.resolver import Resolver
from tests.catalog_store.resolver.company import COMPANY, PAYMENTS_API
from tests.support.catalog import entity, put, remove


@pytest.fixture
def own_resolver(database: Database) -> Resolver:
    """A resolver of the test's own, empty catalog."""
    return Resolver(database, NameIndex(database))


def _refs(candidates: tuple[Candidate, ...]) -> list[str]:
    return [str(candidate.ref) for candidate in candidates]


@pytest.mark.parametrize(
    "text, certainty, because",
    [
        ("payments-api", Certainty.EXACT, "that is its name"),
        ("paysvc", Certainty.EXACT, "that is its former name"),
        ("component:payments-api", Certainty.EXACT, "that is its reference"),
        ("acme/payments-api", Certainty.EXACT, "the repository is its annotation `github.com/project-slug`"),
        ("PPAY001", Certainty.EXACT, "that is its annotation `pagerduty.com/service-id`"),
        (
            "payments-api-7d9f8b6c5-x2x9k",
            Certainty.LIKELY,
            "the pod's name without its suffix is its annotation `backstage.io/kubernetes-id`",
        ),
        (
            "https://github.com/acme/payments-api/pull/1",
            Certainty.LIKELY,
            "the repository is its annotation `github.com/project-slug`",
        ),
        ("https://payments.acme.example/v1", Certainty.LIKELY, "the host is one of its links"),
        ("who owns payments-api?", Certainty.LIKELY, "that is its name"),
    ],
)
def test_says_why_and_how_sure_it_is(resolver: Resolver, text: str, certainty: Certainty, because: str) -> None:
    (candidate,) = resolver.resolve(text).candidates

    assert (candidate.certainty, candidate.because) == (certainty, because)


def test_tells_which_part_of_the_words_led_there(resolver: Resolver) -> None:
    resolution = resolver.resolve("what is wrong with payments-api-7d9f8b6c5-x2x9k today, anybody?")

    assert resolution.asked == "what is wrong with payments-api-7d9f8b6c5-x2x9k today, anybody?"
    assert resolution.candidates[0].matched == "payments-api-7d9f8b6c5-x2x9k"
    assert resolution.candidates[0].label == "Payments API"


@pytest.mark.parametrize(
    "text, refs",
    [
        ("checkout", ["component:default/checkout", "group:default/checkout"]),
        ("ledger", ["component:default/ledger", "api:default/ledger"]),
        ("reports", ["component:default/reports", "component:risk/reports"]),
        (
            "https://github.com/acme/shop/pull/77",
            ["component:default/cart-service", "component:default/money-format", "component:default/pricing-engine"],
        ),
        (
            "cart-service calls pricing-engine and times out",
            ["component:default/cart-service", "component:default/pricing-engine"],
        ),
    ],
)
def test_offers_all_when_several_may_be_meant(resolver: Resolver, text: str, refs: list[str]) -> None:
    resolution = resolver.resolve(text)

    assert not resolution.is_clear
    assert _refs(resolution.candidates) == refs


@pytest.mark.parametrize("text", ["payments-api ledger", "ledger, payments-api", "the payments-api or the ledger?"])
def test_two_names_alone_mean_two_things_however_they_are_written(
    own_resolver: Resolver, database: Database, text: str
) -> None:
    put(database, entity("Component", "payments-api"), entity("Component", "ledger"))

    found = own_resolver.resolve(text).candidates

    assert {each.ref.name for each in found} == {"payments-api", "ledger"}


@pytest.mark.parametrize(
    "text",
    [
        "payments-api, ledger, nightly-report",
        "payments-api & ledger & nightly-report",
        "payments-api and ledger, and nightly-report?",
    ],
)
def test_each_of_a_list_is_asked_about(resolver: Resolver, text: str) -> None:
    found = [ref.rpartition("/")[2] for ref in _refs(resolver.resolve(text).candidates)]
    assert list(dict.fromkeys(found)) == ["payments-api", "ledger", "nightly-report"]


def test_never_offers_more_than_five(own_resolver: Resolver, database: Database) -> None:
    put(database, *(entity("Component", "web", namespace=f"team-{number}") for number in range(9)))

    assert len(own_resolver.resolve("web").candidates) == 5


def test_a_kind_that_is_asked_for_makes_it_clear(resolver: Resolver) -> None:
    assert _refs(resolver.resolve("checkout", kinds={"group"}).candidates) == ["group:default/checkout"]
    assert resolver.resolve("payments-api", kinds={"group"}).candidates == ()
    assert all(each.ref.kind == "group" for each in resolver.resolve("storefrnt", kinds={"group"}).suggestions)


def test_an_api_of_the_same_name_and_owner_is_the_components(own_resolver: Resolver, database: Database) -> None:
    put(
        database,
        entity("Component", "pay", owner="money"),
        entity("API", "pay"),
        entity("System", "pay", owner="money"),
    )

    assert _refs(own_resolver.resolve("pay").candidates) == ["component:default/pay"]


@pytest.mark.parametrize("text", ["paymnts-api", "payment api", "paymnts-api-7d9f8b6c5-x2x9k", "acme/paymnts-api"])
def test_suggests_what_a_typo_looks_like(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)

    assert resolution.candidates == ()
    assert resolution.suggestions[0].ref.name == "payments-api"
    assert {each.certainty for each in resolution.suggestions} == {Certainty.GUESS}
    assert len(resolution.suggestions) <= 5


def test_only_suggests_what_a_long_text_may_mention_by_accident(resolver: Resolver) -> None:
    text = "in the old days one would search for hours before anyone in commerce found the page"

    resolution = resolver.resolve(text)

    assert resolution.candidates == ()
    assert set(_refs(resolution.suggestions)) == {"component:default/search", "domain:default/commerce"}


def test_a_host_that_many_share_is_nobodys(own_resolver: Resolver, database: Database) -> None:
    shared = [
        entity("Component", f"app-{number}", links=[{"url": f"https://portal.acme.example/app-{number}"}])
        for number in range(20)
    ]
    put(database, *shared)

    assert own_resolver.resolve("https://portal.acme.example/unknown").candidates == ()
    assert _refs(own_resolver.resolve("https://portal.acme.example/app-7/home").candidates) == [
        "component:default/app-7"
    ]


def test_what_was_removed_is_not_found(own_resolver: Resolver, database: Database) -> None:
    put(database, entity("Component", "gone", annotations={"github.com/project-slug": "acme/gone"}))
    remove(database, "component:default/gone")

    for text in ("gone", "component:default/gone", "acme/gone"):
        assert own_resolver.resolve(text).candidates == ()


def test_a_present_name_beats_a_former_one(own_resolver: Resolver, database: Database) -> None:
    put(
        database,
        entity("Component", "billing", annotations={"callboard.io/former-names": "pay"}),
        entity("Component", "pay"),
    )

    assert _refs(own_resolver.resolve("pay").candidates) == ["component:default/pay"]


def test_finds_all_that_a_message_mentions(resolver: Resolver) -> None:
    text = (
        "Alice Winter says `checkout-6b7c8d9f4-bcd2x` cannot reach payments-api since"
        " https://github.com/acme/shop/blob/main/services/cart/src/total.ts changed, and money is lost"
    )

    found = resolver.find_all(text)

    assert [(str(each.ref), each.matched) for each in found] == [
        ("component:default/checkout", "checkout-6b7c8d9f4-bcd2x"),
        ("component:default/payments-api", "payments-api"),
        ("component:default/cart-service", "https://github.com/acme/shop/blob/main/services/cart/src/total.ts"),
    ]


def test_finds_no_more_than_asked_for(resolver: Resolver) -> None:
    assert len(resolver.find_all("payments-api log-agent auth-gateway", limit=2)) == 2
    assert resolver.find_all("nothing of ours") == ()
    assert resolver.find_all("") == ()


_ASKED_BY_KEY = {"name", "id", "repo", "pd", "email"}
_OWN_KEYS = [
    pytest.param(each, alias.key.partition(":")[2], id=f"{each.ref} {alias.key}")
    for each in COMPANY
    for alias in aliases_of(each)
    if alias.key.partition(":")[0] in _ASKED_BY_KEY
]


@pytest.mark.parametrize("meant, value", _OWN_KEYS)
def test_every_id_of_an_entity_finds_it(resolver: Resolver, meant: Entity, value: str) -> None:
    text = value.upper() if value.startswith("p") and value[-1].isdigit() else value

    assert str(meant.ref) in _refs(resolver.resolve(text, kinds={meant.ref.kind}).candidates)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.text(alphabet="a1-_./:@#<>|`'\"\\ \n\t\0\u202e", max_size=60)))
def test_no_text_is_too_odd_to_ask(resolver: Resolver, text: str) -> None:
    resolver.resolve(text)
    resolver.find_all(f"payments-api {text}")


_AROUND = st.text(alphabet=" \n\t.,;:!?\"'`()[]{}*~", max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(_AROUND, st.sampled_from(["payments-api", "acme/payments-api", "component:payments-api", "PPAY001"]), _AROUND)
def test_signs_around_the_words_change_nothing(resolver: Resolver, before: str, words: str, after: str) -> None:
    assert _refs(resolver.resolve(before + words + after).candidates) == ["component:default/payments-api"]


@pytest.fixture(params=["words", "names", "one word", "brackets", "slashes", "frames", "addresses"])
def enormous(request: pytest.FixtureRequest) -> str:
    """Far more text than Slack lets through."""
    texts: dict[str, str] = {
        "words": "the payments are late " * 4000,
        "names": " ".join(f"service-{number}" for number in range(8000)),
        "one word": "a-" * 40_000,
        "brackets": "<" * 40_000,
        "slashes": "a/" * 40_000,
        "frames": '  File "/srv/app/x.py", line 1, in f\n' * 2000,
        "addresses": "https://github.com/acme/a/blob/main/b/c/d/e.py " * 1500,
    }
    return texts[request.param]


def test_enormous_texts_are_read_in_part(resolver: Resolver, enormous: str) -> None:
    assert resolver.resolve(enormous).candidates == ()


def test_the_ends_of_an_enormous_text_count(resolver: Resolver) -> None:
    text = "x y z " * 20_000

    assert _refs(resolver.resolve(f"payments-api {text}").candidates) == [str(PAYMENTS_API.ref)]
    assert _refs(resolver.resolve(f"{text} payments-api").candidates) == [str(PAYMENTS_API.ref)]


def test_the_last_line_of_a_log_counts(resolver: Resolver) -> None:
    log = "".join(
        f"12:00:{n:03} INFO request-{n * n} path=/v{n}/orders/{n * 7} ip-10-0-{n}.compute\n" for n in range(90)
    )

    assert _refs(resolver.find_all(f"{log}12:01:00 ERROR payments-api is gone")) == [str(PAYMENTS_API.ref)]


def test_several_threads_may_ask_at_once(resolver: Resolver) -> None:
    found: list[bool] = []

    def ask() -> None:
        found.extend(resolver.resolve(text).is_clear for text in ("payments-api", "alice", "commerce") * 10)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 240


def test_says_so_when_the_database_is_away() -> None:
    away = Database("postgresql://callboard@127.0.0.1:9/none")

    with pytest.raises(DatabaseAwayError):
        Resolver(away, NameIndex(away)).resolve("payments-api")
