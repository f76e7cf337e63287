// The page: who one is, where one is, and reading again whenever the workspace says that something changed.

import { avatar, byId, make } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { MessageList } from "./messages.js";
import { ModalWindow } from "./modal.js";

const here = { me: null, channel: null, thread: null, tab: "messages" };
let all = null;
let reading = false;
let stale = false;
// After one's own question the answer is scrolled to, wherever in the channel one was reading.
let asked = false;
let lastTs = null;
const ASKING = new Set(["slash", "say", "shortcut"]);

const ui = {
  me: () => here.me,
  names: {
    me: () => here.me,
    person: (id) => all.people.find((person) => person.id === id),
    channel: (id) => (all.channels.find((channel) => channel.id === id) || {}).name,
    group: (id) => (all.groups.find((group) => group.id === id) || {}).handle,
  },
  appName: () => all.app.name,
  shortcuts: () => all.app.shortcuts,
  commands: () => all.app.commands,
  people: () => all.people.filter((person) => !person.deleted && person.id !== "USLACKBOT"),
  channels: () => all.channels,
  choices: {
    people: () => ui.people().filter((person) => !person.is_bot).map((person) => ({ label: person.real_name, hint: person.title, value: person.id })),
    channels: () => ui.channels().map((channel) => ({ label: `# ${channel.name}`, value: channel.id })),
  },
  suggest: async (what) => (await act("suggest", what)).options || [],
  act,
  openThread: (channel, ts) => go({ channel, thread: ts, tab: "messages" }),
  send: (deed, what, inThread) => act(deed, { ...what, channel: here.channel, ...(inThread ? { thread_ts: here.thread } : {}) }),
};

const list = new MessageList(byId("messages"), ui, { inThread: false });
const threadList = new MessageList(byId("thread-messages"), ui, { inThread: true });
const composer = new Composer(byId("composer"), ui, { id: "composer", inThread: false });
const threadComposer = new Composer(byId("thread-composer"), ui, { id: "thread", inThread: true });

const modalWindow = new ModalWindow(ui);

async function read(path, query = {}) {
  const answer = await fetch(`/workspace/${path}?${new URLSearchParams({ as: here.me || "", ...query })}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function act(deed, what) {
  asked = asked || (ASKING.has(deed) && !what.thread_ts);
  try {
    const answer = await fetch(`/workspace/do/${deed}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ as: here.me, ...what }),
    });
    const outcome = answer.ok ? await answer.json() : { refused: await answer.text() };
    if (outcome.refused) toast(outcome.refused);
    else if (outcome.failed && deed === "shortcut") toast(`${all.app.name} didn't respond (${outcome.failed}).`);
    return outcome;
  } catch {
    toast("The workspace does not answer. Is it still running?");
    return { failed: "unreachable" };
  }
}

let toastTimer = 0;
function toast(text) {
  byId("say").textContent = text;
  byId("say").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { byId("say").hidden = true; }, 5000);
}

// Where one is stands in the address, so reloading and going back work.
function go(change) {
  const next = { ...here, thread: null, ...change };
  const hash = new URLSearchParams({ as: next.me, in: next.channel, ...(next.thread ? { thread: next.thread } : {}), ...(next.tab === "home" ? { tab: "home" } : {}) });
  if (`#${hash}` === location.hash) refresh();
  else location.hash = `#${hash}`;
}

function follow() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const before = { ...here };
  here.me = known(hash.get("as")) || localStorage.getItem("callboard-me");
  if (!known(here.me)) here.me = all.people.find((person) => person.can_be).id;
  localStorage.setItem("callboard-me", here.me);
  here.channel = hash.get("in");
  here.thread = hash.get("thread");
  here.tab = hash.get("tab") || "messages";
  byId("sidebar").classList.remove("open");
  byId("hamburger").setAttribute("aria-expanded", "false");
  const opened = here.channel === all.sidebar?.app_channel && (before.channel !== here.channel || before.tab !== here.tab || before.me !== here.me);
  if (opened) act("open-home", { tab: here.tab });
  refresh().then(() => {
    if (before.channel !== here.channel || before.me !== here.me) toEnd(byId("scroll"));
    if (here.thread && before.thread !== here.thread) { toEnd(byId("thread-scroll")); byId("thread-input").focus(); }
  });
}

function known(id) {
  return all.people.some((person) => person.id === id && person.can_be) ? id : null;
}

async function refresh() {
  if (reading) { stale = true; return; }
  reading = true;
  try {
    do { stale = false; await draw(); } while (stale);
  } catch (error) {
    toast(`The workspace does not answer (${error.message}).`);
  } finally {
    reading = false;
  }
}

async function draw() {
  all = await read("all");
  if (!placeExists(here.channel)) here.channel = firstPlace();
  const isApp = here.channel === all.sidebar.app_channel;
  const [place, home, modal] = await Promise.all([
    read("conversation", { channel: here.channel }), isApp && here.tab === "home" ? read("home") : null, read("modal")]);
  modalWindow.show(modal);
  drawFrame();
  drawHead(place, isApp);
  byId("home").hidden = !home;
  byId("scroll").hidden = byId("composer").hidden = Boolean(home);
  if (home) return drawHome(home);
  const ts = place.messages.at(-1)?.ts;
  const answered = asked && ts !== lastTs;
  asked = asked && !answered;
  lastTs = ts;
  const atEnd = answered || nearEnd(byId("scroll"));
  drawBeginning(place, isApp);
  list.show(place.messages.filter((message) => !message.is_reply || message.broadcast), { id: place.id });
  composer.aim(`Message ${titleOf(place)}`, refusalFor(place));
  drawThread(place);
  // Last of all: an opening thread makes the messages narrower, so taller.
  if (atEnd) toEnd(byId("scroll"));
}

function placeExists(id) {
  return [...all.sidebar.channels, ...all.sidebar.directs].some((place) => place.id === id) || id === all.sidebar.app_channel;
}

function firstPlace() {
  const joined = all.sidebar.channels.filter((place) => place.is_member && !place.is_archived);
  const mine = joined.find((place) => place.name === "general") || joined[0];
  return mine ? mine.id : all.sidebar.app_channel;
}

function titleOf(place) {
  if (!place.with) return `#${place.name}`;
  const person = ui.names.person(place.with);
  return person ? person.real_name : "somebody";
}

function refusalFor(place) {
  if (place.is_archived) return [`You are viewing `, make("b", {}, `#${place.name}`), `, an archived channel.`];
  if (place.is_member) return null;
  return [make("b", {}, `#${place.name}`), " ", make("button", { type: "button", class: "button primary", onclick: () => act("join", { channel: place.id }) }, "Join channel")];
}

function drawFrame() {
  document.title = `${all.team.name} - Slack, locally`;
  byId("team-name").textContent = all.team.name;
  byId("team-icon").textContent = [...all.team.name][0];
  byId("search-label").textContent = `Search ${all.team.name}`;
  const me = byId("me");
  const print = all.people.map((person) => person.id).join();
  if (me.dataset.print !== print) {
    me.replaceChildren(...all.people.filter((person) => person.can_be).sort((a, b) => a.real_name.localeCompare(b.real_name))
      .map((person) => make("option", { value: person.id }, person.title ? `${person.real_name} – ${person.title}` : person.real_name)));
    me.dataset.print = print;
  }
  me.value = here.me;
  byId("me-avatar").replaceChildren(avatar(ui.names.person(here.me), "small"));
  const entry = (place, ...content) => make("li", {}, make("a", {
    href: `#${new URLSearchParams({ as: here.me, in: place.id })}`, class: place.is_member === false ? "other" : "",
    "aria-current": place.id === here.channel ? "page" : null,
  }, content));
  const inside = all.sidebar.channels.filter((place) => !place.is_archived || place.id === here.channel);
  swap("channels", inside.sort((a, b) => Number(b.is_member) - Number(a.is_member)).map((place) =>
    entry(place, make("span", { class: place.is_private ? "sign lock" : "sign" }, place.is_private ? "" : "#"), make("span", { class: "label" }, place.name))));
  swap("directs", all.sidebar.directs.map((place) => entry(place, avatar(ui.names.person(place.with), "tiny"), make("span", { class: "label" }, titleOf(place)))));
  byId("h-directs").hidden = !all.sidebar.directs.length;
  swap("apps", [entry({ id: all.sidebar.app_channel }, avatar(ui.names.person(all.app.user), "tiny"), make("span", { class: "label" }, all.app.name))]);
}

function swap(id, items) {
  const box = byId(id);
  const same = box.children.length === items.length && items.every((item, index) => item.isEqualNode(box.children[index]));
  if (!same) box.replaceChildren(...items);
}

function drawHead(place, isApp) {
  byId("title").replaceChildren(...(isApp ? [avatar(ui.names.person(all.app.user), "small"), " ", all.app.name]
    : place.with ? [titleOf(place)] : [make("span", { class: place.is_private ? "sign lock" : "sign" }, place.is_private ? "" : "#"), ` ${place.name}`]));
  byId("topic").textContent = isApp ? all.app.description : place.topic;
  byId("members").textContent = place.with ? "" : `${place.members.length} members`;
  byId("members").title = place.members.join(", ");
  const invite = byId("invite");
  invite.hidden = place.app_is_in || Boolean(place.with) || !place.is_member || place.is_archived;
  invite.textContent = `Add ${all.app.name}`;
  invite.onclick = () => act("invite-app", { channel: place.id });
  byId("tabs").hidden = !isApp;
  for (const tab of ["home", "messages"]) {
    byId(`tab-${tab}`).setAttribute("aria-selected", String(here.tab === tab));
    byId(`tab-${tab}`).onclick = () => go({ tab });
  }
}

function drawHome(home) {
  byId("thread").hidden = true;
  const print = JSON.stringify([home, here.me]);
  if (byId("home").dataset.print === print) return;
  byId("home").dataset.print = print;
  const surface = {
    names: ui.names,
    values: home.values || {},
    ...ui.choices,
    press: (actionId, value) => act("press", { home: true, action_id: actionId, value }),
    suggest: (actionId, typed) => ui.suggest({ home: true, action_id: actionId, typed }),
  };
  byId("home").replaceChildren(home.blocks ? renderBlocks(home.blocks, surface)
    : make("div", { class: "empty-home" }, make("h3", {}, "This is a work in progress!"), make("p", {}, `${all.app.name} has not drawn this page for you yet.`)));
}

function drawBeginning(place, isApp) {
  const print = JSON.stringify([place.id, here.me, place.purpose]);
  if (byId("beginning").dataset.print === print) return;
  byId("beginning").dataset.print = print;
  const person = ui.names.person(place.with);
  byId("beginning").replaceChildren(
    person ? avatar(person, "large") : "",
    make("h3", {}, place.with ? titleOf(place) : `# ${place.name}`),
    make("p", {}, isApp ? `This is the very beginning of your direct message history with ${all.app.name}. Ask it anything.`
      : place.with ? `This conversation is just between you and ${titleOf(place)}.`
        : `This is the very beginning of the #${place.name} channel. ${place.purpose}`));
}

function drawThread(place) {
  const head = here.thread && place.messages.find((message) => message.ts === here.thread);
  byId("thread").hidden = !head;
  document.body.classList.toggle("with-thread", Boolean(head));
  if (!head) return;
  byId("thread-place").textContent = place.with ? titleOf(place) : `# ${place.name}`;
  const atEnd = nearEnd(byId("thread-scroll"));
  const thread = place.messages.filter((message) => message.ts === head.ts || message.thread_ts === head.ts);
  threadList.show(thread, { id: place.id, threadTs: head.ts });
  threadComposer.aim("Reply…", refusalFor(place));
  if (atEnd) toEnd(byId("thread-scroll"));
}

function nearEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
}

function toEnd(box) {
  box.scrollTop = box.scrollHeight;
}

async function start() {
  all = await (await fetch("/workspace/people")).json();
  byId("me").addEventListener("change", (event) => go({ me: event.target.value }));
  byId("close-thread").addEventListener("click", () => go({ thread: null }));
  byId("hamburger").addEventListener("click", () => {
    const open = byId("sidebar").classList.toggle("open");
    byId("hamburger").setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("click", (event) => {
    const channel = event.target.closest && event.target.closest("[data-channel]");
    if (channel) { event.preventDefault(); go({ channel: channel.dataset.channel }); }
  });
  document.querySelector(".conversation").addEventListener("pointerdown", () => byId("sidebar").classList.remove("open"));
  window.addEventListener("hashchange", follow);
  const changes = new EventSource("/workspace/changes");
  changes.onmessage = () => refresh();
  follow();
}

start();
