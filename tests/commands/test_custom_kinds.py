"""Kinds that a company declared are answered about like the built-in ones."""

import pytest

from catalog_store.database import Database
from tests.commands.asking import Somebody, read
from tests.support.catalog import entity, put


@pytest.fixture
def ana(owner: Somebody, filled: Database) -> Somebody:
    """Somebody whose company describes its datasets."""
    needs = ["component:payments-api", "resource:payments-db"]
    put(
        filled,
        entity(
            "Dataset", "sales-facts", title="Sales facts", owner="group:payments", system="checkout", dependsOn=needs
        ),
        entity("Dataset", "lost-facts", owner="group:gone", dependsOn=["dataset:nowhere"]),
    )
    return owner


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("owner sales facts", "Sales facts  ·  dataset\nOwner: Payments"),
        ("owner checkout", "1 dataset"),
        ("find sales", "Sales facts  `sales-facts`  ·  dataset · owned by Payments"),
        ("find kind:dataset", "2 things fit `kind:dataset`"),
        ("deps sales-facts", "Sales facts needs 2 things"),
        ("deps payments-api", "Sales facts (dataset)  ·  Payments"),
        ("team payments", "Datasets (1)  Sales facts"),
        ("me", "Datasets (1)  Sales facts"),
        ("here sales-facts", "the dataset Sales facts?"),
        ("health unknown-owners", "such as `dataset:default/lost-facts`"),
        ("health dangling", "nowhere (dataset)"),
        ("scorecard sales-facts", "Sales facts  ·  no level  ·  nothing judged"),
        ("docs sales-facts", "The catalog has no documents of Sales facts."),
    ],
)
def test_a_declared_kind_is_in_every_answer(ana: Somebody, words: str, told: str) -> None:
    assert told in read(ana.asks(words))
