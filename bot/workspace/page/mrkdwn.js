// Slack's mrkdwn, as stored, to elements. Everything becomes text nodes; nothing is parsed as HTML.

import { make, safeLink } from "./dom.js";
import { EMOJI } from "./emoji.js";

const INLINE = [
  { pattern: /`([^`\n]+)`/, render: (m) => make("code", {}, unescape(strip(m[1]))) },
  { pattern: /<([^<>\n]+)>/, render: (m, names) => token(m[1], names) },
  { pattern: /(?<![\w*])\*(?![\s*])([^*\n]*[^\s*])\*(?![\w*])/, render: (m, names) => make("b", {}, inline(m[1], names)) },
  { pattern: /(?<![\w_])_(?![\s_])([^_\n]*[^\s_])_(?![\w_])/, render: (m, names) => make("i", {}, inline(m[1], names)) },
  { pattern: /(?<![\w~])~(?![\s~])([^~\n]*[^\s~])~(?![\w~])/, render: (m, names) => make("s", {}, inline(m[1], names)) },
  { pattern: /:([a-z0-9_+-]+):/, render: (m) => emoji(m[1]) || m[0] },
];

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function mrkdwn(text, names) {
  const parts = [];
  const pieces = text.split("```");
  for (const [index, part] of pieces.entries()) {
    if (index % 2 && index < pieces.length - 1) {
      parts.push(make("pre", {}, unescape(strip(part.replace(/^\n|\n$/g, "")))));
    } else if (part.trim()) {
      parts.push(...lines(index % 2 ? "```" + part : part, names));
    }
  }
  return parts;
}

export function emoji(name) {
  const sign = EMOJI.get(name);
  return sign ? make("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign) : null;
}

export function plainText(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : object.text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) || whole);
}

export function textObject(object, names) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, names) : [make("span", { class: "plain" }, plainText(object))];
}

function lines(text, names) {
  const parts = [];
  let quote = null;
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quoted = line.match(/^(?:&gt;|>)\s?(.*)$/);
    if (quoted) {
      if (!quote) parts.push((quote = make("blockquote")));
      quote.append(make("div", {}, inline(quoted[1], names)));
      continue;
    }
    quote = null;
    const bullet = line.match(/^(\s*)([•◦▪]|\d+\.)\s+(.*)$/);
    if (bullet) parts.push(make("div", { class: "bullet" }, make("span", { class: "mark" }, bullet[2]), make("span", {}, inline(bullet[3], names))));
    else parts.push(make("div", { class: line ? "line" : "line empty" }, inline(line, names)));
  }
  return parts;
}

function inline(text, names) {
  let first = null;
  for (const rule of INLINE) {
    const match = rule.pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, rule };
  }
  if (!first) return text ? [unescape(text)] : [];
  const { match, rule } = first;
  const before = text.slice(0, match.index);
  return [...(before ? [unescape(before)] : []), rule.render(match, names), ...inline(text.slice(match.index + match[0].length), names)];
}

function token(body, names) {
  const bar = body.indexOf("|");
  const what = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (what.startsWith("@")) return mention(names.person(what.slice(1)), label || what, names);
  if (what.startsWith("#")) return make("a", { class: "mention channel", href: `#in=${what.slice(1)}`, "data-channel": what.slice(1) }, `#${names.channel(what.slice(1)) || label || "private channel"}`);
  if (what.startsWith("!date^")) return date(what.split("^"), label);
  if (what.startsWith("!subteam^")) return make("span", { class: "mention" }, `@${names.group(what.slice(9)) || label || "group"}`);
  if (what.startsWith("!")) return make("span", { class: "mention broadcast" }, `@${what.slice(1)}`);
  return link(unescape(what), label || unescape(what).replace(/^mailto:/, ""));
}

export function mention(person, label, names) {
  const self = person && person.id === names.me();
  return make("span", { class: `mention ${self ? "self" : ""}` }, person ? `@${person.real_name || person.name}` : label);
}

export function link(url, label) {
  const href = safeLink(url);
  return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : make("span", {}, label);
}

export function date(parts, fallback) {
  const moment = new Date(Number(parts[1]) * 1000);
  if (Number.isNaN(moment.getTime()) || !parts[2]) return make("span", {}, fallback);
  const text = parts[2].replace(/\{(\w+)\}/g, (whole, name) => (FORMATS[name] ? FORMATS[name](moment) : whole));
  const time = make("time", { datetime: moment.toISOString(), title: fallback }, text);
  return parts[3] && safeLink(parts[3]) ? make("a", { href: parts[3], target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

const shown = (options) => (moment) => moment.toLocaleString("en-US", options);
const pretty = (format) => (moment) => {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86400000);
  return { 0: "today", 1: "yesterday", "-1": "tomorrow" }[days] || format(moment);
};
const FORMATS = {
  date: shown({ month: "long", day: "numeric", year: "numeric" }),
  date_long: shown({ weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  date_short: shown({ month: "short", day: "numeric", year: "numeric" }),
  date_num: (moment) => moment.toLocaleDateString("sv-SE"),
  date_slash: shown({ month: "2-digit", day: "2-digit", year: "numeric" }),
  time: shown({ hour: "numeric", minute: "2-digit" }),
  time_secs: shown({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (moment) => ago(moment),
};
FORMATS.date_pretty = pretty(FORMATS.date);
FORMATS.date_long_pretty = pretty(FORMATS.date_long);
FORMATS.date_short_pretty = pretty(FORMATS.date_short);

function ago(moment) {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  const [unit, size] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => Math.abs(seconds) >= size) || ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

function strip(code) {
  // In code, links show what was written and mentions their id, as Slack has it.
  return code.replace(/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/g, (_, url, label) => label || url);
}
