// What one fills in: texts, numbers, dates, choices, people, places, files. `send` tells the workspace what is chosen.

import { confirmFirst, make } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";
import { Picker } from "./picker.js";

let numbers = 0;

// Whether an element keeps what is filled in, and is drawn here. Texts and files belong to modals.
export function isField(part, surface) {
  return part.type in KINDS && (Boolean(surface.fill) || !part.type.endsWith("_input"));
}

export function field(part, block, surface, send) {
  const kept = (surface.values[block.block_id] || {})[part.action_id] || {};
  const about = {
    id: `field-${numbers += 1}`,
    label: block.label ? plainText(block.label) : plainText(part.placeholder) || "Choose",
    confirmed: async (value, more) => ((await confirmFirst(part.confirm)) ? send(value, more) : undefined),
  };
  const node = KINDS[part.type](part, kept, surface, about);
  node.dataset.field = part.action_id;
  return node;
}

const KINDS = {
  plain_text_input: (part, kept, surface, about) => (part.multiline ? area(part, kept, surface, about) : line(part, kept, surface, about, {})),
  number_input: (part, kept, surface, about) => line(part, kept, surface, about, { inputmode: "decimal" }),
  email_text_input: (part, kept, surface, about) => line(part, kept, surface, about, { inputmode: "email", autocomplete: "off" }),
  url_text_input: (part, kept, surface, about) => line(part, kept, surface, about, { inputmode: "url" }),
  datepicker: (part, kept, surface, about) => moment(about, "date", kept.selected_date, (value) => value),
  timepicker: (part, kept, surface, about) => moment(about, "time", kept.selected_time, (value) => value),
  datetimepicker: (part, kept, surface, about) => moment(about, "datetime-local", local(kept.selected_date_time), (value) => Math.floor(new Date(value).getTime() / 1000)),
  checkboxes: (part, kept, surface, about) => boxes(part, kept.selected_options || [], "checkbox", surface, about),
  radio_buttons: (part, kept, surface, about) => boxes(part, [kept.selected_option].filter(Boolean), "radio", surface, about),
  file_input: (part, kept, surface, about) => files(part, kept.files || [], surface, about),
  static_select: pick((part) => listed(part)),
  multi_static_select: pick((part) => listed(part)),
  external_select: pick(null),
  multi_external_select: pick(null),
  users_select: pick((part, surface) => surface.people()),
  multi_users_select: pick((part, surface) => surface.people()),
  channels_select: pick((part, surface) => surface.channels()),
  multi_channels_select: pick((part, surface) => surface.channels()),
  conversations_select: pick((part, surface) => surface.channels()),
  multi_conversations_select: pick((part, surface) => surface.channels()),
};

function pick(choicesOf) {
  return (part, kept, surface, about) => {
    const several = part.type.startsWith("multi_");
    const choices = choicesOf && choicesOf(part, surface);
    return new Picker({
      id: about.id,
      label: about.label,
      placeholder: plainText(part.placeholder) || "Choose an option",
      several,
      most: part.max_selected_items,
      chosen: chosenIn(kept, choices || []),
      choices,
      least: part.min_query_length ?? 3,
      suggest: choicesOf ? null : async (typed) => grouped(await surface.suggest(part.action_id, typed)),
      send: about.confirmed,
    }).root;
  };
}

function chosenIn(kept, choices) {
  const held = Object.entries(kept).find(([name]) => name.startsWith("selected_"))?.[1];
  const values = [held].flat().filter((value) => value !== null && value !== undefined);
  return values.map((value) => (typeof value === "object" ? entry(value) : choices.find((choice) => choice.value === value) || { label: String(value), value }));
}

function entry(option, group = "") {
  return { label: plainText(option.text), hint: plainText(option.description), value: option.value, group };
}

function grouped(options) {
  return options.flatMap((each) => (each.options ? each.options.map((option) => entry(option, plainText(each.label))) : [entry(each)]));
}

function listed(part) {
  return grouped(part.options || part.option_groups || []);
}

// Texts are told when one leaves the field or presses Enter, or at every key where the app asked for that.
function line(part, kept, surface, about, more) {
  const input = make("input", { id: about.id, type: "text", class: "text-field", placeholder: plainText(part.placeholder), ...more });
  return typing(input, part, kept, surface);
}

function area(part, kept, surface, about) {
  return typing(make("textarea", { id: about.id, class: "text-field", rows: "4", placeholder: plainText(part.placeholder) }), part, kept, surface);
}

function typing(input, part, kept, surface) {
  const unsent = surface.unsent.get(part.action_id);
  input.value = unsent === undefined ? kept.value || "" : unsent;
  const atEveryKey = (part.dispatch_action_config?.trigger_actions_on || []).includes("on_character_entered");
  input.addEventListener("input", () => {
    surface.unsent.set(part.action_id, input.value);
    if (atEveryKey) surface.tell(part.action_id);
  });
  input.addEventListener("change", () => surface.tell(part.action_id));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (part.multiline && !event.metaKey && !event.ctrlKey)) return;
    event.preventDefault();
    surface.unsent.set(part.action_id, input.value);
    surface.tell(part.action_id, true);
  });
  return input;
}

function moment(about, type, value, meant) {
  const input = make("input", { id: about.id, type, class: "text-field narrow", value: value || null });
  input.addEventListener("change", () => about.confirmed(input.value ? meant(input.value) : null));
  return input;
}

function local(seconds) {
  if (!seconds) return null;
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function boxes(part, chosen, type, surface, about) {
  const picked = new Set(chosen.map((option) => option.value));
  const group = make("div", { id: about.id, class: "boxes", role: type === "radio" ? "radiogroup" : "group", "aria-label": about.label },
    part.options.map((option) => {
      const box = make("input", { type, name: about.id, value: option.value, checked: picked.has(option.value) });
      box.addEventListener("change", () => {
        if (type === "radio") return about.confirmed(option.value);
        if (box.checked) picked.add(option.value);
        else picked.delete(option.value);
        return about.confirmed([...picked]);
      });
      return make("label", { class: "box-row" }, box, make("span", {}, textObject(option.text, surface.names),
        option.description ? make("small", {}, textObject(option.description, surface.names)) : null));
    }));
  return group;
}

function files(part, brought, surface, about) {
  const input = make("input", { id: about.id, type: "file", multiple: (part.max_files || 10) > 1, accept: (part.filetypes || []).map((type) => `.${type}`).join(",") || null });
  input.addEventListener("change", async () => {
    for (const file of input.files) await surface.attach(part.action_id, file.name, await base64Of(file));
  });
  return make("div", { class: "files" }, input, make("ul", {}, brought.map((file) => make("li", {}, file.name, " ",
    make("button", { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, onclick: () => about.confirmed(brought.filter((one) => one.id !== file.id)) }, "✕")))));
}

async function base64Of(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
