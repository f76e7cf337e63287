"""Takes the pictures of the documentation: `python -m tests.pictures` starts the sample company and photographs the page.

Names after it are those of the pictures to be taken.
"""

import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.support.github import GitHub
from tests.support.kubernetes import Deployed, TestCluster
from tests.support.kubernetes.cluster import TOKEN
from tests.support.kubernetes.objects import Json, stamp
from tests.support.kubernetes.scenes import all_well, image_missing, stuck, whole_team

_PATHS = Path(__file__).parent / "support" / "paths"
FOLDER = Path(__file__).parents[1] / "docs" / "images"
#: Larger ones make the repository heavy and the page slow.
LARGEST = 200_000

_CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
_ADDRESS = re.compile(r"Open (http://\S+)")
#: Milliseconds for anything to be there: nobody waits for this but the one who takes the pictures.
_PATIENCE = 120_000
_WIDE = ViewportSize(width=1280, height=800)
_PHONE = ViewportSize(width=390, height=844)


#: What the company's process is told by its environment, for as long as it runs.
Surroundings = Callable[[], AbstractContextManager[Mapping[str, str]]]


@contextmanager
def _alone() -> Iterator[Mapping[str, str]]:
    """Nothing else is there."""
    yield {}


@contextmanager
def _with_golden_paths() -> Iterator[Mapping[str, str]]:
    """A GitHub on which repositories can be made, and a golden path that makes one."""
    with GitHub() as github, tempfile.TemporaryDirectory(prefix="callboard-pictures-") as folder:
        github.repository("ternholm/platform", files={"README.md": "# Platform"})
        config = Path(folder) / "app-config.yaml"
        config.write_text(f"callboard: {{goldenPaths: [{_PATHS}]}}\n", encoding="utf-8")
        token = github.owner_token("ternholm")
        yield {"GITHUB_TOKEN": token, "GITHUB_API_URL": github.api_url, "CALLBOARD_CONFIG": str(config)}


@contextmanager
def _on_report_day() -> Iterator[Mapping[str, str]]:
    """Reports are due today, since midnight."""
    with tempfile.TemporaryDirectory(prefix="callboard-pictures-") as folder:
        config = Path(folder) / "app-config.yaml"
        today = f"{datetime.now(UTC):%A}"
        config.write_text(f"callboard: {{reports: {{day: {today}, hour: 0}}}}\n", encoding="utf-8")
        yield {"CALLBOARD_CONFIG": str(config)}


@contextmanager
def _with_cluster() -> Iterator[Mapping[str, str]]:
    """A cluster on which one pod of the Payments API crashes since its last version, and one that cannot be reached."""
    now = datetime.now(UTC)
    crashed = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": stamp(now - timedelta(minutes=3))}}
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    labels = {"app.kubernetes.io/name": "payments-api"}
    image = "ghcr.io/ternholm/payments-api"
    running = Deployed("payments-api", image=f"{image}:2.31.0", labels=labels, at=now - timedelta(minutes=52))
    running.had(8, f"{image}:2.30.4", now - timedelta(days=2)).fails(1, restarts=6, state=waiting, last=crashed)
    with TestCluster() as cluster, tempfile.TemporaryDirectory(prefix="callboard-pictures-") as folder:
        cluster.put(running.resources())
        ca = base64.b64encode(cluster.ca.encode()).decode()
        config = Path(folder) / "app-config.yaml"
        config.write_text(_CLUSTERS.format(url=cluster.url, token=TOKEN, ca=ca), encoding="utf-8")
        yield {"CALLBOARD_CONFIG": str(config)}


def _running(scene: Callable[[datetime], list[Json]]) -> Surroundings:
    """A cluster on which this runs."""

    @contextmanager
    def surroundings() -> Iterator[Mapping[str, str]]:
        with TestCluster() as cluster, tempfile.TemporaryDirectory(prefix="callboard-pictures-") as folder:
            cluster.put(scene(datetime.now(UTC)))
            ca = base64.b64encode(cluster.ca.encode()).decode()
            config = Path(folder) / "app-config.yaml"
            config.write_text(_CLUSTER.format(url=cluster.url, token=TOKEN, ca=ca), encoding="utf-8")
            yield {"CALLBOARD_CONFIG": str(config)}

    return surroundings


_CLUSTER = """
kubernetes:
  clusterLocatorMethods:
    - type: config
      clusters: [{{name: north, url: '{url}', serviceAccountToken: {token}, caData: {ca}}}]
callboard:
  environments: {{north: production}}
"""
_CLUSTERS = """
kubernetes:
  clusterLocatorMethods:
    - type: config
      clusters:
        - {{name: north, url: '{url}', serviceAccountToken: {token}, caData: {ca}}}
        - {{name: south, url: 'https://127.0.0.1:9', serviceAccountToken: {token}, caData: {ca}}}
callboard:
  environments: {{north: production, south: staging}}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which place on how large a screen, and what they do there first."""

    name: str
    person: str
    place: str
    act: Callable[[Page], None]
    viewport: ViewportSize
    surroundings: Surroundings = _alone


def main() -> int:
    """Take every picture, and tell how large each is."""
    if _CHROMIUM is None:
        sys.stderr.write("There is no Chromium on this machine: `apt-get install chromium` brings it.\n")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        wanted = [picture for picture in ALL if picture.name in sys.argv[1:] or not sys.argv[1:]]
        sizes = [_take(picture, browser) for picture in wanted]
        browser.close()
    return 0 if max(sizes) <= LARGEST else 1


def _take(picture: Picture, browser: Browser) -> int:
    """Photograph one screen. Each picture has a company of its own, so that none shows what another one did."""
    place = FOLDER / f"{picture.name}.png"
    with picture.surroundings() as variables, _company(variables) as address:
        page = browser.new_page(viewport=picture.viewport)
        page.set_default_timeout(_PATIENCE)
        page.goto(address)
        expect(page.get_by_role("article").first).to_be_visible()
        _be(page, picture.person)
        _go_to(page, picture.place)
        picture.act(page)
        page.mouse.move(0, 0)  # nothing looks hovered over
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=place, animations="disabled", caret="hide")
        page.close()
    size = place.stat().st_size
    sys.stdout.write(f"{place.relative_to(FOLDER.parents[1])}  {size // 1000} kB\n")
    return size


@contextmanager
def _company(variables: Mapping[str, str]) -> Iterator[str]:
    """`callboard try` as anybody starts it; gives the page's address."""
    foreign = ("SLACK_", "DATABASE_", "CALLBOARD_", "GITHUB_")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    with tempfile.TemporaryDirectory(prefix="callboard-pictures-") as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "try", "--port", "0"],
            env={**ours, **variables, "CALLBOARD_HOME": home, "CALLBOARD_LISTEN": "127.0.0.1:0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.communicate(timeout=120)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return found[1]
    raise RuntimeError("`callboard try` ended before it told its address.")


def _be(page: Page, name: str) -> None:
    chooser = page.get_by_role("combobox", name="I am")
    chosen = chooser.get_by_role("option").filter(has_text=name).first.get_attribute("value")
    chooser.select_option(value=str(chosen))
    # A link of the person before would make us that person again.
    expect(page.locator(f"a[href*='as={chosen}']").first).to_be_attached()


def _go_to(page: Page, place: str) -> None:
    menu = page.get_by_role("button", name="Show channels")
    if menu.is_visible():
        menu.click()
    named = re.compile(rf"^\W*{re.escape(place)}$")
    page.get_by_role("navigation", name="Channels and direct messages").get_by_role("link", name=named).click()
    expect(page.get_by_role("main")).to_contain_text(place)


def _say(page: Page, text: str) -> None:
    field = page.get_by_role("main").get_by_role("combobox")
    field.fill(text)
    field.press("Enter")


def _last(page: Page) -> Locator:
    return page.get_by_role("article").last


def _ask(text: str, sign: str) -> Callable[[Page], None]:
    """Type a slash command, and wait until its answer says `sign`."""

    def act(page: Page) -> None:
        _say(page, text)
        expect(_last(page)).to_contain_text("Only visible to you")
        expect(_last(page)).to_contain_text(sign)

    return act


def _mention(page: Page) -> None:
    """Mention the bot, and open the thread in which it answers."""
    _say(page, "@Callboard who owns ledger?")
    page.get_by_role("button", name=re.compile("1 reply")).last.click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text("Exact match")


def _find_in_message(page: Page) -> None:
    """Choose "Find the owner" in the menu of an alert."""
    alert = page.get_by_role("article").filter(has_text="PodCrashLooping").first
    alert.hover()
    alert.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Find the owner").click()
    expect(_last(page)).to_contain_text("Only visible to you")
    expect(_last(page)).to_contain_text("Payments API")


def _open_form(page: Page) -> Locator:
    """Open the form of the golden path and fill in its first page."""
    _say(page, "/golden-path web-service")
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("berth-planner")
    form.get_by_label("What it does").fill("Plans which ship lies where.")
    return form


def _fill_form(page: Page) -> None:
    expect(_open_form(page)).to_contain_text("Page 1 of 2")


def _preview(page: Page) -> None:
    """Go on to the preview."""
    form = _open_form(page)
    form.get_by_role("button", name="Next").click()
    form.get_by_role("button", name="Preview").click()
    expect(form).to_contain_text("This is what would happen.")


def _run(page: Page) -> None:
    """Start it, and wait until it is done."""
    _preview(page)
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Start").click()
    expect(form).to_contain_text("has begun")
    form.get_by_role("button", name="Close").last.click()
    expect(_last(page)).to_contain_text("4 of 4 steps", timeout=60_000)


def _await_report(sign: str) -> Callable[[Page], None]:
    """Wait until a report comes by itself: reports are looked for once a minute, and spread over five."""

    def act(page: Page) -> None:
        report = page.get_by_role("article").filter(has_text=sign).last
        expect(report).to_be_visible(timeout=400_000)
        report.evaluate("each => each.scrollIntoView({block: 'start'})")

    return act


def _open_home(page: Page) -> None:
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("You are in")


ALL = (
    Picture("answer", "Ana Duarte", "payments", _ask("/owner payments-api", "On call"), _WIDE),
    Picture("answer-on-a-phone", "Ana Duarte", "payments", _ask("/owner payments-api", "On call"), _PHONE),
    Picture("answer-in-a-thread", "Bilal Rahimi", "inc-2041-payments", _mention, _WIDE),
    Picture("which-one", "Mei Tanaka", "booking", _ask("/owner feature-flags", "Which one?"), _WIDE),
    Picture("nobody-owns-it", "Yusuf Demir", "help-platform", _ask("/owner fax-gateway", "Claim"), _WIDE),
    Picture("home", "Ana Duarte", "Callboard", _open_home, _WIDE),
    Picture("golden-path-form", "Ana Duarte", "payments", _fill_form, _WIDE, _with_golden_paths),
    Picture("golden-path-preview", "Ana Duarte", "payments", _preview, _WIDE, _with_golden_paths),
    Picture("golden-path-run", "Ana Duarte", "payments", _run, _WIDE, _with_golden_paths),
    Picture("digest", "Ana Duarte", "payments", _await_report("scorecard of"), _WIDE, _on_report_day),
    Picture("scorecard", "Ana Duarte", "payments", _ask("/callboard scorecard card-vault", "cheapest first"), _WIDE),
    Picture("stale-ownership", "Ingrid", "sailings", _ask("/callboard stale crew-apps", "may no longer"), _WIDE),
    Picture("status", "Bilal Rahimi", "inc-2041-payments", _ask("/deploys", "keeps crashing"), _WIDE, _with_cluster),
    Picture(
        "status-well", "Ana Duarte", "payments", _ask("/deploys payments-api", "4 of 4"), _WIDE, _running(all_well)
    ),
    Picture(
        "status-image",
        "Ana Duarte",
        "payments",
        _ask("/deploys payments-api", "pulled"),
        _WIDE,
        _running(image_missing),
    ),
    Picture("status-stuck", "Ana Duarte", "payments", _ask("/deploys payments-api", "Stuck"), _WIDE, _running(stuck)),
    Picture(
        "status-team", "Ana Duarte", "payments", _ask("/deploys team:payments", "crashing"), _WIDE, _running(whole_team)
    ),
    Picture("find-the-owner", "Bilal Rahimi", "inc-2041-payments", _find_in_message, _WIDE),
)

if __name__ == "__main__":
    sys.exit(main())
