"""Skeletons become trees as `fetch:template` makes them, and plain copies as `fetch:plain` makes them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from golden_paths.expressions import ExpressionError, Limits
from golden_paths.skeleton import SkeletonError, SkeletonOptions, Skipped, TreeLimits, copy_tree, render_tree

Tree = Mapping[str, str | bytes]
VALUES = {"name": "payments", "off": False, "folder": "src/main", "list": ["a", "b"]}


def laid_out(folder: Path, files: Tree) -> Path:
    """A folder with these files; a name that ends with `/` is an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        place = folder / name
        if name.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def found(folder: Path) -> dict[str, str | bytes]:
    """The files of a folder with what is in them; bytes where that is no text."""
    files: dict[str, str | bytes] = {}
    for place in sorted(folder.rglob("*")):
        if place.is_file():
            content = place.read_bytes()
            try:
                files[place.relative_to(folder).as_posix()] = content.decode()
            except UnicodeDecodeError:
                files[place.relative_to(folder).as_posix()] = content
    return files


def rendered(
    tmp_path: Path, files: Tree, values: Mapping[str, Any] = VALUES, *, existing: Tree | None = None, **options: Any
) -> dict[str, str | bytes]:
    source, target = laid_out(tmp_path / "skeleton", files), laid_out(tmp_path / "workspace", existing or {})
    render_tree(source, target, values, SkeletonOptions(**options))
    return found(target)


def test_names_and_contents_are_rendered_with_dot_files_and_folders(tmp_path: Path) -> None:
    skeleton = {
        "${{ values.name }}.txt": "I am ${{ values.name }}.\n",
        ".github/${{ values.name }}.yml": "on: push",
        "src/${{ values.name }}/main.py": "# ${{ values.name | upper }}",
    }

    assert rendered(tmp_path, skeleton) == {
        "payments.txt": "I am payments.\n",
        ".github/payments.yml": "on: push",
        "src/payments/main.py": "# PAYMENTS",
    }


def test_a_name_that_renders_to_nothing_takes_all_below_along(tmp_path: Path) -> None:
    skeleton = {
        "{% if values.off %}gone{% endif %}/x": "1",
        "a/{% if values.off %}gone{% endif %}/deeper/x": "2",
        "d/{% if values.off %}k{% endif %}": "3",
        "{% if values.off %}gone.txt{% endif %}": "4",
        "kept": "5",
    }

    assert rendered(tmp_path, skeleton) == {"kept": "5"}


def test_what_was_skipped_is_told(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "skeleton", {"{% if values.off %}x{% endif %}": "", "there": "new"})
    target = laid_out(tmp_path / "workspace", {"there": "old"})

    written = render_tree(source, target, VALUES)

    assert written.files == ()
    assert written.skipped == (
        Skipped("there", "there exists already"),
        Skipped("{% if values.off %}x{% endif %}", "its name renders to nothing"),
    )


def test_a_slash_in_a_value_makes_folders(tmp_path: Path) -> None:
    assert rendered(tmp_path, {"${{ values.folder }}/x": "1"}) == {"src/main/x": "1"}


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "..", "a/../../x", "../workspace2/x"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, hostile: str) -> None:
    with pytest.raises(SkeletonError, match="leads out of the target"):
        rendered(tmp_path, {"${{ values.x }}": "1"}, {"x": hostile})

    assert not (tmp_path / "x").exists()


def test_an_absolute_name_is_skipped_as_backstage_does(tmp_path: Path) -> None:
    assert rendered(tmp_path, {"${{ values.x }}": "1"}, {"x": "/etc/passwd"}) == {}


def test_a_slash_within_an_expression_breaks_the_name_and_fails(tmp_path: Path) -> None:
    with pytest.raises(ExpressionError, match="never closed"):
        rendered(tmp_path, {"${{ values.list | join('/') }}": "1"})


@pytest.mark.parametrize("hostile", ["a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused_in_words(tmp_path: Path, hostile: str) -> None:
    with pytest.raises(SkeletonError, match=r"NUL character|too long"):
        rendered(tmp_path, {"${{ values.x }}": "1"}, {"x": hostile})


def test_what_exists_is_left_alone_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    skeleton, existing = {"there": "new", "more": "new"}, {"there": "old"}

    assert rendered(tmp_path / "1", skeleton, existing=existing) == {"there": "old", "more": "new"}
    assert rendered(tmp_path / "2", skeleton, existing=existing, replace=True) == {"there": "new", "more": "new"}


def test_of_two_entries_with_the_same_name_the_first_one_stays(tmp_path: Path) -> None:
    assert rendered(tmp_path, {"${{ values.name }}": "1", "payments": "2"}) == {"payments": "1"}


@pytest.mark.parametrize(
    "patterns, raw",
    [
        (("d",), {"d/a.yml", "d/e/b.yml"}),
        (("d/",), {"d/a.yml", "d/e/b.yml"}),
        (("*.yml",), {"top.yml"}),
        (("**/*.yml",), {"top.yml", "d/a.yml", "d/e/b.yml"}),
        (("d/**",), {"d/a.yml", "d/e/b.yml"}),
        (("d/*.yml",), {"d/a.yml"}),
        (("{top,nope}.yml",), {"top.yml"}),
        (("**/*.yml", "!d/e/**"), {"top.yml", "d/a.yml"}),
        (("./top.yml",), set()),
        (("/top.yml",), set()),
        (("nope",), set()),
        (("./d",), {"d/a.yml", "d/e/b.yml"}),
        (("",), {"top.yml", "d/a.yml", "d/e/b.yml", "other"}),
    ],
)
def test_contents_of_named_files_stay_raw_while_their_names_are_rendered(
    tmp_path: Path, patterns: tuple[str, ...], raw: set[str]
) -> None:
    skeleton = dict.fromkeys(("top.yml", "d/a.yml", "d/e/b.yml", "other"), "${{ values.name }}")

    files = rendered(tmp_path, skeleton, copy_without_templating=patterns)

    assert {name for name, content in files.items() if content == "${{ values.name }}"} == raw


def test_the_names_of_raw_files_are_rendered(tmp_path: Path) -> None:
    skeleton = {".github/workflows/${{ values.name }}.yml": "x: ${{ github.sha }} ${{ hashFiles('x') }}"}

    files = rendered(tmp_path, skeleton, copy_without_templating=(".github/workflows",))

    assert files == {".github/workflows/payments.yml": "x: ${{ github.sha }} ${{ hashFiles('x') }}"}


@pytest.mark.parametrize("pattern", ["+(a|b)*", "{1..100000}", "x" * 2000])
def test_a_pattern_that_cannot_be_used_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(SkeletonError, match="copyWithoutTemplating"):
        rendered(tmp_path, {"a": ""}, copy_without_templating=(pattern,))


def test_only_files_with_the_ending_are_rendered_and_lose_it(tmp_path: Path) -> None:
    skeleton = {
        "a.txt.njk": "${{ values.name }}",
        "${{ values.name }}.txt": "${{ values.name }}",
        ".njk": "${{ values.name }}",
        "b.j2": "${{ values.name }}",
    }

    by_default = rendered(tmp_path / "1", skeleton, template_file_extension=True)
    by_name = rendered(tmp_path / "2", skeleton, template_file_extension="j2")

    assert by_default == {
        "a.txt": "payments", "payments.txt": "${{ values.name }}", ".njk": "${{ values.name }}", "b.j2": "${{ values.name }}",
    }  # fmt: skip
    assert by_name["b"] == "payments"
    assert by_name["a.txt.njk"] == "${{ values.name }}"


def test_without_the_option_files_with_such_endings_are_rendered_and_keep_them(tmp_path: Path) -> None:
    assert rendered(tmp_path, {"a.njk": "${{ values.name }}", "b.j2": "${{ values.name }}"}) == {
        "a.njk": "payments",
        "b.j2": "payments",
    }


@pytest.mark.parametrize("other", [{"copy_without_templating": ("x",)}, {"cookiecutter": True}])
def test_the_ending_stands_alone(other: dict[str, Any]) -> None:
    with pytest.raises(SkeletonError, match="templateFileExtension"):
        SkeletonOptions(template_file_extension=True, **other)


@pytest.mark.parametrize(
    "content",
    [
        b"\x00${{ values.name }}",
        b"\x89PNG\r\n\x1a\n\x00\x00${{ values.name }}",
        "éé ${{ values.name }} é".encode("latin-1"),
        "${{ values.name }}".encode("utf-16"),
        b"%PDF-1.7 ${{ values.name }}",
    ],
)
def test_binary_files_are_copied_as_they_are(tmp_path: Path, content: bytes) -> None:
    source = laid_out(tmp_path / "skeleton", {"x": content})

    render_tree(source, tmp_path / "workspace", VALUES)

    assert (tmp_path / "workspace" / "x").read_bytes() == content


@pytest.mark.parametrize(
    "content, text",
    [
        (b"a long text with one bad byte \xff in it, ${{ values.name }}", "a long text with one bad byte � in it, payments"),
        (b"\xff\xfe a text behind the mark of another encoding, ${{ values.name }}",
         "�� a text behind the mark of another encoding, payments"),
        (b"\xef\xbb\xbf${{ values.name }}", "\ufeffpayments"),
        ("ünï ${{ values.name }} 😀".encode(), "ünï payments 😀"),
        (b"", ""),
        (b"a\r\n${{ values.name }}\r\n\r\n", "a\r\npayments\r\n\r\n"),
    ],
)  # fmt: skip
def test_text_is_rendered_and_keeps_its_line_ends(tmp_path: Path, content: bytes, text: str) -> None:
    source = laid_out(tmp_path / "skeleton", {"x": content})

    render_tree(source, tmp_path / "workspace", VALUES)

    assert (tmp_path / "workspace" / "x").read_bytes().decode() == text


def test_a_signature_without_a_nul_is_text(tmp_path: Path) -> None:
    content = b"\x89PNG\r\n a text that only begins like a picture, for the name's sake: ${{ values.name }}"
    source = laid_out(tmp_path / "skeleton", {"x": content})

    render_tree(source, tmp_path / "workspace", VALUES)

    assert (tmp_path / "workspace" / "x").read_text().endswith("sake: payments")


def test_blocks_are_trimmed_when_asked(tmp_path: Path) -> None:
    skeleton = {"x": "  {% if true %}\n  a\n  {% endif %}\nb\n"}

    assert rendered(tmp_path / "1", skeleton) == {"x": "  \n  a\n  \nb\n"}
    assert rendered(tmp_path / "2", skeleton, trim_blocks=True, lstrip_blocks=True) == {"x": "  a\nb\n"}


def test_cookiecutter_templates_are_understood(tmp_path: Path) -> None:
    text = "{{ cookiecutter.list | jsonify }} {% for k, v in cookiecutter.items() %}{{ k }} {% endfor %}"
    skeleton = {"{{ cookiecutter.name }}.txt": text}

    files = rendered(tmp_path, skeleton, {"name": "x", "list": [1]}, cookiecutter=True)

    assert files == {"x.txt": "[1] name list "}


def test_file_modes_are_kept(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "skeleton", {"run.sh": "${{ values.name }}", "tool": b"\0", "plain": "x"})
    for name in ("run.sh", "tool"):
        (source / name).chmod(0o755)

    render_tree(source, tmp_path / "workspace", VALUES)

    modes = {name: (tmp_path / "workspace" / name).stat().st_mode & 0o111 for name in ("run.sh", "tool", "plain")}
    assert modes == {"run.sh": 0o111, "tool": 0o111, "plain": 0}


def test_one_file_that_fails_fails_the_run_and_is_named_with_its_line(tmp_path: Path) -> None:
    skeleton = {"a": "fine", ".github/ci.yml": "on: push\nenv:\n  X: ${{ env.A && env.B }}\n"}

    with pytest.raises(ExpressionError) as caught:
        rendered(tmp_path, skeleton)

    assert str(caught.value) == (
        ".github/ci.yml:3: `&&` means nothing in an expression. Write `and`. If it belongs to GitHub Actions, wrap it in"
        " `{% raw %}` and `{% endraw %}`, or name the file in `copyWithoutTemplating`."
    )


@pytest.mark.parametrize(
    "text, result",
    [
        ("x: ${{ github.sha }}", "x: "),
        ("${{ matrix.node-version }}", "NaN"),
        ("{% raw %}${{ a && b }}{% endraw %}", "${{ a && b }}"),
    ],
)
def test_what_looks_like_github_actions_is_rendered_all_the_same(tmp_path: Path, text: str, result: str) -> None:
    assert rendered(tmp_path, {"ci.yml": text}) == {"ci.yml": result}


def test_a_skeleton_that_is_a_file_or_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")

    for source in (file, tmp_path / "nope"):
        with pytest.raises(SkeletonError, match="no such folder"):
            render_tree(source, tmp_path / "workspace", {})


def test_a_plain_copy_takes_bytes_and_overwrites(tmp_path: Path) -> None:
    skeleton: Tree = {"${{ values.name }}/x": "${{ values.name }}", ".y": b"\xff\0", "empty/": ""}
    source, target = laid_out(tmp_path / "skeleton", skeleton), laid_out(tmp_path / "workspace", {".y": "old"})

    written = copy_tree(source, target)

    assert found(target) == {"${{ values.name }}/x": "${{ values.name }}", ".y": b"\xff\0"}
    assert set(written.files) == {"${{ values.name }}/x", ".y"}


@pytest.mark.parametrize("leads_to", ["/etc/passwd", "../../secret", ".."])
def test_a_link_that_leads_out_of_the_skeleton_is_refused(tmp_path: Path, leads_to: str) -> None:
    source = laid_out(tmp_path / "skeleton", {"d/x": ""})
    (source / "d" / "link").symlink_to("../" + leads_to if leads_to != "/etc/passwd" else leads_to)

    with pytest.raises(SkeletonError, match=r"d/link: This symbolic link leads out"):
        render_tree(source, tmp_path / "1", {})
    with pytest.raises(SkeletonError, match=r"d/link: This symbolic link leads out"):
        copy_tree(source, tmp_path / "2")


def test_a_link_within_the_skeleton_stays_a_link(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "skeleton", {"d/x": "1"})
    (source / "link").symlink_to("d/x")

    render_tree(source, tmp_path / "workspace", {})

    assert (tmp_path / "workspace" / "link").readlink() == Path("d/x")


def test_a_link_in_the_workspace_leads_nothing_out_of_it(tmp_path: Path) -> None:
    outside = laid_out(tmp_path / "outside", {"x": "precious"})
    target = laid_out(tmp_path / "workspace", {})
    (target / "d").symlink_to(outside)
    (target / "y").symlink_to(outside / "x")
    source = laid_out(tmp_path / "skeleton", {"d/x": "taken", "y": "taken"})

    with pytest.raises(SkeletonError, match="leads out of the target"):
        render_tree(source, target, {}, SkeletonOptions(replace=True))
    (target / "d").unlink()
    render_tree(source, target, {}, SkeletonOptions(replace=True))

    assert found(outside) == {"x": "precious"}
    assert found(target) == {"d/x": "taken", "y": "taken"}


def test_what_is_neither_file_nor_folder_is_refused(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "skeleton", {})
    os.mkfifo(source / "pipe")

    with pytest.raises(SkeletonError, match="neither a file nor a folder"):
        render_tree(source, tmp_path / "workspace", {})


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    with pytest.raises(SkeletonError, match=r"d/x: This cannot be written"):
        rendered(tmp_path, {"d/x": "1"}, existing={"d": "a file"})


@pytest.mark.parametrize(
    "limits, problem",
    [
        (TreeLimits(files=2), "more than 2 files"),
        (TreeLimits(size=5), "more than 5 bytes"),
        (TreeLimits(rendering=Limits(characters=20)), "more than 20 characters"),
    ],
)
def test_a_tree_has_limits(tmp_path: Path, limits: TreeLimits, problem: str) -> None:
    source = laid_out(
        tmp_path / "skeleton", {"a": "${{ values.name }}", "b": "${{ values.name }}", "c": "${{ values.name }}"}
    )

    with pytest.raises(ExpressionError, match=problem):
        render_tree(source, tmp_path / "workspace", VALUES, limits=limits)


def test_hostile_values_stay_data_in_names_and_contents(tmp_path: Path) -> None:
    values = {"x": "${{ 7*7 }}", "y": "a\nb: {% if %}"}

    files = rendered(tmp_path, {"${{ values.x }}.txt": "${{ values.x }}|${{ values.y }}"}, values)

    assert files == {"${{ 7*7 }}.txt": "${{ 7*7 }}|a\nb: {% if %}"}


def test_a_skeleton_cannot_change_the_values_for_its_other_files(tmp_path: Path) -> None:
    skeleton = {"a": "${{ values.list.push('c') }}", "b": "${{ values.list }}"}

    assert rendered(tmp_path, skeleton) == {"a": "3", "b": "a,b"}


def test_a_rendering_can_be_broken_off_between_two_files(tmp_path: Path) -> None:
    (tmp_path / "skeleton").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "skeleton" / name).write_text(name)
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise SkeletonError("Ana cancelled it.")

    with pytest.raises(SkeletonError, match="Ana cancelled it"):
        render_tree(tmp_path / "skeleton", tmp_path / "made", {}, check=check)
    assert sorted(place.name for place in (tmp_path / "made").iterdir()) == ["a", "b"]
