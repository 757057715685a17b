// The page that is photographed: draw({...}) shows messages or a dialog, in Teams' light or dark.
import "@fontsource/open-sans/400.css";
import "@fontsource/open-sans/600.css";
import "@fontsource/open-sans/700.css";
import { AdaptiveCard, Action, Strings, Version } from "adaptivecards";
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

// What was pressed, for the tests: the data that would leave.
window.pressed = [];

function drawn(source, theme) {
  const card = new AdaptiveCard();
  card.hostConfig = new (Object.getPrototypeOf(card.hostConfig).constructor)(config(theme));
  card.version = new Version(1, 5);
  card.parse(source);
  card.onExecuteAction = (action) => window.pressed.push({ type: action.getJsonTypeName(), data: action.data ?? null });
  const element = card.render();
  asTeams(card);
  window.cards.push(card);
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
  return made("article", "item", face(), body);
}

function dialog(what) {
  const bar = made("header", "", face(), made("h1", "", what.title), made("span", "cross"));
  return made("section", "window", bar, ...what.items[0].cards.map((card) => drawn(card, what.theme)));
}

window.draw = async (what) => {
  window.cards = [];
  const root = document.getElementById("picture");
  document.documentElement.className = what.theme;
  root.className = `${what.kind} ${what.width < 480 ? "narrow" : "wide"}`;
  root.style.width = `${what.width}px`;
  if (what.kind === "dialog") root.append(dialog(what));
  else for (const item of what.items) root.append(message(item, what));
  await document.fonts.ready;
};

// Every action that a card has, also those behind "…", as a client without a screen finds them.
window.actions = () => window.cards.flatMap((card) => {
  const found = [];
  const look = (it) => {
    for (let at = 0; at < (it.getActionCount?.() ?? 0); at++) found.push(it.getActionAt(at));
    for (let at = 0; at < (it.getItemCount?.() ?? 0); at++) look(it.getItemAt(at));
  };
  look(card);
  return found.filter((it) => it instanceof Action).map((it) => it.title);
});

// What runs out of the picture to the side: nothing should.
window.wider = () => {
  const root = document.getElementById("picture");
  const edge = root.getBoundingClientRect().right + 0.5;
  return [...root.querySelectorAll("*")]
    .filter((it) => it.getBoundingClientRect().right > edge)
    .map((it) => `${it.tagName} ${it.className} ${it.textContent.slice(0, 40)}`);
};

window.settle = () => {
  const root = document.getElementById("picture");
  const ends = [...document.querySelectorAll("#picture *, .ac-ctx-menu, .ac-ctx-menu *")].map((it) => it.getBoundingClientRect().bottom);
  const end = Math.ceil(Math.max(...ends) - root.getBoundingClientRect().top);
  if (end > root.offsetHeight) root.style.minHeight = `${end + 12}px`;
};
