// Shows one chat as one person sees it.

import { order } from "./api.js";
import { avatar } from "./avatars.js";
import { faultItems } from "./befalling.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { Log } from "./log.js";
import { menu } from "./popups.js";
import { markRead } from "./reads.js";
import { actor, botOf, isPrivate, personName, position, store, tell, titleFor } from "./store.js";
import { question } from "./toasts.js";
import { say } from "./words.js";

/** After this a pressed button stops waiting for the bot's answer. */
const PATIENCE = 15_000;

export class Pane {
  /** `layout` knows the other panes: focus(pane), close(pane), back(), open(key). */
  constructor(key, person, layout) {
    Object.assign(this, { key, layout });
    this.person = person;
    this.anonymous = false;
    /** null shows all topics; 0 is the general one. */
    this.topic = null;
    this.presses = new Map();
    this.log = new Log(this);
    this.composer = new Composer(this);
    this.head = el("header", { class: "head" });
    this.topics = el("div", { class: "topics", role: "group", "aria-label": say("topic"), hidden: true });
    this.closed = el("div", { class: "closed", hidden: true });
    this.node = el("section", { class: "pane", dataset: { chat: key } },
      this.head, this.topics,
      el("div", { class: "view" }, this.log.node, this.log.toEnd),
      this.composer.node, this.closed);
    this.node.addEventListener("focusin", () => layout.focus(this));
    this.node.addEventListener("pointerdown", () => layout.focus(this));
    this.acceptDrops();
  }

  get chat() {
    return store.chats.get(this.key);
  }

  // The person who sees the chat

  isMine(message) {
    if (message.anonymous) return this.anonymous;
    return message.sender_id === this.person && !this.anonymous;
  }

  isOwn(message) {
    return !message.anonymous && message.sender_id === this.person;
  }

  become(person, anonymous = false) {
    this.person = person;
    this.anonymous = anonymous;
    this.show();
    this.log.draw();
    this.read();
    this.layout.changed();
  }

  choosePerson(anchor) {
    const { people, leaders } = this.chat;
    const person = (id) => ({
      text: personName(id), note: position(id) === personName(id) ? "" : position(id), avatar: avatar(personName(id), "", "small"),
      checked: id === this.person && !this.anonymous, act: () => this.become(id),
    });
    const masked = (id) => ({
      text: `${say("anonymous")} · ${personName(id)}`, note: say("anonymous_text"), icon: "mask",
      checked: id === this.person && this.anonymous, act: () => this.become(id, true),
    });
    const masks = isPrivate(this.chat) ? [] : leaders.map(masked);
    menu(anchor, [...people.map(person), ...(masks.length ? ["-", ...masks] : []), ...this.scriptItems()], say("as"));
  }

  scriptItems() {
    const scripted = actor(this.person);
    if (!scripted) return [];
    const { on } = scripted;
    return ["-", { text: say(on ? "take_over" : "give_back"), icon: "people", act: () => this.setActing(!on) }];
  }

  async setActing(on) {
    if (await order("stage/actor", { person: this.person, on })) tell("stage-soon");
  }

  read() {
    if (document.hidden || !this.layout.isVisible(this)) return;
    markRead(this.person, this.chat);
    tell("reads");
  }

  // The pane's head

  show() {
    if (!this.chat.people.includes(this.person)) this.person = this.chat.leaders[0] ?? this.chat.people[0] ?? null;
    if (!this.chat.leaders.includes(this.person)) this.anonymous = false;
    const title = titleFor(this.chat, this.person);
    const [colour, state] = store.stage.marks[this.key] ?? ["", ""];
    // News come often; a head that says the same is left alone, with the focus it may have.
    const said = JSON.stringify([
      title, colour, state, this.subtitle(), this.person, this.anonymous, actor(this.person)?.on, this.chat.topics, this.chat.moved_to,
    ]);
    if (said === this.said) return;
    this.said = said;
    this.head.replaceChildren(
      this.tool("back", say("back"), () => this.layout.back()),
      avatar(title, colour, "medium"),
      el("div", { class: "title" },
        el("h2", {}, title),
        el("p", {}, state ? el("span", { class: "state", dataset: { colour } }, state) : null, this.subtitle())),
      this.tool("more", say("more"), (event) => this.openMenu(event.currentTarget)),
      this.tool("close", say("close"), () => this.layout.close(this)));
    this.showTopics();
    this.showFoot();
  }

  get personName() {
    return this.anonymous ? say("anonymous") : personName(this.person);
  }

  tool(name, label, act) {
    return el("button", { type: "button", class: `tool ${name}`, title: label, "aria-label": label, onclick: act }, icon(name));
  }

  subtitle() {
    const { chat } = this;
    if (chat.gone) return say("gone");
    const hasBot = chat.bots.length > 0;
    if (isPrivate(chat)) return hasBot || !botOf(chat) ? say("private_with", { name: chat.title }) : say("bot_blocked");
    const count = say("members", { n: chat.people.length });
    return hasBot || !store.bots.size ? count : `${count} · ${say("bot_absent")}`;
  }

  openMenu(anchor) {
    const { chat } = this;
    menu(anchor, [
      chat.forum && { text: say("new_topic"), icon: "chat", act: () => this.addTopic() },
      chat.forum && "-",
      ...faultItems(this),
    ].filter(Boolean), say("faults_in", { chat: titleFor(chat, this.person) }));
  }

  // Topics

  showTopics() {
    const { forum, topics } = this.chat;
    this.topics.hidden = !forum;
    if (!forum) return;
    const all = [[null, say("all")], [0, say("general")], ...topics.map((topic) => [topic.id, topic.name])];
    this.topics.replaceChildren(...all.map(([id, name]) => el("button", {
      type: "button", "aria-pressed": String(id === this.topic), onclick: () => this.chooseTopic(id),
    }, name)));
  }

  chooseTopic(id) {
    this.topic = id;
    this.showTopics();
    this.log.open();
  }

  topicName(id) {
    return this.chat.topics.find((topic) => topic.id === id)?.name ?? "";
  }

  showsTopicOf(message) {
    return this.topic === null || (message.thread ?? 0) === this.topic;
  }

  async addTopic() {
    const text = await question(say("topic_name"));
    if (!text) return;
    const topic = await order("topic", { person: this.person, chat: this.key, text });
    if (!topic) return;
    this.chat.topics.push(topic);
    this.chooseTopic(topic.id);
  }

  // The pane's foot

  showFoot() {
    const { chat } = this;
    const read = chat.kind === "channel";
    const may = this.person !== null && !chat.gone && !read;
    this.composer.node.hidden = !may;
    if (may) this.composer.showPerson();
    this.closed.hidden = may;
    const moved = chat.moved_to;
    this.closed.replaceChildren(el("span", {}, say(chat.gone ? "gone" : read ? "channel" : "nobody")),
      moved ? el("button", { type: "button", class: "plain", onclick: () => this.layout.open(moved) }, say("moved")) : "");
  }

  acceptDrops() {
    this.node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.node.classList.add("dropping");
    });
    this.node.addEventListener("dragleave", () => this.node.classList.remove("dropping"));
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      this.node.classList.remove("dropping");
      if (!this.composer.node.hidden) this.composer.attach([...event.dataTransfer.files]);
    });
  }

  // Buttons

  async press(message, button, node) {
    if (node.classList.contains("waiting")) return;
    node.classList.add("waiting");
    const done = await order("press", { person: this.person, chat: this.key, message: message.id, data: button.data });
    if (!done) return void node.classList.remove("waiting");
    const stop = () => { node.classList.remove("waiting"); this.presses.delete(done.id); };
    this.presses.set(done.id, stop);
    setTimeout(stop, PATIENCE);
    // The answer may have overtaken the reply to the press itself.
    this.layout.showAnswer(done.id);
  }

  shareNumber(message, choice) {
    return order("contact", { person: this.person, chat: this.key, message: message.id, text: choice.text });
  }

  /** Offers the chats that this person runs, as the phone does. */
  shareChat(message, choice, anchor) {
    const fits = (chat) => !isPrivate(chat) && (chat.kind === "channel") === (choice.request_chat === "channel");
    const offered = [...store.chats.values()].filter((chat) => fits(chat) && chat.leaders.includes(this.person));
    const told = { person: this.person, chat: this.key, message: message.id, text: choice.text };
    const item = (chat) => ({ text: chat.title, act: () => order("share", { ...told, shared: chat.key }) });
    menu(anchor, offered.length ? offered.map(item) : [{ text: say("no_channel"), act: () => {} }], choice.text);
  }

  // News

  take(news) {
    this.log.take(news);
    if (news.what !== "sent") return;
    this.read();
    if (news.message.force_reply) this.composer.asked(news.message);
  }
}
