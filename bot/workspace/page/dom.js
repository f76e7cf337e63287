// Small pieces for making elements. Foreign text only ever becomes a text node.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

export function safeLink(url) {
  return /^(https?:|mailto:)/i.test(url) ? url : null;
}

export function avatar(person, size = "") {
  const name = person ? person.real_name || person.name : "?";
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] || "").join("").toUpperCase();
  const node = make("span", { class: `avatar ${size} ${person && person.is_bot ? "app" : ""}`, "aria-hidden": "true" }, initials);
  node.style.backgroundColor = `#${(person && person.color) || "616061"}`;
  return node;
}

// One menu is open at a time: overflow menus, selects, a message's actions.
let closeOpenMenu = null;

export function openMenu(anchor, entries, label) {
  const again = anchor.getAttribute("aria-expanded") === "true";
  if (closeOpenMenu) closeOpenMenu();
  if (again) return;
  const items = entries.map((entry) =>
    make("button", { type: "button", role: "menuitem", class: entry.chosen ? "chosen" : "", onclick: () => { close(); entry.choose(); } },
      make("span", {}, entry.label), entry.hint ? make("small", {}, entry.hint) : null));
  const menu = make("div", { class: "menu", role: "menu", "aria-label": label }, items.length ? items : make("p", {}, "Nothing here"));
  const close = () => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    closeOpenMenu = null;
  };
  const outside = (event) => { if (!menu.contains(event.target) && !anchor.contains(event.target)) close(); };
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else if (event.key === "Escape") { close(); anchor.focus(); }
    else if (event.key !== "Tab") return;
    if (event.key !== "Tab") event.preventDefault();
  });
  document.addEventListener("pointerdown", outside, true);
  anchor.setAttribute("aria-expanded", "true");
  (anchor.closest("dialog") || document.body).append(menu);
  place(menu, anchor);
  closeOpenMenu = close;
  if (items.length) items[0].focus();
}

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = box.bottom + 4 + menu.offsetHeight < window.innerHeight;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - menu.offsetWidth - 8))}px`;
}

export function confirmFirst(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) => () => { dialog.close(); dialog.remove(); resolve(yes); };
    const yes = make("button", { type: "button", class: `button ${confirm.style || "primary"}`, onclick: answer(true) }, confirm.confirm.text);
    const no = make("button", { type: "button", class: "button", onclick: answer(false) }, confirm.deny.text);
    const dialog = make("dialog", { class: "confirm", "aria-labelledby": "confirm-title", oncancel: answer(false) },
      make("h2", { id: "confirm-title" }, confirm.title.text), make("p", {}, confirm.text.text), make("div", { class: "row" }, no, yes));
    document.body.append(dialog);
    dialog.showModal();
  });
}
