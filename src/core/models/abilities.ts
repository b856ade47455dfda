/** What Introspect can do with a model. */
export type ModelAbility = 'generate' | 'chat' | 'attention' | 'embed';

const words: { readonly [Ability in ModelAbility]: string } = {
  generate: 'continues text',
  chat: 'answers messages',
  attention: 'shows attention',
  embed: 'turns text into vectors',
};

/** For people: “continues text, shows attention”. */
export function describeAbilities(abilities: readonly ModelAbility[]): string {
  return abilities.map((ability) => words[ability]).join(', ') || 'nothing that Introspect knows';
}

export interface ModelTraits {
  /** The graph gives logits of the next token. */
  readonly predictsNextToken: boolean;
  readonly chatTemplate: boolean;
  readonly attention: boolean;
  /** The graph gives the hidden states of its last layer. */
  readonly hiddenStates: boolean;
}

export function abilitiesOf({ predictsNextToken, chatTemplate, attention, hiddenStates }: ModelTraits): ModelAbility[] {
  const abilities: ModelAbility[] = [];
  if (predictsNextToken) abilities.push('generate');
  if (predictsNextToken && chatTemplate) abilities.push('chat');
  if (attention) abilities.push('attention');
  if (hiddenStates) abilities.push('embed');
  return abilities;
}
