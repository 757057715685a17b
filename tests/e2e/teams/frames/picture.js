// The page that is photographed: draw({...}) shows messages or a dialog, in Teams' light or dark.
import "@fontsource/open-sans/latin-400.css";
import "@fontsource/open-sans/latin-600.css";
import "@fontsource/open-sans/latin-700.css";
import { AdaptiveCard, HostConfig, SerializationContext, Strings, Version } from "adaptivecards";
import MarkdownIt from "markdown-it";
import "adaptivecards/lib/adaptivecards.css";
import pilot from "../../../../bot/handlers/web/static/pilot.svg";
import { asTeams } from "./fields.js";
import "./frames.css";
import { config } from "./host.js";

const markdown = new MarkdownIt({ linkify: true });
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};
Strings.defaults.overflowButtonText = () => "…";

const made = (tag, name, ...inside) => {
  const it = document.createElement(tag);
  if (name) it.className = name;
  it.append(...inside.filter((one) => one !== null && one !== ""));
  return it;
};

function drawn(source, theme) {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(config(theme));
  card.parse(source, new SerializationContext(new Version(1, 5)));
  // What was pressed, for the tests: the data that would leave.
  card.onExecuteAction = (action) => window.pressed.push({ type: action.getJsonTypeName(), data: action.data ?? null });
  const element = card.render();
  asTeams(card);
  return made("div", "card", element);
}

const face = () => {
  const it = made("img", "face");
  it.src = pilot;
  it.alt = "";
  return it;
};

function message(item, what) {
  const said = item.cards.map((card) => drawn(card, what.theme));
  const who = made("div", "who", made("b", "", what.author), made("time", "", item.time));
  const body = made("div", "said", who, item.text ? made("p", "text", item.text) : null, ...said);
  return made("article", item.reply ? "item reply" : "item", face(), body);
}

function dialog(what) {
  const bar = made("header", "", face(), made("h1", "", what.title), made("span", "cross"));
  return made("section", "window", bar, ...what.items[0].cards.map((card) => drawn(card, what.theme)));
}

window.draw = async (what) => {
  window.pressed = [];
  document.querySelectorAll(".ac-ctrl-overlay").forEach((it) => it.remove());
  const root = document.getElementById("picture");
  root.replaceChildren();
  root.style.minHeight = "";
  document.documentElement.className = what.theme;
  root.className = `${what.kind} ${what.width < 480 ? "narrow" : "wide"}`;
  root.style.width = `${what.width}px`;
  if (what.channel) root.append(made("header", "channel", what.channel));
  if (what.kind === "dialog") root.append(dialog(what));
  else for (const item of what.items) root.append(message(item, what));
  await document.fonts.ready;
};

// Buttons whose words are cut off.
window.cut = () => [...document.querySelectorAll("#picture .ac-pushButton")]
  .filter((it) => it.scrollWidth > it.clientWidth + 1)
  .map((it) => it.textContent);

// What Adaptive Cards' own parser and checks say against a card.
window.complaints = (source) => {
  const context = new SerializationContext(new Version(1, 5));
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(config("light"));
  card.parse(source, context);
  const said = [];
  for (let at = 0; at < context.eventCount; at++) said.push(context.getEventAt(at).message);
  return [...said, ...card.validateProperties().validationEvents.map((it) => it.message)];
};

window.settle = () => {
  const root = document.getElementById("picture");
  const ends = [...document.querySelectorAll("#picture *, .ac-ctrl-overlay, .ac-ctrl-overlay *")].map((it) => it.getBoundingClientRect().bottom);
  const end = Math.ceil(Math.max(...ends) - root.getBoundingClientRect().top);
  if (end > root.offsetHeight) root.style.minHeight = `${end + 12}px`;
};
