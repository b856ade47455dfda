import type { EndpointTest } from '../../platform/endpoints';
import type { Ability, Capabilities } from '../../protocol/engine';

export interface DescribedAbility {
  readonly what: string;
  readonly ability: Ability;
}

const words: { readonly [What in keyof Capabilities]: string } = {
  generate: 'Continues text',
  chat: 'Answers messages',
  logprobs: 'Log-probabilities of its words',
  next: 'Likely next tokens',
  score: 'Surprise of your words',
  samples: 'Different samples with different seeds',
  repeats: 'The same answer again with the same seed',
  choice: 'Answers kept to given labels',
  jsonSchema: 'Answers kept to a JSON schema',
  verbatim: 'Quotes kept to the words of a text',
  attention: 'Attention',
};

/** Everything an endpoint may be able to do, for people. */
export function describeCapabilities(capabilities: Capabilities): DescribedAbility[] {
  const all = Object.keys(words) as (keyof Capabilities)[];
  return all.map((what) => ({ what: words[what], ability: capabilities[what] }));
}

/** In one sentence: “continues text, answers messages”. */
export function summarize({ capabilities }: EndpointTest): string {
  const can = describeCapabilities(capabilities).filter(({ ability }) => ability.available);
  return (
    can.map(({ what }) => what.charAt(0).toLowerCase() + what.slice(1)).join(', ') || 'nothing that Introspect uses'
  );
}
