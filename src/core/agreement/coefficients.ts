import type { AgreementReport } from './agreementReport';

export type CoefficientName = keyof AgreementReport;

/** What people should know who read a coefficient. */
export interface CoefficientNote {
  readonly name: string;
  /** What it says, in one sentence without formulas. */
  readonly tells: string;
  /** When it misleads. */
  readonly misleads: string;
  /** For the methods section. */
  readonly source: string;
}

/** In the order of display. */
export const coefficientNotes: Readonly<Record<CoefficientName, CoefficientNote>> = {
  alpha: {
    name: 'Krippendorff’s alpha',
    tells:
      'How far the coders agree beyond chance: 1 is perfect, 0 is what chance alone gives, below 0 is worse than chance. It takes any number of coders and missing answers.',
    misleads:
      'It is low for a rare code even if the coders seldom differ, since then nearly all agreement is agreement on “not there”. Common guidance (0.80 reliable, 0.67 tentative) is a convention, not a law.',
    source: 'Krippendorff, K. (2004). Content Analysis (2nd ed.). Sage.',
  },
  percent: {
    name: 'Percent agreement',
    tells:
      'The share of units on which two coders gave the same answer; with more coders, the mean share of agreeing pairs.',
    misleads:
      'It takes no account of chance: for a rare code it is high even if the coders never find the same places, because both leave most units without the code.',
    source: 'Miles, M. B., & Huberman, A. M. (1994). Qualitative Data Analysis (2nd ed.). Sage.',
  },
  cohenKappa: {
    name: 'Cohen’s kappa',
    tells:
      'How far two coders agree beyond what two people with their habits would reach by guessing: 1 is perfect, 0 is chance.',
    misleads:
      'It falls when a code is very rare or nearly everywhere, and rises when two coders use a code unequally often. Compare kappas only between codes of similar frequency.',
    source: 'Cohen, J. (1960). Educational and Psychological Measurement, 20, 37–46.',
  },
  weightedKappa: {
    name: 'Weighted kappa',
    tells: 'Cohen’s kappa on an ordered scale: a step apart counts as a smaller disagreement than the ends apart.',
    misleads: 'It grows with the number of steps of the scale, and it hides which steps are confused.',
    source: 'Cohen, J. (1968). Psychological Bulletin, 70, 213–220.',
  },
  scottPi: {
    name: 'Scott’s pi',
    tells: 'Like Cohen’s kappa, but chance is taken from how often both coders together use each answer.',
    misleads: 'It has kappa’s weakness with rare codes; unlike kappa it does not reward unequal habits.',
    source: 'Scott, W. A. (1955). Public Opinion Quarterly, 19, 321–325.',
  },
  fleissKappa: {
    name: 'Fleiss’ kappa',
    tells: 'Scott’s pi for any number of coders, all of whom answered for every unit.',
    misleads: 'It has kappa’s weakness with rare codes, and says nothing about which coder differs: see the pairs.',
    source: 'Fleiss, J. L. (1971). Psychological Bulletin, 76, 378–382.',
  },
  brennanPrediger: {
    name: 'Brennan–Prediger',
    tells: 'Agreement beyond chance, where chance means that every answer is equally likely.',
    misleads: 'For a rare code it is nearly as flattering as percent agreement.',
    source: 'Brennan, R. L., & Prediger, D. J. (1981). Educational and Psychological Measurement, 41, 687–699.',
  },
  gwetAC1: {
    name: 'Gwet’s AC1',
    tells: 'Agreement beyond chance, made so that it does not collapse when nearly all answers are the same.',
    misleads:
      'For a rare code it stays high even if the coders hardly ever find the same places: read it beside alpha or kappa, never instead of them.',
    source: 'Gwet, K. L. (2008). British Journal of Mathematical and Statistical Psychology, 61, 29–48.',
  },
  gwetAC2: {
    name: 'Gwet’s AC2',
    tells: 'AC1 on an ordered scale: a step apart counts as a smaller disagreement than the ends apart.',
    misleads: 'Like AC1 it stays high where nearly all answers are the same, and its partial credit raises it further.',
    source: 'Gwet, K. L. (2014). Handbook of Inter-Rater Reliability (4th ed.). Advanced Analytics.',
  },
  unitizingAlpha: {
    name: 'Unitizing alpha',
    tells: 'Whether coders mark the same stretches of text with the same code, boundaries included.',
    misleads: 'Long segments weigh more than short ones, and small shifts of long boundaries cost much.',
    source: 'Krippendorff, K. (1995). Sociological Methodology, 25, 47–76.',
  },
  gamma: {
    name: 'Gamma',
    tells: 'How well the coders’ segments can be matched with each other, in place and in code, beyond chance.',
    misleads:
      'Chance is found by drawing random codings: with another seed, or another way of drawing them, it comes out a little different.',
    source: 'Mathet, Y., Widlöcher, A., & Métivier, J.-P. (2015). Computational Linguistics, 41, 437–479.',
  },
};

/** The coefficients that a report has, in the order of display. */
export function coefficientsOf(report: AgreementReport): CoefficientName[] {
  return (Object.keys(coefficientNotes) as CoefficientName[]).filter((name) => report[name] !== undefined);
}
