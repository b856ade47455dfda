import { UsageError, type Command } from './command';
import { allowOnlyWith, choice, isUint32, number, readText, required, wholeNumber } from './options';
import { json } from './output';

export const agreementCommand: Readonly<Record<string, Command>> = {
  agreement: {
    summary: 'how far coders agree: in a study, on ratings, or on segments',
    output:
      '{percent,cohenKappa,weightedKappa,scottPi,fleissKappa,brennanPrediger,gwetAC1,gwetAC2,alpha,unitizingAlpha,gamma}, each\n' +
      '{value,low,high,n}, {value,noInterval,n} or {notComputable}; of a study also unit, coders, codes, pairs and messages; over\n' +
      'codes that are there or not, coefficients are pooled: each code has its own chance (De Vries et al. 2008)',
    argument: 'STUDY',
    options: {
      unit: { type: 'string', help: "KIND  turn, sentence, segment or character (default: the study's own)" },
      coders: {
        type: 'string',
        help: 'A,B  these coders, by id or name; without it all people, and models where there are no two people',
      },
      codes: {
        type: 'string',
        help: 'A,B  only these codes, by id or name; on an ordered scale its steps, lowest first',
      },
      speakers: { type: 'string', help: 'A,B  only what these people say' },
      'roll-up': { type: 'boolean', help: 'count sub-codes as the code at the top of their branch' },
      scale: { type: 'string', help: 'SCALE  codes of a unit: presence, label or ordered (default presence)' },
      weights: { type: 'string', help: 'W  of weighted kappa and AC2 on an ordered scale: linear or quadratic' },
      chance: {
        type: 'string',
        help: 'MODEL  of gamma: statistical, as pygamma-agreement, or shifted (default statistical)',
      },
      ratings: {
        type: 'string',
        help: 'FILE  instead of a study: CSV with the columns unit,coder,value; the values found are all there are',
      },
      level: {
        type: 'string',
        help: 'LEVEL  of the ratings: nominal, ordinal (by rank among the values found), interval or ratio (default nominal)',
      },
      segments: {
        type: 'string',
        help: 'FILE  instead of a study: CSV with the columns coder,start,end,code; who marked nothing has no row and is not counted',
      },
      length: { type: 'string', help: 'N  characters of the text that the segments lie in' },
      bootstrap: { type: 'string', help: 'N  samples behind the 95 % intervals (default 1000; 0 for none)' },
      seed: { type: 'string', help: 'N  the same seed gives the same intervals (default 0)' },
    },
    async *run(values) {
      const given = ['STUDY', 'ratings', 'segments'].filter((name) => values[name] !== undefined);
      if (given.length !== 1) throw new UsageError('Give one of these: STUDY, --ratings or --segments.');
      const of = given[0]!;
      allowOnlyWith(values, of, {
        STUDY: ['unit', 'coders', 'codes', 'speakers', 'roll-up', 'scale'],
        ratings: ['level'],
        segments: ['length'],
      });
      if (of === 'segments') allowOnlyWith(values, of, { 'STUDY or --ratings': ['weights'] });
      if (of === 'ratings') allowOnlyWith(values, of, { 'STUDY or --segments': ['chance'] });
      const samples = wholeNumber(values, 'bootstrap', 1000);
      const seed = number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295');
      const weights = choice(values, 'weights', ['linear', 'quadratic']);
      const chance = choice(values, 'chance', ['statistical', 'shifted']);
      const file = required(values, of);
      const agreement = await import('./agreement');
      if (of === 'STUDY') {
        const unit = choice(values, 'unit', ['turn', 'sentence', 'segment', 'character']);
        const scale = choice(values, 'scale', ['presence', 'label', 'ordered']);
        const listed = (name: string) => {
          const given = values[name];
          return typeof given === 'string' ? given.split(',').map((one) => one.trim()) : undefined;
        };
        const options = {
          unit,
          scale,
          weights,
          chance,
          coders: listed('coders'),
          codes: listed('codes'),
          speakers: listed('speakers'),
          rollUp: values['roll-up'] === true,
          samples,
          seed,
        };
        yield json(await agreement.agreementOfStudy(file, options));
      } else if (of === 'ratings') {
        const level = choice(values, 'level', ['nominal', 'ordinal', 'interval', 'ratio']) ?? 'nominal';
        yield json(agreement.agreementOfRatings(readText(file), file, { level, weights, samples, seed }));
      } else {
        required(values, 'length');
        const length = wholeNumber(values, 'length', 1, 1);
        const options = { length, chance: chance ?? 'statistical', samples, seed } as const;
        yield json(agreement.agreementOfSegments(readText(file), file, options));
      }
    },
  },
};
