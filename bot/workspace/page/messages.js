// The list of messages: grouping, day lines, ephemeral marks, thread links and the toolbar on hover.

import { avatar, make, openMenu } from "./dom.js";
import { renderBlocks } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";

const GROUP_SECONDS = 300;

export class MessageList {
  constructor(root, ui, { inThread }) {
    this.root = root;
    this.ui = ui;
    this.inThread = inThread;
    this.kept = new Map();
  }

  show(messages, place) {
    const nodes = [];
    let before = null;
    for (const message of messages) {
      if (!before || day(before.ts) !== day(message.ts)) nodes.push(...this.dayLine(message));
      const follows = before && before.user === message.user && !before.ephemeral && !message.ephemeral && day(before.ts) === day(message.ts)
        && Number(message.ts) - Number(before.ts) < GROUP_SECONDS && !(before.replies && !this.inThread);
      nodes.push(this.node(message, place, Boolean(follows)));
      before = message;
      if (this.inThread && message.ts === place.threadTs) {
        nodes.push(this.replyLine(messages.filter((reply) => reply.is_reply && !reply.ephemeral).length));
        before = null;
      }
    }
    this.sweep(messages, place);
    if (nodes.length !== this.root.children.length || nodes.some((node, index) => this.root.children[index] !== node)) {
      this.root.replaceChildren(...nodes);
    }
  }

  // A message that did not change keeps its element, with whatever is open or focused in it.
  node(message, place, follows) {
    const key = `${place.id} ${message.ts}`;
    const print = JSON.stringify([message, follows, this.ui.me(), place.threadTs]);
    const known = this.kept.get(key);
    if (known && known.print === print) return known.node;
    const node = this.draw(message, place, follows);
    this.kept.set(key, { print, node });
    return node;
  }

  sweep(messages, place) {
    const there = new Set(messages.map((message) => `${place.id} ${message.ts}`));
    for (const key of this.kept.keys()) if (!key.startsWith("day ") && key !== "replies" && !there.has(key)) this.kept.delete(key);
  }

  dayLine(message) {
    if (this.inThread) return [];
    const key = `day ${day(message.ts)}`;
    if (!this.kept.has(key)) {
      this.kept.set(key, { print: key, node: make("div", { class: "day", role: "separator" }, make("span", {}, dayName(message.ts))) });
    }
    return [this.kept.get(key).node];
  }

  replyLine(count) {
    const known = this.kept.get("replies");
    if (known && known.print === count) return known.node;
    const node = make("div", { class: "reply-line" }, count ? `${count} ${count === 1 ? "reply" : "replies"}` : "");
    this.kept.set("replies", { print: count, node });
    return node;
  }

  draw(message, place, follows) {
    const person = this.ui.names.person(message.user);
    const name = person ? person.real_name || person.name : "Somebody";
    const surface = {
      names: this.ui.names,
      values: message.values,
      ...this.ui.choices,
      press: (actionId, value) => this.ui.act("press", { channel: place.id, ts: message.ts, action_id: actionId, value }),
      suggest: (actionId, typed) => this.ui.suggest({ channel: place.id, ts: message.ts, action_id: actionId, typed }),
    };
    const body = make("div", { class: "body" },
      message.ephemeral ? make("div", { class: "only-you" }, make("span", { class: "eye", "aria-hidden": "true" }), "Only visible to you") : null,
      follows ? null : make("div", { class: "who" }, make("b", { class: "name" }, name),
        person && (person.is_bot || person.id === "USLACKBOT") ? make("span", { class: "badge" }, "APP") : null,
        make("time", { datetime: moment(message.ts).toISOString(), title: moment(message.ts).toLocaleString("en-US") }, clock(message.ts))),
      this.content(message, surface),
      message.replies && !this.inThread ? this.threadLink(message, place) : null);
    return make("article", {
      class: `message ${message.ephemeral ? "ephemeral" : ""} ${follows ? "follows" : ""}`,
      "aria-label": `${name} at ${clock(message.ts)}`, "data-ts": message.ts,
    }, follows ? make("time", { class: "gutter" }, clock(message.ts).replace(/ [AP]M/, "")) : avatar(person), body,
      message.ephemeral ? null : this.toolbar(message, place));
  }

  content(message, surface) {
    const edited = message.edited ? make("span", { class: "edited" }, "(edited)") : null;
    if (message.blocks.length) return make("div", { class: "content" }, renderBlocks(message.blocks, surface), edited);
    const attachments = (message.attachments || []).map((attachment) => make("div", { class: "attachment" },
      attachment.blocks ? renderBlocks(attachment.blocks, surface) : make("div", { class: "text" }, mrkdwn(attachment.text || attachment.fallback || "", surface.names))));
    const files = (message.files || []).map((file) => make("figure", { class: "file" },
      make("figcaption", {}, file.title), make("img", { src: `/files/${file.id}`, alt: file.alt_txt || file.title })));
    return make("div", { class: "content text" }, message.text ? mrkdwn(message.text, surface.names) : null, edited, attachments, files);
  }

  threadLink(message, place) {
    return make("button", { type: "button", class: "replies", onclick: () => this.ui.openThread(place.id, message.ts) },
      make("span", { class: "faces" }, message.repliers.map((user) => avatar(this.ui.names.person(user), "small"))),
      make("span", { class: "count" }, `${message.replies} ${message.replies === 1 ? "reply" : "replies"}`),
      make("span", { class: "view" }, "View thread"));
  }

  toolbar(message, place) {
    const more = make("button", { type: "button", class: "tool", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More actions", title: "More actions" }, "⋮");
    more.addEventListener("click", () => openMenu(more, this.ui.shortcuts().map((shortcut) => ({
      label: shortcut.name,
      hint: this.ui.appName(),
      choose: () => this.ui.act("shortcut", { channel: place.id, ts: message.ts, callback_id: shortcut.callback_id }),
    })), "More actions"));
    const reply = make("button", { type: "button", class: "tool", "aria-label": "Reply in thread", title: "Reply in thread",
      onclick: () => this.ui.openThread(place.id, message.thread_ts || message.ts) }, make("span", { class: "bubble", "aria-hidden": "true" }));
    return make("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" }, this.inThread ? null : reply, more);
  }
}

function moment(ts) {
  return new Date(Number(ts) * 1000);
}

function day(ts) {
  return moment(ts).toDateString();
}

function dayName(ts) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - moment(ts).setHours(0, 0, 0, 0)) / 86400000);
  return { 0: "Today", 1: "Yesterday" }[days] || moment(ts).toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
}

function clock(ts) {
  return moment(ts).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
}
