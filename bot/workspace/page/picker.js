// A menu that one can type in: filters what it knows, or asks the app; takes one choice or several.

import { make } from "./dom.js";

const MOST_SHOWN = 100;
const PAUSE = 120;

export class Picker {
  constructor({ id, label, placeholder, several, most, chosen, choices, least, suggest, send }) {
    Object.assign(this, { label, placeholder, several, most, chosen, choices, least, suggest, send, shown: [], at: 0, asked: 0, timer: 0 });
    this.list = make("div", { class: "picks", role: "listbox", id: `${id}-list`, "aria-label": label, hidden: true });
    this.input = make("input", { id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-label": label });
    this.chips = make("span", { class: "chips" });
    this.clear = make("button", { type: "button", class: "clear", "aria-label": `Clear ${label}`, onclick: () => this.take([]) }, "✕");
    this.root = make("div", { class: "picker" }, make("div", { class: "picker-box" }, this.chips, this.input, this.clear,
      make("span", { class: "chevron", "aria-hidden": "true" }, "▾")), this.list);
    this.input.addEventListener("focus", () => this.open());
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => { this.hide(); this.draw(); });
    this.draw();
  }

  draw() {
    const one = !this.several && this.chosen[0];
    this.input.value = one ? one.label : "";
    this.input.placeholder = this.several && this.chosen.length ? "" : this.placeholder;
    this.clear.hidden = !this.chosen.length;
    this.chips.replaceChildren(...(this.several ? this.chosen : []).map((choice) => make("span", { class: "chip" }, choice.label,
      make("button", { type: "button", "aria-label": `Remove ${choice.label}`, onclick: () => this.take(this.chosen.filter((other) => other !== choice)) }, "✕"))));
  }

  open() {
    if (!this.list.hidden) return;
    this.input.select();
    this.look(true);
  }

  // `whole`: the field was opened and nothing typed yet, so a choice that stands in it is no search.
  look(whole = false) {
    const typed = whole && !this.several ? "" : this.input.value.trim();
    if (!this.suggest) {
      const wanted = typed.toLowerCase();
      this.offer(this.choices.filter((choice) => `${choice.label} ${choice.hint || ""}`.toLowerCase().includes(wanted)), "No results");
      return;
    }
    clearTimeout(this.timer);
    if (typed.length < this.least) {
      this.offer([], `Type ${this.least} or more characters`);
      return;
    }
    this.offer([], "Searching …");
    this.timer = setTimeout(() => this.ask(typed), PAUSE);
  }

  // Answers to what was typed before come too late.
  async ask(typed) {
    const number = (this.asked += 1);
    const found = await this.suggest(typed);
    if (number === this.asked && !this.list.hidden) this.offer(found, "No results");
  }

  offer(choices, otherwise) {
    this.shown = choices.slice(0, MOST_SHOWN);
    this.at = 0;
    let group = "";
    const rows = this.shown.flatMap((choice, index) => {
      const row = make("div", { role: "option", id: `${this.list.id}-${index}`, onpointerdown: (event) => { event.preventDefault(); this.pick(choice); } },
        make("span", {}, this.isChosen(choice) ? `✓ ${choice.label}` : choice.label), choice.hint ? make("small", {}, choice.hint) : null);
      const head = choice.group && choice.group !== group ? [make("div", { class: "group", role: "presentation" }, choice.group)] : [];
      group = choice.group || group;
      return [...head, row];
    });
    this.list.replaceChildren(...(rows.length ? rows : [make("p", {}, otherwise)]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    for (const [index, row] of [...this.list.querySelectorAll("[role=option]")].entries()) {
      row.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) row.scrollIntoView({ block: "nearest" });
    }
    if (this.shown.length) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  hide() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const count = this.shown.length;
    if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.list.hidden && count) {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark();
    } else if (event.key === "ArrowDown") this.open();
    else if (event.key === "Enter") { if (!this.list.hidden && count) this.pick(this.shown[this.at]); }
    else if (event.key === "Escape" && !this.list.hidden) this.hide();
    else if (event.key === "Backspace" && this.several && !this.input.value && this.chosen.length) this.take(this.chosen.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  isChosen(choice) {
    return this.chosen.some((one) => one.value === choice.value);
  }

  pick(choice) {
    this.hide();
    if (!this.several) { this.take([choice]); return; }
    const others = this.chosen.filter((one) => one.value !== choice.value);
    if (others.length === this.chosen.length && this.most && others.length >= this.most) { this.draw(); return; }
    this.take(others.length === this.chosen.length ? [...others, choice] : others);
  }

  async take(chosen) {
    const before = this.chosen;
    this.chosen = chosen;
    this.draw();
    const values = chosen.map((choice) => choice.value);
    const outcome = await this.send(this.several ? values : values[0] ?? null);
    if (outcome === undefined) { this.chosen = before; this.draw(); }
  }
}
