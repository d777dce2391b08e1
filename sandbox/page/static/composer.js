// Takes what the reader writes: text, replies, edits, photos and files.

import { order } from "./api.js";
import { avatar } from "./avatars.js";
import { plainText } from "./deeds.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { actor } from "./store.js";
import { gist, say, size } from "./words.js";

const MOST_FILES = 10;
const TALLEST = 160;

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.reply = this.editing = null;
    this.files = [];
    this.build();
  }

  build() {
    this.about = el("div", { class: "about", hidden: true });
    this.tray = el("div", { class: "tray", hidden: true });
    this.script = el("div", { class: "script", hidden: true });
    this.as = el("button", {
      type: "button", class: "as", "aria-haspopup": "menu", onclick: (event) => this.pane.choosePerson(event.currentTarget),
    });
    this.text = el("textarea", {
      rows: "1", placeholder: say("write"), "aria-label": say("write"),
      onkeydown: (event) => this.key(event), oninput: () => this.grow(), onpaste: (event) => this.paste(event),
    });
    this.picker = el("input", {
      type: "file", multiple: true, hidden: true,
      onchange: () => { this.attach([...this.picker.files]); this.picker.value = ""; },
    });
    this.node = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.script, this.about, this.tray, this.picker, this.as,
      el("button", {
        type: "button", class: "tool", title: say("attach"), "aria-label": say("attach"), onclick: () => this.picker.click(),
      }, icon("attach")),
      this.text,
      el("button", { type: "submit", class: "tool send", title: say("send"), "aria-label": say("send") }, icon("send")));
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) this.send();
    else if (event.key === "Escape" && (this.reply || this.editing || this.files.length)) this.setAside();
    else if (event.key === "ArrowUp" && !this.text.value && !event.altKey) this.editLast();
    else return;
    event.preventDefault();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, TALLEST)}px`;
  }

  fill(text) {
    this.text.value = text;
    this.grow();
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
  }

  // Replying and editing

  replyTo(message) {
    this.setAside();
    this.reply = message;
    this.text.placeholder = message.placeholder || this.usual;
    this.showAbout("reply", message);
    this.text.focus();
  }

  edit(message) {
    this.setAside();
    this.editing = message;
    this.showAbout("edit", message);
    this.fill(plainText(message));
  }

  editLast() {
    const last = this.pane.log.messages.findLast((one) => this.pane.isOwn(one) && !one.service && one.html && !one.forwarded);
    if (last) this.edit(last);
  }

  /** Asks for the answer that the bot wants; what somebody is just writing is left alone. */
  asked(message) {
    if (this.text.value || this.editing || this.files.length) return;
    const { reply } = message;
    const meant = !reply || reply.sender_id === this.pane.person || this.pane.log.messages.some((one) => one.id === reply.id && one.bot);
    if (!meant) return;
    this.reply = message;
    this.text.placeholder = message.placeholder || this.usual;
    this.showAbout("reply", message);
  }

  showAbout(how, message) {
    this.about.replaceChildren(
      icon(how),
      el("span", {}, el("b", {}, how === "reply" ? `${say("reply")} ${message.sender}` : say("edit")), gist(message)),
      el("button", { type: "button", class: "tool", title: say("cancel"), "aria-label": say("cancel"), onclick: () => this.setAside() }, icon("close")));
    this.about.hidden = false;
  }

  setAside() {
    if (this.editing) this.text.value = "";
    this.reply = this.editing = null;
    this.files = [];
    this.about.hidden = true;
    this.text.placeholder = this.usual;
    this.showTray();
    this.grow();
  }

  // Files

  attach(files) {
    this.files = [...this.files, ...files].slice(0, MOST_FILES);
    this.showTray();
    this.text.focus();
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  showTray() {
    for (const image of this.tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.tray.hidden = !this.files.length;
    this.tray.replaceChildren(...this.files.map((file) => this.chip(file)));
  }

  chip(file) {
    const picture = file.type.startsWith("image/");
    return el("div", { class: "attached" },
      picture ? el("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file"),
      el("span", {}, file.name, el("small", {}, size(file.size))),
      el("button", {
        type: "button", class: "tool", title: say("remove"), "aria-label": `${say("remove")} ${file.name}`,
        onclick: () => { this.files = this.files.filter((one) => one !== file); this.showTray(); },
      }, icon("close")));
  }

  // Sending

  get common() {
    return {
      person: this.pane.person, chat: this.pane.key, anonymous: this.pane.anonymous,
      reply_to: this.reply?.id ?? null, thread: this.pane.topic || null,
    };
  }

  async send() {
    const text = this.text.value.trim();
    if (!text && !this.files.length) return;
    const { reply, editing, files } = this;
    const sent = editing
      ? order("edit", { ...this.common, message: editing.id, text })
      : files.length ? order("upload", this.form(text)) : order("say", { ...this.common, text });
    // The field is emptied at once: a second Enter then sends nothing twice, and what the bot asks
    // meanwhile stays.
    this.text.value = "";
    this.setAside();
    if (await sent) this.pane.log.end();
    else this.takeBack(text, { reply, editing, files });
  }

  /** The text could not be sent; unless something new was begun, everything is as it was. */
  takeBack(text, { reply, editing, files }) {
    if (this.text.value || this.reply || this.editing || this.files.length) return;
    if (reply) this.replyTo(reply);
    if (editing) this.edit(editing);
    this.attach(files);
    this.fill(text);
  }

  say(text) {
    return order("say", { ...this.common, text });
  }

  form(text) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...this.common, text })) {
      if (value !== null) form.set(name, value);
    }
    for (const file of this.files) form.append("file", file);
    return form;
  }

  // The person who writes

  showPerson() {
    const { pane } = this;
    const name = pane.personName;
    this.as.title = `${say("as")}: ${name}`;
    this.as.setAttribute("aria-label", this.as.title);
    this.as.replaceChildren(pane.anonymous ? icon("mask") : avatar(name, "", "small"), icon("chevron"));
    if (!this.reply) this.text.placeholder = this.usual;
    this.showScript();
  }

  get usual() {
    return say("write_as", { name: this.pane.personName });
  }

  showScript() {
    const acting = Boolean(actor(this.pane.person)?.on);
    this.script.hidden = !acting;
    this.script.replaceChildren(
      el("span", {}, say("scripted", { name: this.pane.personName })),
      el("button", { type: "button", class: "plain", onclick: () => this.pane.setActing(false) }, say("take_over")));
  }
}
