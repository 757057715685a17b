// App Home: the app's own page, with its name and tabs above.
import pilot from "../../../../bot/handlers/web/static/pilot.svg";
import { Blocks } from "./blocks.jsx";

export function Home({ view, author, names, words }) {
  return (
    <>
      <header>
        <div className="title"><img src={pilot} alt="" /><h1>{author}</h1></div>
        <nav>{words.tabs.map((tab, place) => <span key={tab} className={place ? "" : "here"}>{tab}</span>)}</nav>
      </header>
      <main><Blocks blocks={view.blocks} names={names} words={words} /></main>
    </>
  );
}
