"""What is known of code repositories: their facts, who is at work in them, and what each source has read of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text

from catalog_store.database import Database


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as its host tells of it. `number` is the host's own id, which outlives every rename.

    `head` is the default branch's commit; both are None where nothing was ever pushed. `committed_by` is a login, or a name
    where the host knows no login.
    """

    host: str
    number: int
    slug: str
    url: str
    default_branch: str | None
    head: str | None
    is_archived: bool
    is_fork: bool
    visibility: str
    topics: tuple[str, ...]
    language: str | None
    description: str | None
    pushed_at: datetime | None
    committed_at: datetime | None
    committed_by: str | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Who looks after a repository: its CODEOWNERS, and who committed how often in the last 90 days, most first."""

    codeowners_path: str | None = None
    codeowners: str | None = None
    committers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRepository:
    """A repository with what was found in it at its last reading."""

    repository: Repository
    upkeep: Upkeep
    former_slugs: tuple[str, ...]
    seen_at: datetime
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Read:
    """What a source has read of a repository: everything that `pattern` names at `head`, below `root`."""

    root: str
    head: str | None
    pattern: str


_COLUMNS = """
    host, number, slug, url, default_branch, head, is_archived, is_fork, visibility, topics, language, description,
    pushed_at, committed_at, committed_by, codeowners_path, codeowners, committers, former_slugs, seen_at, gone_at
"""
_SAVE = text(
    """
    INSERT INTO repositories (host, number, slug, url, default_branch, head, is_archived, is_fork, visibility, topics,
        language, description, pushed_at, committed_at, committed_by, seen_at)
    SELECT host, number, slug, url, default_branch, head, is_archived, is_fork, visibility, topics,
        language, description, pushed_at, committed_at, committed_by, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (host text, number bigint, slug text, url text, default_branch text,
        head text, is_archived boolean, is_fork boolean, visibility text, topics jsonb, language text, description text,
        pushed_at timestamptz, committed_at timestamptz, committed_by text)
    ON CONFLICT (host, number) DO UPDATE SET
        former_slugs = CASE WHEN lower(repositories.slug) <> lower(excluded.slug)
                AND NOT repositories.former_slugs ? lower(repositories.slug)
            THEN repositories.former_slugs || to_jsonb(lower(repositories.slug)) ELSE repositories.former_slugs END,
        slug = excluded.slug, url = excluded.url, default_branch = excluded.default_branch, head = excluded.head,
        is_archived = excluded.is_archived, is_fork = excluded.is_fork, visibility = excluded.visibility,
        topics = excluded.topics, language = excluded.language, description = excluded.description,
        pushed_at = excluded.pushed_at, committed_at = coalesce(excluded.committed_at, repositories.committed_at),
        committed_by = coalesce(excluded.committed_by, repositories.committed_by),
        seen_at = excluded.seen_at, gone_at = NULL
    """
)
_SAVE_UPKEEP = text(
    """
    UPDATE repositories SET codeowners_path = :path, codeowners = :codeowners, committers = CAST(:committers AS jsonb),
        facts_head = :head
    WHERE host = :host AND number = :number
    """
)
_SAVE_READS = text(
    """
    INSERT INTO repository_reads (source_id, host, number, root, head, pattern)
    SELECT :source, :host, number, root, head, pattern
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (number bigint, root text, head text, pattern text)
    ON CONFLICT (source_id, host, number) DO UPDATE SET
        root = excluded.root, head = excluded.head, pattern = excluded.pattern
    """
)


class Repositories:
    """The repositories of code hosts, as they were seen last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, repositories: Sequence[Repository], *, now: datetime) -> None:
        """Note what the host says now. A repository that has another name keeps the old one as a former one."""
        rows = json.dumps([_as_json(each) for each in repositories])
        with self._database.changing() as connection:
            connection.execute(_SAVE, {"rows": rows, "now": now})

    def save_upkeep(self, repository: Repository, upkeep: Upkeep) -> None:
        """Note who looks after it at its head."""
        values = {
            "path": upkeep.codeowners_path,
            "codeowners": upkeep.codeowners.replace("\0", "") if upkeep.codeowners else None,
            "committers": json.dumps(upkeep.committers),
            "head": repository.head,
            "host": repository.host,
            "number": repository.number,
        }
        with self._database.changing() as connection:
            connection.execute(_SAVE_UPKEEP, values)

    def mark_gone(self, host: str, numbers: Iterable[int], *, now: datetime) -> None:
        """Note that these are no longer there, or no longer shown to us."""
        with self._database.changing() as connection:
            connection.execute(
                text(
                    "UPDATE repositories SET gone_at = :now"
                    " WHERE host = :host AND number = ANY(:numbers) AND gone_at IS NULL"
                ),
                {"now": now, "host": host, "numbers": list(numbers)},
            )

    def find(self, slug: str, *, host: str | None = None) -> KnownRepository | None:
        """The repository that has this name now, or else had it last; `owner/name` in any case. At any host, if none is said."""
        with self._database.reading() as connection:
            row = connection.execute(
                text(
                    f"SELECT {_COLUMNS} FROM repositories"  # noqa: S608  # constants
                    " WHERE (lower(slug) = :slug OR former_slugs ? :slug) AND (CAST(:host AS text) IS NULL OR host = :host)"
                    " ORDER BY (lower(slug) = :slug) DESC, (gone_at IS NULL) DESC, seen_at DESC LIMIT 1"
                ),
                {"slug": slug.lower(), "host": host},
            ).one_or_none()
        return _known(row) if row else None

    def slugs_of(self, owner: str, *, host: str, limit: int) -> tuple[str, ...]:
        """What repositories that are still there are or were called while they were this owner's, the last seen first."""
        with self._database.reading() as connection:
            return tuple(
                connection.execute(
                    text(
                        "SELECT name FROM repositories r CROSS JOIN LATERAL ("
                        "SELECT lower(r.slug) UNION ALL SELECT jsonb_array_elements_text(r.former_slugs)) AS names (name)"
                        " WHERE host = :host AND gone_at IS NULL AND starts_with(name, :below)"
                        " ORDER BY seen_at DESC, name LIMIT :limit"
                    ),
                    {"host": host, "below": f"{owner.lower()}/", "limit": limit},
                ).scalars()
            )

    def undescribed(self, *, limit: int = 1000) -> tuple[KnownRepository, ...]:
        """Repositories that nothing in the catalog belongs to and no file describes, not even a faulty one.

        The most lively first; no forks, nothing archived or empty.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                text(
                    f"""
                    SELECT {_COLUMNS} FROM repositories r
                    WHERE gone_at IS NULL AND NOT is_archived AND NOT is_fork AND head IS NOT NULL
                        AND NOT EXISTS (
                            SELECT FROM aliases a JOIN entities e ON e.id = a.entity_id
                            WHERE a.key = 'repo:' || lower(r.slug) AND e.removed_at IS NULL
                        )
                        AND NOT EXISTS (
                            SELECT FROM files f
                            WHERE substring(f.location FROM '^url:https?://[^/]+/[^/]+/[^/]+') = 'url:' || r.url
                        )
                    ORDER BY pushed_at DESC NULLS LAST, lower(slug) LIMIT :limit
                    """  # noqa: S608  # constants
                ),
                {"limit": limit},
            )
            return tuple(map(_known, rows))

    def has_files(self, repository: Repository) -> bool:
        """Whether descriptors were read in it, be they faulty."""
        with self._database.reading() as connection:
            return (
                connection.execute(
                    text("SELECT FROM files WHERE starts_with(location, :root) LIMIT 1"),
                    {"root": f"url:{repository.url}/"},
                ).one_or_none()
                is not None
            )

    def with_codeowners(self, slugs: Sequence[str]) -> tuple[KnownRepository, ...]:
        """Those of these repositories that have a CODEOWNERS file, also under names that they had."""
        with self._database.reading() as connection:
            rows = connection.execute(
                text(
                    f"SELECT {_COLUMNS} FROM repositories"  # noqa: S608  # constants
                    " WHERE (lower(slug) = ANY(:slugs) OR former_slugs ?| CAST(:slugs AS text[]))"
                    " AND codeowners IS NOT NULL AND gone_at IS NULL"
                ),
                {"slugs": [slug.lower() for slug in slugs]},
            )
            return tuple(map(_known, rows))

    def reads(self, source: str, host: str) -> dict[int, Read]:
        """What the source has read of each repository, by its number."""
        with self._database.reading() as connection:
            rows = connection.execute(
                text(
                    "SELECT number, root, head, pattern FROM repository_reads WHERE source_id = :source AND host = :host"
                ),
                {"source": source, "host": host},
            )
            return {row.number: Read(row.root, row.head, row.pattern) for row in rows}

    def save_reads(self, source: str, host: str, reads: Mapping[int, Read], *, forgotten: Iterable[int] = ()) -> None:
        """Note what has been read and merged. Where the source itself is not known, nothing was merged, and nothing is noted."""
        rows = [{"number": number, "root": r.root, "head": r.head, "pattern": r.pattern} for number, r in reads.items()]
        with self._database.changing() as connection:
            is_known = connection.execute(text("SELECT 1 FROM sources WHERE id = :id"), {"id": source}).first()
            if not is_known:
                return
            connection.execute(_SAVE_READS, {"source": source, "host": host, "rows": json.dumps(rows)})
            connection.execute(
                text(
                    "DELETE FROM repository_reads WHERE source_id = :source AND host = :host AND number = ANY(:numbers)"
                ),
                {"source": source, "host": host, "numbers": list(forgotten)},
            )

    def revisions(self, source: str) -> dict[str, str | None]:
        """The files of a source by location, with what their host called them when they were read."""
        with self._database.reading() as connection:
            rows = connection.execute(
                text("SELECT location, revision FROM files WHERE source_id = :source"), {"source": source}
            )
            return {row.location: row.revision for row in rows}


def _as_json(each: Repository) -> dict[str, object]:
    return {
        "host": each.host,
        "number": each.number,
        "slug": each.slug,
        "url": each.url,
        "default_branch": each.default_branch,
        "head": each.head,
        "is_archived": each.is_archived,
        "is_fork": each.is_fork,
        "visibility": each.visibility,
        "topics": each.topics,
        "language": each.language,
        "description": each.description.replace("\0", "") if each.description else None,
        "pushed_at": each.pushed_at.isoformat() if each.pushed_at else None,
        "committed_at": each.committed_at.isoformat() if each.committed_at else None,
        "committed_by": each.committed_by,
    }


def _known(row: Row[tuple[object, ...]]) -> KnownRepository:
    repository = Repository(
        row.host, row.number, row.slug, row.url, row.default_branch, row.head, row.is_archived, row.is_fork,
        row.visibility, tuple(row.topics), row.language, row.description, row.pushed_at, row.committed_at, row.committed_by,
    )  # fmt: skip
    committers = tuple((login, count) for login, count in row.committers)
    upkeep = Upkeep(row.codeowners_path, row.codeowners, committers)
    return KnownRepository(repository, upkeep, tuple(row.former_slugs), row.seen_at, row.gone_at)
