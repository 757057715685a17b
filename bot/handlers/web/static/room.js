// The room's script: it spares the reload and listens. Every page works without it.
"use strict";
(() => {
  const body = document.body;
  const dialog = document.getElementById("dialog");
  const stream = document.getElementById("stream");
  const below = document.getElementById("below");
  const trouble = document.getElementById("trouble");
  const heard = document.getElementById("heard");
  document.documentElement.classList.add("js");

  // -- the stream ------------------------------------------------------------------------

  const nearEnd = () => stream.scrollHeight - stream.scrollTop - stream.clientHeight < 160;
  const toEnd = () => { stream.scrollTop = stream.scrollHeight; };

  function announce(text) {
    heard.textContent = "";
    setTimeout(() => { heard.textContent = text; }, 50);
  }

  // What the reader has opened, and where they stand, is carried over to the new element.
  function carry(old, fresh) {
    const open = new Set([...old.querySelectorAll("details[open]")].map((it) => it.dataset.key || it.id));
    for (const it of fresh.querySelectorAll("details")) {
      const key = it.dataset.key || it.id;
      if (key && key !== "menu" && open.has(key)) it.open = true;
    }
    const at = old.contains(document.activeElement) && document.activeElement;
    const key = at && (at.dataset.key || at.id);
    return key && (() => {
      const same = fresh.querySelector(`[data-key="${CSS.escape(key)}"], [id="${CSS.escape(key)}"]`);
      if (!same) fresh.tabIndex = -1;
      (same || fresh).focus({ preventScroll: true });
    });
  }

  function apply(it, number, mine) {
    if (it.say && !mine) announce(it.say);
    if (!it.id) return;
    const old = document.getElementById(it.id);
    if (it.gone) {
      if (!old) return;
      const next = old.contains(document.activeElement) && old.parentElement;
      old.remove();
      if (next) (next.closest("article")?.querySelector("summary") || stream).focus({ preventScroll: true });
      return;
    }
    if (old && Number(old.dataset.n || 0) > number) return;
    if (it.show && mine) requestAnimationFrame(() => reveal(document.getElementById(it.id), it.say));
    const holder = document.createElement("template");
    holder.innerHTML = it.html;
    const fresh = holder.content.firstElementChild;
    fresh.dataset.n = number;
    if (old) {
      const refocus = carry(old, fresh);
      const stood = old.scrollTop;
      old.replaceWith(fresh);
      fresh.scrollTop = stood;
      if (refocus) refocus();
      if (it.within && document.getElementById(it.within)) flash(fresh);
    } else {
      const into = document.getElementById(it.into);
      if (!into) return;
      const thread = it.open && document.getElementById(it.open);
      const follow = (into.id === "flow" || thread) && nearEnd();
      if (thread) thread.open = true;
      into.append(fresh);
      flash(fresh);
      if (into.id === "flow" || thread) {
        if (follow) toEnd(); else below.hidden = false;
      }
    }
  }

  // The answer to one's own step: its beginning in sight, and read out.
  function reveal(element, text) {
    if (!element) return;
    const tall = element.offsetHeight > stream.clientHeight - 40;
    element.scrollIntoView({ block: tall ? "start" : "nearest" });
    if (text) announce(text);
  }

  function flash(element) {
    element.classList.add("fresh");
    setTimeout(() => element.classList.remove("fresh"), 1600);
  }

  function applyAll(answer, mine) {
    for (const it of answer.do || []) apply(it, answer.n || 0, mine);
  }

  // A browser keeps six connections to one place for all its windows together, and a window that
  // listens holds one. So one that nobody sees lets go of it, and catches up when it is seen.
  function listen() {
    let source = null;
    let last = "";
    const open = () => {
      const from = new URL(body.dataset.stream, location.href);
      if (last) from.searchParams.set("fran", last);
      source = new EventSource(from);
      source.onmessage = (event) => {
        last = event.lastEventId || last;
        hush();
        applyAll(JSON.parse(event.data), false);
      };
      source.addEventListener("stale", () => { source.close(); location.reload(); });
      source.onerror = () => complain(body.dataset.lost);
      source.onopen = () => hush();
    };
    const close = () => { source?.close(); source = null; };
    const follow = () => { if (document.hidden) close(); else if (!source) open(); };
    addEventListener("pagehide", close);
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    document.addEventListener("visibilitychange", follow);
    follow();
  }

  function complain(text) { trouble.textContent = text; trouble.hidden = false; }
  function hush() { trouble.hidden = true; }

  // -- sending ---------------------------------------------------------------------------

  async function send(form, submitter, extra = {}) {
    const whole = new FormData(form, submitter);
    for (const [name, value] of Object.entries(extra)) whole.set(name, value);
    const files = [...whole.values()].some((value) => value instanceof File);
    const data = files ? whole : new URLSearchParams(whole);
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: data, headers: { "X-Room": "live" }, keepalive: !files && data.toString().length < 60000,
    });
    if (answer.redirected && !answer.headers.get("content-type")?.includes("json")) {
      location.assign(answer.url);
      return null;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function submit(form, submitter) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    submitter?.setAttribute("aria-busy", "true");
    try {
      const sent = snapshot(form);
      const answer = await send(form, submitter);
      if (!answer) return;
      if (answer.trouble) complain(answer.trouble); else hush();
      if ("clear" in form.dataset) cleared(form, answer.key);
      form.querySelectorAll("details.menu[open]").forEach((it) => { it.open = false; });
      const inside = dialog.contains(form);
      if (inside && form.dataset.form) kept.delete(form.dataset.form);
      if (answer.dialog) show(answer.dialog, inside ? sent : null);
      else if (inside) { sentOff = true; dialog.close(); }
      applyAll(answer, true);
      if (form.matches(".composer")) toEnd();
    } catch {
      complain(body.dataset.failed);
      dialog.querySelector(".form-trouble")?.remove();
      if (dialog.open) {
        const note = document.createElement("p");
        note.className = "error form-trouble";
        note.setAttribute("role", "alert");
        note.textContent = body.dataset.failed;
        dialog.querySelector("footer").prepend(note);
      }
    } finally {
      delete form.dataset.busy;
      submitter?.removeAttribute("aria-busy");
    }
  }

  function cleared(form, key) {
    const text = form.querySelector("textarea");
    text.value = "";
    form.querySelector("[name=key]").value = key;
    fit(text);
    text.focus();
  }

  // -- forms in a dialog -----------------------------------------------------------------

  const kept = new Map(); // what was typed in a form that was left, by the form's command
  let sentOff = false;
  let opener = null;

  const fieldsOf = (form) => [...form.elements].filter((it) => /^(one|many)\./.test(it.name) && it.type !== "hidden");

  function snapshot(form) {
    const told = {};
    for (const it of fieldsOf(form)) {
      const picked = it.type === "checkbox" || it.type === "radio" ? (it.checked ? [it.value] : [])
        : it.multiple ? [...it.selectedOptions].map((option) => option.value) : [it.value];
      told[it.name] = [...(told[it.name] || []), ...picked];
    }
    return told;
  }

  function fill(form, told) {
    for (const it of fieldsOf(form)) {
      const values = told[it.name];
      if (!values || it.type === "file") continue;
      if (it.dataset.search !== undefined) {
        const listed = [...it.options].map((option) => option.value);
        for (const value of values) if (value && !listed.includes(value)) it.append(new Option(value, value));
      }
      if (it.type === "checkbox" || it.type === "radio") it.checked = values.includes(it.value);
      else if (it.multiple) [...it.options].forEach((option) => { option.selected = values.includes(option.value); });
      else it.value = values[0] ?? "";
    }
  }

  // What was chosen cannot be drawn by the room: it moves from the old form to the new.
  function keepFiles(old, form) {
    for (const it of form.querySelectorAll("input[type=file]")) {
      const before = old?.elements[it.name];
      if (before?.files?.length) it.files = before.files;
    }
  }

  const differences = (before, now) => Object.fromEntries(
    Object.entries(now).filter(([name, values]) => before[name] && String(before[name]) !== String(values)));

  // `sent`: what the form held when the answer was asked for; typed since then is carried over.
  function show(html, sent) {
    const old = dialog.querySelector("form");
    const since = old && sent ? differences(sent, snapshot(old)) : {};
    const at = dialog.contains(document.activeElement) ? document.activeElement.id : "";
    const top = dialog.querySelector(".form-main")?.scrollTop || 0;
    if (!dialog.open) opener = document.activeElement;
    dialog.innerHTML = html;
    const form = dialog.querySelector("form");
    const before = kept.get(form.dataset.form);
    form.start = (sent && old?.start) || snapshot(form);
    const restored = !sent && before ? before : since;
    fill(form, restored);
    if (sent) keepFiles(old, form);
    enhance(form);
    if (!dialog.open) dialog.showModal();
    const errors = dialog.querySelector("#errors");
    if (errors) { errors.focus(); errors.scrollIntoView({ block: "nearest" }); return; }
    dialog.querySelector(".form-main").scrollTop = sent ? top : 0;
    const again = sent && at && document.getElementById(at);
    (again || form.querySelector(".field :is(input:not([type=hidden]), textarea, select):not([hidden])")
      || form.querySelector("footer button"))?.focus({ preventScroll: Boolean(again) });
    if (!sent && before && [...form.querySelectorAll("[data-refreshes]")].length
      && Object.keys(differences(form.start, snapshot(form))).length) refresh(form);
  }

  async function refresh(form) {
    const sent = snapshot(form);
    form.asked = (form.asked || 0) + 1;
    const turn = form.asked;
    try {
      const answer = await send(form, null, { _refresh: "1" });
      if (answer?.dialog && dialog.contains(form) && turn === form.asked && !form.dataset.busy) show(answer.dialog, sent);
    } catch { /* the questions stay as they are; sending will tell */ }
  }

  dialog?.addEventListener("close", () => {
    const form = dialog.querySelector("form[data-form]");
    if (form && !sentOff) {
      const now = snapshot(form);
      if (Object.keys(differences(form.start || {}, now)).length || kept.has(form.dataset.form)) {
        kept.set(form.dataset.form, now);
        if (form.querySelector("[data-refreshes]")) send(form, null, { _refresh: "1" }).catch(() => {});
      }
    }
    sentOff = false;
    dialog.innerHTML = "";
    if (opener?.isConnected) opener.focus();
  });

  dialog?.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) dialog.close();
    const link = event.target.closest(".errors a");
    if (link) {
      event.preventDefault();
      const id = link.hash.slice(1);
      (document.getElementById(`${id}-search`) || document.getElementById(id))?.focus();
    }
  });

  dialog?.addEventListener("change", (event) => {
    const field = event.target.closest("[data-refreshes]");
    if (field) refresh(event.target.form);
  });

  // -- long lists, chosen by typing (ARIA combobox over the plain list) ---------------------

  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  function make(tag, values, text) {
    const element = Object.assign(document.createElement(tag), values);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function enhance(root) {
    root.querySelectorAll("select[data-search]").forEach(searchable);
    root.querySelectorAll("textarea").forEach(fit);
  }

  function searchable(select) {
    const many = select.multiple;
    const name = select.id;
    const box = make("div", { className: "finder" });
    const chips = make("ul", { className: "chips" });
    const input = make("input", { id: `${name}-search`, type: "text", autocomplete: "off", placeholder: select.dataset.hint });
    const list = make("ul", { id: `${name}-list`, className: "hits", hidden: true });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");
    for (const key of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(key)) input.setAttribute(key, select.getAttribute(key));
    }
    list.setAttribute("role", "listbox");
    if (many) list.setAttribute("aria-multiselectable", "true");
    const label = select.labels[0];
    if (label) { label.htmlFor = input.id; list.setAttribute("aria-label", label.textContent.trim()); }
    box.append(chips, input, list);
    select.hidden = true;
    select.after(box);
    let at = -1;

    const close = () => {
      list.hidden = true; at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      if (!many) input.value = select.value ? select.selectedOptions[0].textContent : "";
    };
    const drawChips = () => {
      if (!many) { input.value = select.value ? select.selectedOptions[0].textContent : ""; return; }
      chips.replaceChildren(...[...select.selectedOptions].map((option) => {
        const chip = make("li", {});
        const remove = make("button", { type: "button", className: "chip" }, option.textContent);
        remove.setAttribute("aria-label", select.dataset.remove.replace("%", option.textContent));
        remove.addEventListener("click", () => { option.selected = false; changed(); input.focus(); });
        chip.append(remove);
        return chip;
      }));
    };
    const changed = () => { drawChips(); select.dispatchEvent(new Event("change", { bubbles: true })); };
    const choose = (option) => {
      if (many) { option.selected = !option.selected; input.value = ""; } else select.value = option.value;
      changed();
      close();
    };
    // What matches nothing in the list is sent as typed: the desk may know it (a village, say),
    // and answers with what would be right if it does not.
    const commit = () => {
      const text = input.value.trim();
      if (!text || (!many && select.value && text === select.selectedOptions[0].textContent)) return;
      const hits = found(folded(text));
      const same = hits.find((option) => folded(option.textContent) === folded(text));
      const option = same || (hits.length === 1 ? hits[0] : new Option(text, text));
      if (!option.isConnected) select.append(option);
      option.selected = true;
      input.value = "";
      changed();
    };
    const found = (words) => [...select.options].filter((option) => option.value || !many)
      .map((option) => [rank(option, words), option]).filter(([score]) => score < 3)
      .sort((a, b) => a[0] - b[0] || (words ? a[1].textContent.length - b[1].textContent.length : 0))
      .map(([, option]) => option).slice(0, 60);
    const rank = (option, words) => {
      const text = folded(option.textContent);
      return text.startsWith(words) ? 0 : text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(words)) ? 1 : text.includes(words) ? 2 : 3;
    };
    const open = () => {
      const chosen = !many && select.value ? select.selectedOptions[0].textContent : null;
      const words = input.value === chosen ? "" : folded(input.value.trim());
      const hits = found(words);
      list.replaceChildren(...hits.map((option, index) => {
        const hit = make("li", { id: `${name}-hit-${index}` }, option.textContent);
        hit.setAttribute("role", "option");
        hit.setAttribute("aria-selected", String(option.selected && Boolean(option.value)));
        hit.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        hit.option = option;
        return hit;
      }));
      if (!hits.length) list.append(make("li", { className: "none" }, select.dataset.empty));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      list.scrollIntoView({ block: "nearest" });
      mark(words && hits.length ? 0 : -1);
    };
    const mark = (index) => {
      at = index;
      [...list.children].forEach((hit, place) => hit.classList.toggle("at", place === at));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    };
    input.addEventListener("input", open);
    input.addEventListener("click", () => { if (list.hidden) { if (!many) input.select(); open(); } });
    input.addEventListener("blur", () => {
      if (!many && !input.value && select.value && [...select.options].some((it) => !it.value)) { select.value = ""; changed(); }
      commit();
      close();
    });
    input.addEventListener("keydown", (event) => {
      const hits = [...list.children].filter((hit) => hit.option);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open();
        else if (hits.length) mark((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + hits.length) % hits.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && at >= 0) choose(hits[at].option);
        else { commit(); close(); }
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); event.stopPropagation(); close();
      } else if (event.key === "Backspace" && many && !input.value) {
        const last = [...select.selectedOptions].pop();
        if (last) { last.selected = false; changed(); }
      }
    });
    drawChips();
  }

  // -- the page ----------------------------------------------------------------------------

  function fit(text) {
    if (CSS.supports("field-sizing", "content")) return;
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, 220)}px`;
  }

  if (!stream) return;
  enhance(document);
  toEnd();
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  listen();
  stream.addEventListener("scroll", () => { if (nearEnd()) below.hidden = true; }, { passive: true });
  below.addEventListener("click", () => { toEnd(); below.hidden = true; });

  document.addEventListener("submit", (event) => {
    if (!("live" in event.target.dataset)) return;
    event.preventDefault();
    submit(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    const text = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && text.matches?.(".say textarea")) {
      event.preventDefault();
      if (text.value.trim()) text.form.requestSubmit();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.matches?.(".form textarea")) {
      text.form.requestSubmit(text.form.querySelector("footer .button"));
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((it) => { it.open = false; it.querySelector("summary").focus(); });
    }
  });

  // A menu opened at the lower edge comes into sight whole.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.menu[open]")) event.target.querySelector(".menu-items").scrollIntoView({ block: "nearest" });
  }, true);

  document.addEventListener("input", (event) => { if (event.target.matches("textarea")) fit(event.target); });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((it) => { if (!it.contains(event.target)) it.open = false; });
    const insert = event.target.closest("[data-insert]");
    if (insert) {
      const text = document.getElementById("text");
      text.value = `${insert.dataset.insert} `;
      text.focus();
      fit(text);
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copied(copy);
  });

  async function copied(button) {
    const text = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(text.textContent);
      const before = button.textContent;
      button.textContent = button.dataset.done;
      announce(button.dataset.done);
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch {
      getSelection().selectAllChildren(text);
    }
  }
})();
