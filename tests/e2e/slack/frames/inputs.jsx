// Input blocks: label, field with its present value, hint and fault, as Slack shows them.
const LINES = { plain_text_input: "value", email_text_input: "value", url_text_input: "value", number_input: "value" };
const SELECT = /select$/;

const text = (it) => it?.text?.text ?? "";

/** What stands in the field: from the form's state as Slack sends it, else what the view began with. */
export function present(element, state) {
  const begun = {
    value: element.initial_value,
    selected_option: element.initial_option,
    selected_options: element.initial_options,
    selected_date: element.initial_date,
    selected_time: element.initial_time,
    selected_user: element.initial_user,
    selected_users: element.initial_users,
    selected_conversation: element.initial_conversation,
    selected_channel: element.initial_channel,
  };
  return { ...begun, ...state };
}

function Line({ element, now }) {
  const said = now[LINES[element.type]];
  return (
    <div className={element.multiline ? "box lines" : "box"}>
      {said || <span className="faint">{element.placeholder?.text}</span>}
    </div>
  );
}

function Select({ element, now, names = {}, options }) {
  const one = text(now.selected_option) || names[now.selected_user ?? now.selected_conversation ?? now.selected_channel];
  const several = [
    ...(now.selected_options ?? []).map(text),
    ...(now.selected_users ?? []).map((id) => names[id] ?? id),
  ];
  return (
    <div className="box select">
      {several.map((it) => <span key={it} className="pill">{it}<i aria-hidden="true" /></span>)}
      {one || (!several.length && <span className="faint">{element.placeholder?.text}</span>)}
      <span className="arrow" aria-hidden="true" />
      {options && <ul className="options">{options.map((it, place) => <li key={it} className={place ? "" : "here"}>{it}</li>)}</ul>}
    </div>
  );
}

function Choices({ element, now, kind }) {
  const chosen = new Set([now.selected_option, ...(now.selected_options ?? [])].filter(Boolean).map((it) => it.value));
  return element.options.map((it) => (
    <div key={it.value} className="choice">
      <span className={[kind, chosen.has(it.value) && "chosen"].filter(Boolean).join(" ")} aria-hidden="true" />
      <span>{text(it)}{it.description && <small>{it.description.text}</small>}</span>
    </div>
  ));
}

function File({ now }) {
  const [chosen] = now.files ?? [];
  return <div className="box">{chosen ? chosen.name : <span className="faint">+ Lägg till fil</span>}</div>;
}

function Moment({ element, now, kind }) {
  const said = now.selected_date ?? now.selected_time;
  return (
    <div className={`box moment ${kind}`}>
      {said ?? <span className="faint">{element.placeholder?.text}</span>}
    </div>
  );
}

export function Field({ element, now, names, options }) {
  if (element.type in LINES) return <Line element={element} now={now} />;
  if (element.type === "radio_buttons") return <Choices element={element} now={now} kind="radio" />;
  if (element.type === "checkboxes") return <Choices element={element} now={now} kind="check" />;
  if (SELECT.test(element.type)) return <Select element={element} now={now} names={names} options={options} />;
  if (element.type === "datepicker") return <Moment element={element} now={now} kind="date" />;
  if (element.type === "timepicker") return <Moment element={element} now={now} kind="time" />;
  if (element.type === "file_input") return <File now={now} />;
  throw new Error(`${element.type} is not drawn: add it to inputs.jsx`);
}

export function Input({ block, values = {}, errors = {}, opened = {}, names, words = {} }) {
  const state = values[block.block_id]?.[block.element.action_id];
  const fault = errors[block.block_id];
  return (
    <div className={fault ? "input faulty" : "input"}>
      <div className="label">
        {block.label.text}
        {block.optional && <span className="faint"> {words.optional}</span>}
      </div>
      <Field element={block.element} now={present(block.element, state)} names={names} options={opened[block.block_id]} />
      {fault && <div className="fault">{fault}</div>}
      {block.hint && <div className="hint">{block.hint.text}</div>}
    </div>
  );
}
