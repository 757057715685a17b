// Messages one under another, as in a channel.
import pilot from "../../../../bot/handlers/web/static/pilot.svg";
import { Blocks } from "./blocks.jsx";

const COLOURS = ["#4a154b", "#0b6e99", "#7a4b00", "#2e6b3e", "#9b2c55", "#3d4a8a"];

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("");

const colour = (name) =>
  COLOURS[[...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % COLOURS.length];

function Face({ author, app }) {
  if (app) return <img className="face" src={pilot} alt="" />;
  return <div className="face" style={{ background: colour(author) }} data-initials={initials(author)} />;
}

function Eye() {
  return (
    <svg className="eye" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" />
      <circle cx="10" cy="10" r="2.2" />
    </svg>
  );
}

function Item({ item, names, words }) {
  const said = item.blocks ?? [{ type: "section", text: { type: "mrkdwn", text: item.text } }];
  return (
    <article className={["item", item.private && "private", item.thread && "thread"].filter(Boolean).join(" ")}>
      {item.private && <div className="only-you"><Eye />{words.private}</div>}
      <Face {...item} />
      <div className="said">
        <div className="who">
          <b>{item.author}</b>
          {item.app && <span className="app">APP</span>}
          <time>{item.time}</time>
        </div>
        <Blocks blocks={said} names={names} />
      </div>
    </article>
  );
}

export function Conversation({ items, channel, names, words }) {
  return (
    <>
      {channel && <header className="channel"># {channel}</header>}
      {items.map((item, place) => <Item key={place} item={item} names={names} words={words} />)}
    </>
  );
}
