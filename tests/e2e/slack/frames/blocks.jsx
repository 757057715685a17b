// Blocks as slack-blocks-to-jsx draws them; its fields show neither values nor faults, so those
// are ours, also where they stand in a message.
import { Message } from "slack-blocks-to-jsx";
import { Field, Input, present } from "./inputs.jsx";
import { masked } from "./signs.js";

const LIBRARYS = new Set(["button", "workflow_button", "overflow", "image"]);

const named = (names) => Object.entries(names).map(([id, name]) => ({ id, name }));

function Drawn({ block, names }) {
  const data = { users: named(names), channels: named(names), user_groups: named(names) };
  return <Message blocks={[masked(block)]} data={data} name="" logo="" theme="light" withoutWrapper />;
}

function Element({ element, names }) {
  if (LIBRARYS.has(element.type)) return <Drawn block={{ type: "actions", elements: [element] }} names={names} />;
  return <div><Field element={element} now={present(element)} names={names} /></div>;
}

function Actions({ block, names }) {
  return <div className="actions">{block.elements.map((it, place) => <Element key={place} element={it} names={names} />)}</div>;
}

function Section({ block: { accessory, ...block }, names }) {
  return <div className="beside"><Drawn block={block} names={names} /><Element element={accessory} names={names} /></div>;
}

function Block({ block, names, ...form }) {
  if (block.type === "input") return <Input block={block} names={names} {...form} />;
  if (block.type === "actions" && !block.elements.every((it) => LIBRARYS.has(it.type))) return <Actions block={block} names={names} />;
  if (block.accessory && !LIBRARYS.has(block.accessory.type)) return <Section block={block} names={names} />;
  return <Drawn block={block} names={names} />;
}

export function Blocks({ blocks, names = {}, ...form }) {
  return blocks.map((block, place) => <Block key={place} block={block} names={names} {...form} />);
}
