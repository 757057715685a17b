// Teams' look as Adaptive Cards' own renderer is told of it: sizes, and the colours of two themes.
const THEMES = {
  light: {
    ground: "#ffffff",
    text: ["#242424", "#616161"],
    accent: "#5b5fc7",
    good: "#237b4b",
    warning: "#835c00",
    attention: "#c4314b",
    line: "#e0e0e0",
    grounds: { emphasis: "#f9f8f7", accent: "#c7def9", good: "#ccffcc", warning: "#ffe2b2", attention: "#ffc5b2" },
  },
  dark: {
    ground: "#292929",
    text: ["#ffffff", "#adadad"],
    accent: "#9299f7",
    good: "#92c353",
    warning: "#f8d22a",
    attention: "#eb8d96",
    line: "#484644",
    grounds: { emphasis: "#1f1f1f", accent: "#2f2f4a", good: "#1c2c12", warning: "#3a3313", attention: "#3e1f25" },
  },
};

const colour = (it, subtle = it) => ({ default: it, subtle, highlightColors: { default: "#22000000", subtle: "#11000000" } });

function style(theme, ground) {
  const foregroundColors = {
    default: colour(...theme.text),
    dark: colour(...theme.text),
    light: colour(...theme.text),
    ...Object.fromEntries(["accent", "good", "warning", "attention"].map((it) => [it, colour(theme[it])])),
  };
  return { backgroundColor: ground, foregroundColors };
}

export function config(name) {
  const theme = THEMES[name];
  const label = { color: "Default", size: "Default", weight: "Default" };
  return {
    supportsInteractivity: true,
    choiceSetInputValueSeparator: ",",
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: theme.line },
    fontFamily: "'Open Sans', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    containerStyles: {
      default: style(theme, theme.ground),
      ...Object.fromEntries(Object.entries(theme.grounds).map(([it, ground]) => [it, style(theme, ground)])),
    },
    inputs: {
      label: { inputSpacing: "Small", requiredInputs: { ...label, suffix: " *", suffixColor: "Attention" }, optionalInputs: label },
      errorMessage: { color: "Attention", size: "Small", spacing: "Small", weight: "Default" },
    },
    actions: {
      maxActions: 6,
      spacing: "Default",
      buttonSpacing: 8,
      actionsOrientation: "Horizontal",
      actionAlignment: "Left",
      showCard: { actionMode: "Inline", inlineTopMargin: 16, style: "emphasis" },
    },
    adaptiveCard: { allowCustomStyle: false },
  };
}
