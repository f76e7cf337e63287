// The modal before one: drawn anew when it changes, with what is being typed left alone.

import { renderBlocks } from "./blocks.js";
import { byId, make } from "./dom.js";
import { plainText } from "./mrkdwn.js";

export class ModalWindow {
  constructor(ui) {
    this.ui = ui;
    this.print = "";
    this.unsent = new Map();
    this.telling = Promise.resolve();
    this.dialog = byId("modal");
    this.dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.leave(false); });
  }

  show(modal) {
    const print = modal.id && JSON.stringify([modal.id, modal.hash, modal.trouble, modal.is_pushed, this.choices(modal)]);
    if (print === this.print && this.mended(modal)) return;
    const isOther = this.modal?.id !== modal.id;
    if (isOther) this.unsent.clear();
    this.print = print;
    this.modal = modal;
    if (!modal.id) { this.dialog.close(); this.dialog.replaceChildren(); return; }
    const focused = isOther ? null : this.focusedField();
    const scrolled = isOther ? 0 : this.dialog.querySelector(".modal-body")?.scrollTop;
    this.dialog.replaceChildren(this.head(), this.body(), this.foot());
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector(".modal-body").scrollTop = scrolled || 0;
    this.focus(focused, isOther);
  }

  // Whether nothing is wrong that was not before. What is mended is taken away without disturbing what is open or typed.
  mended(modal) {
    if (!modal.id) return true;
    const before = this.modal.errors;
    if (Object.entries(modal.errors).some(([block, sentence]) => before[block] !== sentence)) return false;
    for (const block of Object.keys(before).filter((name) => !(name in modal.errors))) {
      const said = this.dialog.querySelector(`[data-wrong="${CSS.escape(block)}"]`);
      this.dialog.querySelector(`[aria-describedby="${said.id}"]`).removeAttribute("aria-invalid");
      said.remove();
    }
    this.modal = modal;
    return true;
  }

  // What is chosen is drawn by whoever chose it; only files and what the app changed have to be drawn anew.
  choices(modal) {
    return Object.values(modal.values).flatMap((held) => Object.values(held)).filter((kept) => kept.files).map((kept) => kept.files.map((file) => file.id));
  }

  head() {
    const back = this.modal.is_pushed ? make("button", { type: "button", class: "icon", "aria-label": "Back", onclick: () => this.leave(false) }, "←") : null;
    return make("div", { class: "modal-head" }, back, make("h2", { id: "modal-title" }, plainText(this.modal.view.title)),
      make("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => this.leave(true) }, "✕"));
  }

  body() {
    const { view, values, trouble, errors } = this.modal;
    const surface = {
      names: this.ui.names,
      values,
      unsent: this.unsent,
      errors,
      ...this.ui.choices,
      fill: (actionId, value) => this.ui.act("fill", { action_id: actionId, value }),
      tell: (actionId, enter = false) => this.tell(actionId, enter),
      press: async (actionId, value) => { await this.flush(); return this.ui.act("press-in-modal", { action_id: actionId, value }); },
      suggest: (actionId, typed) => this.ui.suggest({ action_id: actionId, typed }),
      attach: (actionId, name, content) => this.ui.act("attach", { action_id: actionId, name, content }),
    };
    return make("div", { class: "modal-body", tabindex: "-1" },
      trouble ? make("p", { class: "trouble", role: "alert" }, `⚠ ${trouble}`) : null, renderBlocks(view.blocks, surface));
  }

  foot() {
    const { view } = this.modal;
    const close = make("button", { type: "button", class: "button", onclick: () => this.leave(false) }, plainText(view.close) || "Close");
    if (!view.submit) return make("div", { class: "modal-foot" }, close);
    const submit = make("button", { type: "button", class: "button primary" }, make("span", { class: "label" }, plainText(view.submit)));
    submit.addEventListener("click", () => this.submit(submit));
    return make("div", { class: "modal-foot" }, close, submit);
  }

  // Texts go one after another, and all of them before a press or a submission.
  tell(actionId, enter = false) {
    if (!this.unsent.has(actionId) && !enter) return this.telling;
    const value = this.unsent.get(actionId);
    this.telling = this.telling.then(async () => {
      await this.ui.act("fill", { action_id: actionId, value: value || null, enter });
      if (this.unsent.get(actionId) === value) this.unsent.delete(actionId);
    });
    return this.telling;
  }

  async flush() {
    for (const actionId of [...this.unsent.keys()]) this.tell(actionId);
    await this.telling;
  }

  async submit(button) {
    if (button.classList.contains("busy")) return;
    button.classList.add("busy");
    button.setAttribute("aria-busy", "true");
    await this.flush();
    await this.ui.act("submit", {});
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  }

  async leave(all) {
    this.unsent.clear();
    await this.ui.act("close", { all });
  }

  focusedField() {
    return document.activeElement?.closest("[data-field]")?.dataset.field;
  }

  focus(actionId, isOther) {
    const inside = (selector) => this.dialog.querySelector(selector);
    const wrong = inside("[aria-invalid=true]");
    const same = actionId && inside(`[data-field="${CSS.escape(actionId)}"]`);
    const target = wrong || same || (isOther && inside(".modal-body .text-field")) || (isOther && inside(".modal-body"));
    const field = target && (target.matches("input, textarea, .modal-body") ? target : target.querySelector("input, textarea"));
    // A picker that is focused opens, which nobody asked for here.
    if (field && field.getAttribute("role") !== "combobox") field.focus();
  }
}
