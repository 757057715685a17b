// What may stand in a message, in a modal and in App Home: the names the schema is asked for.
// @slack/types is laxer than Slack in two places: a view may carry blocks that nobody knows,
// and a section may say nothing at all.
import type * as slack from "@slack/types";

type Speaking = slack.SectionBlock & ({ text: slack.TextObject } | { fields: slack.TextObject[] });

export type KnownBlock = Exclude<slack.KnownBlock, slack.SectionBlock> | Speaking;
export type MessageBlock = Exclude<KnownBlock, slack.AlertBlock>;
export interface ModalView extends Omit<slack.ModalView, "blocks"> {
  blocks: KnownBlock[];
}
export interface HomeView extends Omit<slack.HomeView, "blocks"> {
  blocks: MessageBlock[];
}
export type View = ModalView | HomeView;

export interface Surfaces {
  block: KnownBlock;
  message: MessageBlock[];
  view: View;
}
