// Block Kit to elements. `surface` says what a press does and what was chosen before.

import { confirmFirst, make, openMenu, safeLink } from "./dom.js";
import { field, isField } from "./fields.js";
import { date, emoji, link, mention, mrkdwn, plainText, textObject } from "./mrkdwn.js";

export function renderBlocks(blocks, surface) {
  return make("div", { class: "blocks" }, blocks.map((block) => (BLOCKS[block.type] || unknown)(block, surface)));
}

const BLOCKS = {
  section: (block, surface) => make("div", { class: "block section" },
    make("div", { class: "section-text" },
      block.text ? make("div", { class: "text" }, textObject(block.text, surface.names)) : null,
      block.fields ? make("div", { class: "fields" }, block.fields.map((field) => make("div", { class: "field text" }, textObject(field, surface.names)))) : null),
    block.accessory ? make("div", { class: "accessory" }, element(block.accessory, block, surface)) : null),
  header: (block) => make("h3", { class: "block header" }, plainText(block.text)),
  divider: () => make("hr", { class: "block divider" }),
  context: (block, surface) => make("div", { class: "block context" }, block.elements.map((part) =>
    part.type === "image" ? picture(part, "context-image") : make("span", { class: "text" }, textObject(part, surface.names)))),
  actions: (block, surface) => make("div", { class: "block actions" }, block.elements.map((part) => element(part, block, surface))),
  image: (block) => make("figure", { class: "block image" }, block.title ? make("figcaption", {}, plainText(block.title)) : null, picture(block, "")),
  input: (block, surface) => (surface.fill ? asked(block, surface) : make("div", { class: "block input" },
    make("span", { class: "label" }, plainText(block.label)), element(block.element, block, surface))),
  rich_text: (block, surface) => make("div", { class: "block rich text" }, block.elements.map((part) => rich(part, surface))),
  markdown: (block, surface) => make("div", { class: "block text" }, mrkdwn(fromMarkdown(block.text), surface.names)),
  table: (block, surface) => make("div", { class: "block table-holder" }, make("table", {}, make("tbody", {}, block.rows.map((row, index) =>
    make("tr", {}, row.map((cell) => make(index ? "td" : "th", {}, cell.type === "raw_text" ? cell.text : cell.elements.map((part) => rich(part, surface))))))))),
};

// A field of a modal with its label, what helps, and what is wrong with it.
function asked(block, surface) {
  const node = field(block.element, block, surface, (value) => surface.fill(block.element.action_id, value));
  const input = node.matches("input, textarea") ? node : node.querySelector("input");
  const wrong = surface.errors[block.block_id];
  const said = wrong ? make("p", { class: "wrong", id: `${input.id}-wrong`, role: "alert", "data-wrong": block.block_id }, wrong) : null;
  if (said) { input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-describedby", said.id); }
  return make("div", { class: "block input" },
    make("label", { class: "label", for: input.id || null }, plainText(block.label), block.optional ? make("span", { class: "optional" }, " (optional)") : null),
    node, said, block.hint ? make("small", {}, plainText(block.hint)) : null);
}

function unknown(block) {
  return make("div", { class: "block unknown" }, `This content can't be displayed (${block.type}).`);
}

function element(part, block, surface) {
  if (part.type === "button") return button(part, surface);
  if (part.type === "overflow") return overflow(part, surface);
  if (part.type === "image") return picture(part, "accessory-image");
  if (part.options || part.option_groups) return select(part, block, surface);
  if (isField(part, surface)) return field(part, block, surface, (value) => surface.press(part.action_id, value));
  return make("span", { class: "unknown" }, `(${part.type})`);
}

function button(part, surface) {
  const node = make("button", { type: "button", class: `button ${part.style || ""}`, "aria-label": part.accessibility_label, "data-action": part.action_id },
    make("span", { class: "label" }, plainText(part.text)));
  node.addEventListener("click", async () => {
    if (node.classList.contains("busy") || !(await confirmFirst(part.confirm))) return;
    if (part.url && safeLink(part.url)) window.open(part.url, "_blank", "noopener,noreferrer");
    await busyWhile(node, surface.press(part.action_id, null));
  });
  return node;
}

function overflow(part, surface) {
  const node = make("button", { type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More options", "data-action": part.action_id },
    make("span", { class: "label" }, "⋯"));
  node.addEventListener("click", () => openMenu(node, part.options.map((option) => ({
    label: plainText(option.text),
    hint: plainText(option.description),
    choose: async () => {
      if (!(await confirmFirst(part.confirm))) return;
      if (option.url && safeLink(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
      await busyWhile(node, surface.press(part.action_id, option.value));
    },
  })), "More options"));
  return node;
}

function select(part, block, surface) {
  const kept = (surface.values[block.block_id] || {})[part.action_id] || {};
  const several = "selected_options" in kept || part.type.startsWith("multi_") || part.type === "checkboxes";
  const chosen = several ? kept.selected_options || [] : [kept.selected_option].filter(Boolean);
  const label = chosen.map((option) => plainText(option.text)).join(", ") || plainText(part.placeholder) || "Choose an option";
  const node = make("button", { type: "button", class: `button select ${chosen.length ? "" : "empty"}`, "aria-haspopup": "menu", "aria-expanded": "false", "data-action": part.action_id },
    make("span", { class: "label" }, label), make("span", { class: "chevron", "aria-hidden": "true" }, "▾"));
  const options = [...(part.options || []), ...(part.option_groups || []).flatMap((group) => group.options)];
  const pick = (option) => {
    if (!several) return option.value;
    const values = chosen.map((one) => one.value);
    return values.includes(option.value) ? values.filter((value) => value !== option.value) : [...values, option.value];
  };
  node.addEventListener("click", () => openMenu(node, options.map((option) => ({
    label: plainText(option.text),
    hint: plainText(option.description),
    chosen: chosen.some((one) => one.value === option.value),
    choose: async () => { if (await confirmFirst(part.confirm)) await busyWhile(node, surface.press(part.action_id, pick(option))); },
  })), label));
  return node;
}

async function busyWhile(node, work) {
  node.classList.add("busy");
  node.setAttribute("aria-busy", "true");
  const outcome = await work;
  node.classList.remove("busy");
  node.removeAttribute("aria-busy");
  if (outcome && outcome.failed && node.isConnected) {
    node.parentElement.querySelectorAll(".failed").forEach((old) => old.remove());
    node.after(make("span", { class: "failed", role: "alert", title: outcome.failed }, "⚠ The app didn't respond"));
  }
}

function picture(part, kind) {
  return make("img", { class: kind, src: safeLink(part.image_url || "") || "", alt: part.alt_text, title: part.alt_text, loading: "lazy" });
}

function rich(part, surface) {
  const pieces = (part.elements || []).map((piece) => (piece.type.startsWith("rich_text") ? piece : richPiece(piece, surface.names)));
  switch (part.type) {
    case "rich_text_list": {
      const list = make(part.style === "ordered" ? "ol" : "ul", { start: part.offset ? part.offset + 1 : null }, pieces.map((item) => make("li", {}, rich(item, surface))));
      list.style.marginLeft = `${(part.indent || 0) * 24}px`;
      return list;
    }
    case "rich_text_quote": return make("blockquote", {}, pieces);
    case "rich_text_preformatted": return make("pre", {}, pieces);
    default: return make("div", { class: "line" }, pieces);
  }
}

function richPiece(piece, names) {
  const style = piece.style || {};
  let node = {
    text: () => make("span", {}, piece.text),
    link: () => link(piece.url, piece.text || piece.url),
    emoji: () => emoji(piece.name) || make("span", {}, `:${piece.name}:`),
    user: () => mention(names.person(piece.user_id), piece.user_id, names),
    channel: () => make("span", { class: "mention" }, `#${names.channel(piece.channel_id) || "private channel"}`),
    usergroup: () => make("span", { class: "mention" }, `@${names.group(piece.usergroup_id) || "group"}`),
    broadcast: () => make("span", { class: "mention broadcast" }, `@${piece.range}`),
    date: () => date(["", piece.timestamp, piece.format, piece.url], piece.fallback || ""),
    color: () => make("code", {}, piece.value),
  }[piece.type]?.() || make("span", {}, "");
  for (const [name, tag] of [["bold", "b"], ["italic", "i"], ["strike", "s"], ["underline", "u"], ["code", "code"]]) {
    if (style[name]) node = make(tag, {}, node);
  }
  return node;
}

function fromMarkdown(text) {
  const escaped = text.replace(/&(?!(?:amp|lt|gt);)/g, "&amp;").replace(/<(?![@#!])/g, "&lt;");
  return escaped
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^#{1,6}\s+(.*)$/gm, "*$1*")
    .replace(/^(\s*)[-*]\s+/gm, "$1• ")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/~~([^~\n]+)~~/g, "~$1~");
}
