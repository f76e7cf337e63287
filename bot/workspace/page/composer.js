// Where one types: Enter sends, "/" lists commands, "@" people, "#" channels, ":" emoji.

import { avatar, make } from "./dom.js";
import { EMOJI } from "./emoji.js";

const MOST_CHOICES = 8;

export class Composer {
  constructor(root, ui, { id, inThread }) {
    this.ui = ui;
    this.inThread = inThread;
    this.choices = [];
    this.at = 0;
    this.list = make("div", { class: "choices", role: "listbox", id: `${id}-choices`, "aria-label": "Suggestions", hidden: true });
    this.input = make("textarea", {
      id: `${id}-input`, rows: "1", autocomplete: "off", spellcheck: "true", role: "combobox",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-choices`,
    });
    this.send = make("button", { type: "submit", class: "send", "aria-label": "Send now", disabled: true }, make("span", { class: "plane", "aria-hidden": "true" }));
    this.form = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.list, make("div", { class: "box" },
        make("div", { class: "format", "aria-hidden": "true" }, make("b", {}, "B"), make("i", {}, "I"), make("s", {}, "S"), make("span", {}, "</>")),
        this.input,
        make("div", { class: "under" }, make("span", { class: "plus", "aria-hidden": "true" }, "+"), make("span", { class: "hint", "aria-hidden": "true" }, "Aa  @  /"), this.send)));
    this.notice = make("p", { class: "notice", hidden: true });
    root.replaceChildren(this.form, this.notice);
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
  }

  // `refusal` is shown instead of the field where this person cannot write.
  aim(label, refusal = null) {
    this.input.placeholder = label;
    this.input.setAttribute("aria-label", label);
    this.form.hidden = Boolean(refusal);
    this.notice.hidden = !refusal;
    this.notice.replaceChildren(...(refusal || []));
  }

  changed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 240)}px`;
    this.send.disabled = !this.input.value.trim();
    this.offer(this.suggestions());
  }

  suggestions() {
    const typed = this.input.value.slice(0, this.input.selectionStart);
    const command = typed.match(/^\/(\S*)$/);
    if (command && !this.inThread) {
      return this.ui.commands().filter((known) => known.command.slice(1).startsWith(command[1].toLowerCase())).map((known) => ({
        label: known.command, detail: known.usage_hint, hint: known.description, insert: `${known.command} `, from: 0, icon: null,
      }));
    }
    const named = typed.match(/(?:^|\s)([@#:])([\w.+-]*)$/);
    if (!named || (named[1] === ":" && named[2].length < 2)) return [];
    const from = typed.length - named[2].length - 1;
    const wanted = named[2].toLowerCase();
    if (named[1] === "@") {
      return this.ui.people().filter((person) => `${person.name} ${person.real_name}`.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted)))
        .map((person) => ({ label: person.real_name, detail: person.name, hint: person.title, insert: `@${person.name} `, from, icon: avatar(person, "small") }));
    }
    if (named[1] === "#") {
      return this.ui.channels().filter((channel) => channel.name.startsWith(wanted)).map((channel) => ({ label: `# ${channel.name}`, insert: `#${channel.name} `, from }));
    }
    return [...EMOJI].filter(([name]) => name.startsWith(wanted)).map(([name, sign]) => ({ label: `${sign}  :${name}:`, insert: `:${name}: `, from }));
  }

  offer(choices) {
    this.choices = choices.slice(0, MOST_CHOICES);
    this.at = 0;
    this.list.replaceChildren(...this.choices.map((choice, index) => make("div", {
      role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(index === 0),
      onpointerdown: (event) => { event.preventDefault(); this.take(choice); },
    }, choice.icon || null, make("b", {}, choice.label), choice.detail ? make("span", { class: "detail" }, choice.detail) : null,
    choice.hint ? make("span", { class: "what" }, choice.hint) : null)));
    this.list.hidden = !this.choices.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
  }

  mark() {
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) option.scrollIntoView({ block: "nearest" });
    }
    if (this.choices.length) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  hide() {
    this.offer([]);
  }

  take(choice) {
    const end = this.input.selectionStart;
    this.input.value = this.input.value.slice(0, choice.from) + choice.insert + this.input.value.slice(end).trimStart();
    const caret = choice.from + choice.insert.length;
    this.input.setSelectionRange(caret, caret);
    this.changed();
    this.hide();
    this.input.focus();
  }

  key(event) {
    if (event.isComposing) return;
    const open = this.choices.length > 0;
    if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : this.choices.length - 1)) % this.choices.length;
      this.mark();
    } else if (open && event.key === "Escape") this.hide();
    else if (open && (event.key === "Tab" || (event.key === "Enter" && !this.complete()))) this.take(this.choices[this.at]);
    else if (event.key === "Enter" && !event.shiftKey) this.submit();
    else return;
    event.preventDefault();
  }

  // A command typed in full is sent by Enter, not completed once more.
  complete() {
    return this.input.value.trim() === this.choices[this.at].insert.trim();
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.changed();
    this.hide();
    const command = text.match(/^(\/\S+)\s*([\s\S]*)$/);
    if (command) await this.ui.send("slash", { command: command[1], text: command[2] }, this.inThread);
    else await this.ui.send("say", { text }, this.inThread);
  }
}
