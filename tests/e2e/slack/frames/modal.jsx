// A modal's frame: title, fields, and the two buttons.
import pilot from "../../../../bot/handlers/web/static/pilot.svg";
import { Blocks } from "./blocks.jsx";

export function Modal({ view, values, errors, opened, names, words }) {
  const stops = view.close?.text ?? words.close;
  return (
    <div className="window">
      <header>
        <img src={pilot} alt="" />
        <h1>{view.title.text}</h1>
        <span className="cross" aria-hidden="true" />
      </header>
      <main>
        <Blocks blocks={view.blocks} values={values} errors={errors} opened={opened} names={names} words={words} />
      </main>
      <footer>
        <button type="button">{stops}</button>
        {view.submit && <button type="button" className="submit">{view.submit.text}</button>}
      </footer>
    </div>
  );
}
