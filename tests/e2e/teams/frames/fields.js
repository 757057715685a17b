// Fields that Teams draws otherwise than Adaptive Cards' own renderer: a menu of several choices is
// a menu, and a field found by typing shows the name of what is chosen, not its value.
const title = (input, value) => input.choices.find((it) => it.value === value)?.title ?? value;

function menu(input) {
  const chosen = (input.defaultValue ?? "").split(",").filter(Boolean);
  const box = document.createElement("div");
  box.className = "ac-input menu";
  for (const value of chosen) {
    const pill = document.createElement("span");
    pill.className = "pill";
    pill.textContent = title(input, value);
    box.append(pill);
  }
  if (!chosen.length) {
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.textContent = input.placeholder ?? "";
    box.append(hint);
  }
  return box;
}

export function asTeams(card) {
  for (const input of card.getAllInputs()) {
    if (input.getJsonTypeName() !== "Input.ChoiceSet" || input.style === "expanded") continue;
    const field = input.renderedElement?.querySelector(".ac-choiceSetInput-multiSelect, .ac-choiceSetInput-filtered, .ac-choiceSetInput-filtered-container");
    if (input.isMultiSelect) field?.replaceWith(menu(input));
    else if (field && input.defaultValue) (field.querySelector("input") ?? field).value = title(input, input.defaultValue);
  }
}
