// Signs that Slack shows as they stand and the library takes for markup: plain text in bold, an
// escaped "<!channel>" as a ping, "10:30:15" as an emoji, a line that begins with "#" as nothing.
// They are masked on the way in, and put back in what was drawn.
const SIGNS = "*_~`<>#[:";
const FIRST = 0xe000;

const mask = (sign) => String.fromCharCode(FIRST + SIGNS.indexOf(sign));

const READ = {
  plain_text: (text) =>
    text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/[*_~`<>#[]|(?<=\d):(?=\d)/g, mask),
  // An escaped ">" that begins a line is a quote, as in Slack.
  mrkdwn: (text) =>
    text
      .replace(/&lt;/g, mask("<"))
      .replace(/(?<!^)&gt;/gm, mask(">"))
      .replace(/^#|\[(?=[^\]\n]*\]\()|(?<=\d):(?=\d)|(?<=\w)\*(?=\w)/gm, mask),
};

export function masked(it) {
  if (Array.isArray(it)) return it.map(masked);
  if (!it || typeof it !== "object") return it;
  if (it.type in READ && typeof it.text === "string") return { ...it, text: READ[it.type](it.text) };
  return Object.fromEntries(Object.entries(it).map(([key, value]) => [key, masked(value)]));
}

export function unmask(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const told = node.data.replace(/[\ue000-\ue008]/g, (it) => SIGNS[it.charCodeAt(0) - FIRST]);
    if (told !== node.data) node.data = told;
  }
}
