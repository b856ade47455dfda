import type { TablesCoefficient } from './bootstrap';
import { type ChanceCorrected, type Figure, isComputed, notComputable, reasons } from './figure';
import { type ReliabilityTable, tally } from './reliabilityTable';

/**
 * One coefficient over the tables of several codes, each “absent” or “present” on the same units: (p̄ₒ − p̄ₑ) / (1 − p̄ₑ)
 * with the means over codes of observed and of chance agreement. So each code keeps its own chance. Were the decisions
 * laid into one table, coders who only know that one code is frequent and another rare would seem to agree: two codes
 * given at random to 90 % and 10 % of the units would have a kappa of 0.64. A code that nobody gave, or everybody
 * everywhere, has nothing to tell and adds nothing.
 * Source: De Vries, Elliott, Kanouse & Teleki (2008), Field Methods 20, 272–282.
 */
export function pooled(coefficient: (table: ReliabilityTable) => ChanceCorrected | Figure): TablesCoefficient {
  return (tables) => {
    const figures = tables.map(coefficient);
    if (figures.length === 1) return figures[0]!;
    const why = figures.find((figure) => !isComputed(figure) && figure.notComputable !== reasons.noVariation);
    if (why) return why;
    let [beyondChance, atMost, n] = [0, 0, 0];
    for (const [i, figure] of figures.entries()) {
      if (!isComputed(figure)) {
        n += tally(tables[i]!).units;
        continue;
      }
      n += figure.n;
      const [observed, expected] = 'observed' in figure ? [figure.observed, figure.expected] : [figure.value, 0];
      beyondChance += observed - expected;
      atMost += 1 - expected;
    }
    return atMost < 1e-12 ? notComputable(reasons.noVariation) : { value: beyondChance / atMost, n };
  };
}
