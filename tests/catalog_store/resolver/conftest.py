"""One catalog with the small company for all tests that only ask."""

from collections.abc import Iterator

import pytest

from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.resolver import Resolver
from tests.catalog_store.resolver.company import COMPANY
from tests.support.catalog import put
from tests.support.databases import copied_database


@pytest.fixture(scope="package")
def company(_template: str) -> Iterator[Database]:
    """The company's database. Tests leave it as it is."""
    with copied_database(_template) as url:
        database = Database(url)
        put(database, *COMPANY)
        yield database
        database.close()


@pytest.fixture(scope="package")
def resolver(company: Database) -> Resolver:
    """A resolver of the company's things."""
    return Resolver(company, NameIndex(company))
