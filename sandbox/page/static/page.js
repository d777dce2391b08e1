// The page of the sandbox. Everything it knows comes from /sandbox/state, /sandbox/chats/…/messages
// and the events; everything it does is a POST to /sandbox/….

const words = JSON.parse(document.getElementById("words").textContent);
const $ = (id) => document.getElementById(id);
const state = { people: [], chats: new Map(), number: 0 };
const panes = [];
const unread = new Map();
const WIDEST = 3;

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

async function order(name, body) {
  const form = body instanceof FormData;
  const response = await fetch(`/sandbox/${name}`, {
    method: "POST",
    headers: form ? {} : { "content-type": "application/json" },
    body: form ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) toast(answer.error);
  return response.ok ? answer : null;
}

// The list of chats

const me = () => Number($("me").value) || null;

function showChats() {
  const mine = [...state.chats.values()].filter((chat) => !me() || chat.people.includes(me()));
  mine.sort((a, b) => b.at.localeCompare(a.at));
  $("chats").replaceChildren(...mine.map(chatItem));
  const known = mine.some((chat) => chat.kind === "private");
  $("start").hidden = !me() || known;
}

function chatItem(chat) {
  const count = unread.get(chat.key) || 0;
  const open = panes.some((pane) => pane.key === chat.key);
  return el("li", { class: open ? "open" : "" },
    el("button", { class: "enter", type: "button", onclick: () => openChat(chat.key) },
      el("span", { class: "title" }, chat.title),
      count ? el("span", { class: "unread" }, String(count)) : null,
      el("span", { class: "last" }, chat.last)),
    el("button", {
      class: "beside", type: "button", title: words.beside, "aria-label": words.beside,
      onclick: () => openChat(chat.key, true),
    }, "+"));
}

// Panes

async function openChat(key, beside = false) {
  let pane = panes.find((one) => one.key === key);
  if (!pane) {
    pane = makePane(key);
    if (beside && panes.length < WIDEST) panes.push(pane);
    else panes.splice(Math.max(panes.length - 1, 0), 1, pane);
    $("panes").replaceChildren(...panes.map((one) => one.node));
  }
  unread.delete(key);
  document.querySelector("main").classList.add("reading");
  showChats();
  await reload(pane);
}

function closePane(pane) {
  panes.splice(panes.indexOf(pane), 1);
  const hint = el("p", { class: "hint" }, words.choose);
  $("panes").replaceChildren(...(panes.length ? panes.map((one) => one.node) : [hint]));
  if (!panes.length) document.querySelector("main").classList.remove("reading");
  showChats();
}

function makePane(key) {
  const pane = { key, messages: new Map(), reply: null, editing: null };
  pane.log = el("div", { class: "log", role: "log", tabindex: "0" });
  pane.quote = el("button", { class: "quote", type: "button", hidden: true, onclick: () => setAside(pane) });
  pane.as = el("select", { class: "as", "aria-label": words.as, onchange: () => redraw(pane) });
  pane.topic = el("select", { class: "as", "aria-label": words.topic });
  pane.text = el("textarea", {
    rows: "1", placeholder: words.write, "aria-label": words.write,
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send(pane);
      } else if (event.key === "Escape") setAside(pane);
    },
  });
  pane.file = el("input", { type: "file", multiple: true, hidden: true, onchange: () => upload(pane) });
  pane.title = el("h2");
  pane.node = el("section", { class: "pane" },
    el("div", { class: "head" },
      el("button", { class: "back", type: "button", "aria-label": words.back,
        onclick: () => document.querySelector("main").classList.remove("reading") }, "←"),
      pane.title,
      el("button", { type: "button", "aria-label": words.close, onclick: () => closePane(pane) }, "×")),
    pane.log,
    el("form", { class: "compose", onsubmit: (event) => { event.preventDefault(); send(pane); } },
      pane.quote, pane.as, pane.topic, pane.text, pane.file,
      el("button", { type: "button", onclick: () => pane.file.click() }, words.attach),
      el("button", { type: "submit" }, words.send)));
  showActors(pane);
  return pane;
}

function showActors(pane) {
  const chat = state.chats.get(pane.key);
  if (!chat) return;
  pane.title.textContent = chat.gone ? `${chat.title} (${words.gone})` : chat.title;
  const before = pane.as.value || String(me() || "");
  const names = new Map(state.people.map((person) => [person.id, person.name]));
  pane.as.replaceChildren(
    ...chat.people.map((id) => el("option", { value: id }, names.get(id))),
    ...(chat.kind === "private" ? [] : chat.leaders.map((id) =>
      el("option", { value: `${id}!` }, `${words.anonymous}: ${names.get(id)}`))));
  if ([...pane.as.options].some((option) => option.value === before)) pane.as.value = before;
  pane.topic.hidden = !chat.topics.length;
  pane.topic.replaceChildren(el("option", { value: "" }, words.general),
    ...chat.topics.map((topic) => el("option", { value: topic.id }, topic.name)));
}

const actor = (pane) => Number(pane.as.value.replace("!", ""));

async function reload(pane) {
  const response = await fetch(`/sandbox/chats/${encodeURIComponent(pane.key)}/messages`);
  if (!response.ok) return;
  pane.messages = new Map((await response.json()).map((message) => [message.id, message]));
  redraw(pane);
  pane.log.scrollTop = pane.log.scrollHeight;
}

function redraw(pane) {
  const drawn = [...pane.messages.values()].map((message) => drawMessage(pane, message));
  pane.log.replaceChildren(...(drawn.length ? drawn : [el("p", { class: "hint" }, words.empty)]));
}

// Messages

function drawMessage(pane, message) {
  if (message.service) {
    const what = words[`service.${message.service.kind}`] || message.service.kind;
    return el("div", { class: "service" }, `${message.sender} · ${what} ${message.service.detail}`);
  }
  const mine = message.sender_id === actor(pane);
  const text = el("div", { class: "text" });
  text.innerHTML = message.html; // escaped by the server: only its own tags are in it
  return el("div", { class: mine ? "message mine" : "message", "data-id": message.id },
    el("div", { class: "bubble" },
      mine ? null : el("div", { class: "sender" }, message.sender),
      message.forwarded ? el("div", { class: "meta" }, `${words.forwarded} ${message.forwarded}`) : null,
      message.reply ? el("span", { class: "quote" }, message.reply.line) : null,
      message.photo ? el("img", { class: "photo", src: message.photo.url, alt: message.photo.name }) : null,
      message.document ? fileLink(message.document) : null,
      text,
      metaLine(pane, message, mine)),
    message.keyboard.length ? keyboard(pane, message) : null,
    message.choices.length ? choices(pane, message) : null);
}

function fileLink(file) {
  return el("a", { class: "file", href: file.url, download: file.name }, `${file.name} (${Math.ceil(file.size / 1024)} KB)`);
}

function metaLine(pane, message, mine) {
  const remarks = [...message.reactions];
  if (message.pinned) remarks.push(words.pinned);
  if (message.edited) remarks.push(words.edited);
  const hour = { hour: "2-digit", minute: "2-digit", timeZone: state.zone };
  remarks.push(new Date(message.at).toLocaleTimeString([], hour));
  return el("div", { class: "meta" },
    ...remarks.map((remark) => el("span", {}, remark)),
    el("button", { type: "button", onclick: () => takeUp(pane, "reply", message) }, words.reply),
    mine && !message.bot
      ? el("button", { type: "button", onclick: () => takeUp(pane, "editing", message) }, words.edit) : null);
}

function keyboard(pane, message) {
  const press = (button) => order("press", {
    person: actor(pane), chat: pane.key, message: message.id, data: button.data,
  });
  return el("div", { class: "keys" }, ...message.keyboard.map((row) => el("div", {},
    ...row.map((button) => button.url
      ? el("a", { href: button.url, rel: "noreferrer", target: "_blank" }, button.text)
      : el("button", { type: "button", disabled: button.data === null, onclick: () => press(button) },
        button.text)))));
}

function choices(pane, message) {
  const say = (text) => order("say", { person: actor(pane), chat: pane.key, text });
  return el("div", { class: "keys" }, ...message.choices.map((row) => el("div", {},
    ...row.map((text) => el("button", { type: "button", onclick: () => say(text) }, text)))));
}

// Writing

function takeUp(pane, how, message) {
  setAside(pane);
  pane[how] = message.id;
  pane.quote.textContent = `${how === "reply" ? words.reply : words.edit}: ${message.line} ×`;
  pane.quote.hidden = false;
  pane.text.placeholder = message.placeholder || words.write;
  if (how === "editing") {
    const plain = el("div");
    plain.innerHTML = message.html;
    pane.text.value = plain.textContent;
  }
  pane.text.focus();
}

function setAside(pane) {
  if (pane.editing) pane.text.value = "";
  pane.reply = pane.editing = null;
  pane.quote.hidden = true;
  pane.text.placeholder = words.write;
}

async function send(pane) {
  const text = pane.text.value.trim();
  if (!text) return;
  const common = { person: actor(pane), chat: pane.key, text };
  const done = pane.editing
    ? await order("edit", { ...common, message: pane.editing })
    : await order("say", {
      ...common, reply_to: pane.reply, thread: pane.topic.value || null,
      anonymous: pane.as.value.endsWith("!"),
    });
  if (!done) return;
  setAside(pane);
  pane.text.value = "";
}

async function upload(pane) {
  const form = new FormData();
  form.set("person", actor(pane));
  form.set("chat", pane.key);
  form.set("text", pane.text.value.trim());
  if (pane.reply) form.set("reply_to", pane.reply);
  if (pane.topic.value) form.set("thread", pane.topic.value);
  for (const file of pane.file.files) form.append("file", file);
  pane.file.value = "";
  if (!(await order("upload", form))) return;
  setAside(pane);
  pane.text.value = "";
}

// News

function take(news) {
  if (news.what === "structure") return void loadSoon();
  if (news.what === "answered") return void (news.text && toast(news.text));
  const chat = state.chats.get(news.chat);
  if (!chat) return void loadSoon();
  const { message } = news;
  if (news.what === "sent") {
    chat.last = message.line;
    chat.at = message.at;
    if (message.service) loadSoon();
  }
  const pane = panes.find((one) => one.key === news.chat);
  if (pane) showNews(pane, news);
  else if (news.what === "sent" && message.bot) unread.set(chat.key, (unread.get(chat.key) || 0) + 1);
  listSoon();
}

function showNews(pane, { what, message }) {
  const atEnd = pane.log.scrollHeight - pane.log.scrollTop - pane.log.clientHeight < 60;
  const place = pane.log.querySelector(`[data-id="${message.id}"]`);
  if (what === "deleted") {
    pane.messages.delete(message.id);
    if (place) place.remove();
  } else if (pane.messages.has(message.id) || what === "sent") {
    const isNew = !pane.messages.has(message.id);
    if (isNew && !pane.messages.size) pane.log.replaceChildren();
    pane.messages.set(message.id, message);
    const drawn = drawMessage(pane, message);
    if (place) place.replaceWith(drawn);
    else if (isNew) pane.log.append(drawn);
  }
  if (what === "sent" && message.force_reply) takeUp(pane, "reply", message);
  if (atEnd) pane.log.scrollTop = pane.log.scrollHeight;
}

function soon(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    setTimeout(() => { asked = false; work(); }, 50);
  };
}
const listSoon = soon(showChats);
const loadSoon = soon(load);

async function load() {
  const answer = await (await fetch("/sandbox/state")).json();
  state.number = answer.number;
  state.people = answer.people;
  state.chats = new Map(answer.chats.map((chat) => [chat.key, chat]));
  const before = $("me").value;
  $("me").replaceChildren($("me").options[0],
    ...state.people.map((person) => el("option", { value: person.id }, person.name)));
  $("me").value = before;
  showClock(answer.clock);
  panes.forEach(showActors);
  showChats();
}

function showClock(clock) {
  state.zone = clock.zone || undefined;
  $("now").textContent = new Date(clock.now).toLocaleString([], { timeZone: state.zone });
  $("now").dateTime = clock.now;
  $("banner").replaceChildren(...clock.banner.map((line) => el("li", {}, line)));
  for (const button of document.querySelectorAll("[data-speed]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === clock.speed));
  }
}

async function setClock(change) {
  const clock = await order("clock", change);
  if (clock) showClock(clock);
}

function listen() {
  const events = new EventSource(`/sandbox/events?since=${state.number}`);
  events.addEventListener("news", (event) => take(JSON.parse(event.data)));
  events.addEventListener("clock", (event) => showClock(JSON.parse(event.data)));
  events.onopen = () => { $("offline").hidden = true; };
  events.onerror = () => { $("offline").hidden = false; };
}

$("me").addEventListener("change", showChats);
$("start").addEventListener("click", async () => {
  const done = await order("start", { person: me() });
  if (done) { await load(); await openChat(done.chat); }
});
for (const button of document.querySelectorAll("[data-speed]")) {
  button.addEventListener("click", () => setClock({ speed: Number(button.dataset.speed) }));
}
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => setClock({ step: Number(button.dataset.step) }));
}
await load();
listen();
