// The page that is photographed: draw({kind, ...}) shows one conversation, form or home.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import "@fontsource/lato/400.css";
import "@fontsource/lato/400-italic.css";
import "@fontsource/lato/700.css";
import "@fontsource/lato/900.css";
import "slack-blocks-to-jsx/dist/style.css";
import "./frames.css";
import { Conversation } from "./conversation.jsx";
import { Home } from "./home.jsx";
import { Modal } from "./modal.jsx";
import { unmask } from "./signs.js";

const KINDS = { conversation: Conversation, modal: Modal, home: Home };

window.draw = async (what) => {
  const Kind = KINDS[what.kind];
  const root = document.getElementById("picture");
  root.className = what.kind;
  root.style.width = `${what.width}px`;
  flushSync(() => createRoot(root).render(<Kind {...what} />));
  await document.fonts.ready;
};

// Before the picture is taken: signs as they stand, and room for menus that hang out below.
window.settle = () => {
  const root = document.getElementById("picture");
  unmask(root);
  const ends = [...root.querySelectorAll("*")].map((it) => it.getBoundingClientRect().bottom);
  const end = Math.ceil(Math.max(...ends) - root.getBoundingClientRect().top);
  if (end > root.offsetHeight) root.style.minHeight = `${end + 12}px`;
};
