import { barePhrase, crisisInOtherLanguages, hasOwnPhrase } from './crisisPhrases';

/**
 * What a stretch of text may be about that a person, not a model, should answer. Words are matched, nothing is
 * understood: a hit says nothing about anybody's risk, and many ways to say it are missed.
 */
export type CrisisKind = 'notLiving' | 'selfHarm' | 'overdose' | 'danger';

/** Languages in which words are looked for, the first far more fully than the others. */
export const crisisLanguages = ['English', 'German', 'Spanish', 'French'] as const;

/** Adverbs that people put between “I” and what they want. */
const adverbs = String.raw`(?:(?:really|just|honestly|simply|only|sometimes|often|still|also|truly|so|actually|kind of|sort of|do|always|keep on|secretly|even) ){0,3}`;
const i = String.raw`\bi(?:'?m| am|'?ve| have|'?d| had| would| was)?(?: been)? ${adverbs}`;
/** Wanting, planning or being about to; ends before the verb. */
const intent = String.raw`(?:${i}(?:want(?:ed)?|wanna|wish|need(?:ed)?|hope|hoped|long|plan(?:ned)?|intend(?:ed)?|like|going|gonna|planning|thinking (?:about|of)|think (?:about|of)|thought (?:about|of)|ready|about|trying|tried|might|will|could|decided|feel like|tempted|dream(?:ing)? (?:about|of))(?: to| of| about)? ${adverbs}|\bi'?ll ${adverbs}|\blet me |\burges? to )`;
const unwilling = String.raw`${i}(?:don'?t|do not|didn'?t|did not|no longer|never|can'?t see why i should|see no reason to|not) ${adverbs}(?:want(?:ed)?|wanna|wish|care|need)(?: to)? ${adverbs}`;
const medicine = String.raw`(?:pills?|tablets?|meds|medication|medicine|sleeping (?:pills?|tablets?)|painkillers?|paracetamol|acetaminophen|tylenol|ibuprofen|aspirin|antidepressants?|insulin|opioids?|opiates?|benzos?|lithium)`;
const relation = String.raw`(?:he|she|they|someone|somebody|my (?:ex[ -]?)?(?:husband|wife|partner|boyfriend|girlfriend|father|dad|step ?father|step ?dad|mother|mum|mom|step ?mother|brother|uncle|carer|son|daughter))`;
const adverbsOfOthers = String.raw`(?:(?:always|often|sometimes|still|just|also|regularly|keeps|keep|kept|has|have|had|is|was|been|started|constantly|once) ){0,3}`;

/** On text in lower case with plain apostrophes and single spaces. */
const patterns: readonly (readonly [CrisisKind, RegExp])[] = (
  [
    // Not wanting to live.
    ['notLiving', String.raw`${intent}(?:die|dying|be dead|being dead)\b(?! (?:of|from|for|laughing|hard|with))`],
    [
      'notLiving',
      String.raw`\b(?:kill(?:ing|ed)?|end(?:ing)?|hang(?:ing)?) myself\b(?! (?:laughing|with laughter|with work|over))`,
    ],
    ['notLiving', String.raw`\b(?:shoot|drown|stab)(?:ing)? myself\b(?! in (?:the foot|work|debt|self))`],
    ['notLiving', String.raw`${intent}(?:end|ending|take|taking) (?:it all\b|my (?:own )?life\b)`],
    [
      'notLiving',
      String.raw`\b(?:end(?:ing|ed)?|tak(?:e|ing)) my (?:own )?life\b(?! (?:in(?:to)? my|back|seriously|one))`,
    ],
    [
      'notLiving',
      String.raw`${unwilling}(?:live|living|be alive|being alive|exist|wake up|be here any ?more|be on this earth|go on living)\b(?! (?:with|in|at|near|there|here|together|off|so early|early|before|at (?:six|seven)|for breakfast))`,
    ],
    [
      'notLiving',
      String.raw`\b(?:i )?(?:can'?t|cannot|can not|don'?t want to) (?:go on|carry on|keep going)(?= like this| living| any ?more| any longer|[.,!?;…]|$)`,
    ],
    ['notLiving', String.raw`${i}(?:feel(?:ing)?|felt|get|got|become|became|so|very)? ?suicidal\b`],
    [
      'notLiving',
      String.raw`\b(?:i|me|my)\b.{0,60}\b(?:thoughts? of|think(?:ing)? (?:of|about)|thought (?:of|about)|consider(?:ed|ing)?|commit(?:ted|ting)?|attempt(?:ed|ing)?|my(?: own)?) suicide\b(?! (?:prevention|rates?|statistics|research|squad|policy|risk|assessment))|\b(?:i (?:have|had|get|still have)|i'?ve|my) (?:\w+ )?suicidal (?:thoughts|feelings|ideation|urges)\b`,
    ],
    [
      'notLiving',
      String.raw`\b(?:(?:everyone|everybody|they|you|he|she|the world|my (?:family|kids|children|wife|husband|parents))(?:'?d| would|'?s| is| are) (?:all )?(?:be )?better off (?:without me|if i (?:was|were)(?:n'?t here| dead| gone))|i(?:'?d| would|'?m| am) (?:be )?better off dead)\b`,
    ],
    [
      'notLiving',
      String.raw`\bi(?:'?d)? ${adverbs}(?:rather|sooner) (?:be dead|die)\b(?! than (?:eat|wear|watch|miss|go|lose|say|see|admit))`,
    ],
    [
      'notLiving',
      String.raw`\bi ${adverbs}wish(?:ed)? (?:that )?(?:i (?:was|were|wasn'?t|weren'?t|had never been|hadn'?t been|was never) ?(?:dead|born|alive|here any ?more|not alive)|i (?:would|could|might) (?:just )?(?:die|not wake up|never wake up))\b`,
    ],
    [
      'notLiving',
      String.raw`\b(?:hope|wish|pray|prayed|hoped) (?:that )?i (?:don'?t|won'?t|wouldn'?t|didn'?t|never|do not) (?:ever )?wake up\b(?! (?:late|too))`,
    ],
    ['notLiving', String.raw`${intent}(?:go to sleep|fall asleep|sleep) and (?:not|never) wake up\b`],
    [
      'notLiving',
      String.raw`\blife (?:just )?(?:isn'?t|is not|is no longer|is hardly|wasn'?t|was not|doesn'?t (?:feel|seem)|does not (?:feel|seem)) (?:really )?worth (?:living|it)\b|\bnot worth living\b`,
    ],
    [
      'notLiving',
      String.raw`\b(?:no (?:reason|point)|nothing left|nothing) (?:left )?(?:for me )?(?:to live for|to live|in living|in being alive|in going on)\b`,
    ],
    [
      'notLiving',
      String.raw`\b(?:i(?:'?ve| have)? (?:written|wrote|am writing|'?m writing)|my) (?:a |my )?(?:suicide|goodbye) (?:note|letter)\b`,
    ],
    [
      'notLiving',
      String.raw`${intent}(?:jump|jumping) (?:off|from|in front of) (?:of )?(?:a|the|that|my) (?:bridge|roof|building|balcony|cliff|train|car|bus|window)\b`,
    ],
    ['notLiving', String.raw`\bthrow(?:ing)? myself (?:off|under|in front of|out of)\b`],
    // Harming oneself.
    [
      'selfHarm',
      String.raw`${intent}(?:cut|hurt|harm|burn|injure|punish|starve|scald|hit)(?:ting|ing)? myself\b(?! (?:some|a (?:slice|piece)|short|off from|free|loose))`,
    ],
    [
      'selfHarm',
      String.raw`\b(?:i (?:keep|kept|start(?:ed)?|can'?t stop|have been|'ve been|am|'m|was)|i'?m|i'?ve been|been|back to|about|stop) (?:cutting|hurting|harming|burning|injuring|starving) myself\b(?! (?:some|a (?:slice|piece)|short|off|shaving))`,
    ],
    [
      'selfHarm',
      String.raw`\bi ${adverbs}(?:cut|burn|burned|burnt) myself (?:again|on purpose|when|because|to feel|every|last night|yesterday|so that)\b(?! i (?:cook|shave|iron|chop))`,
    ],
    [
      'selfHarm',
      String.raw`\b(?:i (?:have |'ve )?(?:hurt|harm)(?:ed)? myself) (?:again|on purpose|because|to feel|when i feel|every)\b`,
    ],
    [
      'selfHarm',
      String.raw`\bi (?:${adverbs}|'ve |have |want to |need to |started |was |am |'m ){0,3}self[ -]?harm(?:ed|ing)?\b`,
    ],
    [
      'selfHarm',
      String.raw`\b(?:slit|slash|cut)(?:ting|ing)? my (?:own )?(?:wrists?|arms?|throat|legs?|thighs?)\b(?! (?:on|open on|while|by accident|shaving|when i fell))`,
    ],
    // Overdose.
    [
      'overdose',
      String.raw`${intent}(?:take |taking |to )?(?:an )?overdos(?:e|ing)\b(?! on (?:chocolate|coffee|sugar|sun|cute|news|tv|christmas))`,
    ],
    [
      'overdose',
      String.raw`\bi(?:'?ve| have)? (?:just |already )?(?:taken|took|take) (?:an overdose\b|(?:all (?:of )?(?:my|the|his|her|these|those)|too many|a (?:whole )?(?:bottle|box|packet|pack|handful) of|a lot of|(?:thirty|forty|fifty|sixty|\d\d+))(?: of| my| the)* ${medicine}\b)`,
    ],
    [
      'overdose',
      String.raw`${intent}(?:take|taking|swallow|swallowing|save up|saving up|collect(?:ing)?) (?:all (?:of )?(?:my|the|his|her|these|those)|too many|enough|a (?:whole )?(?:bottle|box|packet|pack|handful) of|my)(?: of| my| the)* ${medicine}\b(?! (?:with|after|before|at|on time|every|regularly|as))`,
    ],
    ['overdose', String.raw`\b(?:saving|saved|stockpiling|collecting|hoarding) (?:up )?(?:all )?my ${medicine}\b`],
    [
      'overdose',
      String.raw`\bhow (?:many|much) (?:of (?:my|these|the) )?${medicine} (?:would |does it |do i |will it |it )?(?:it )?(?:take |need |have )?(?:to )?(?:kill|die|end it|be fatal)\b`,
    ],
    // In danger from others, or a danger to them.
    [
      'danger',
      String.raw`\b${relation} ${adverbsOfOthers}(?:hits?|beats?|beat up|beats up|beaten|punch(?:es|ed)?|kick(?:s|ed)?|chok(?:es|ed)|strangl(?:es|ed)|slap(?:s|ped)|hitting|beating|punching|kicking|choking|strangling|burn(?:s|ed)|rap(?:es|ed)|abus(?:es|ed)|molest(?:s|ed)|assault(?:s|ed)) me\b(?! (?:at|to (?:it|the|a)|in (?:the|a) (?:race|game|final)|that|by \d|on (?:price|points)|up for an email))`,
    ],
    [
      'danger',
      String.raw`\b(?:threaten(?:s|ed|ing)?|tr(?:y|ies|ied|ying)|wants?|wanted|going) to (?:kill|strangle|choke|stab|shoot|rape) me\b(?! (?:when|if|for) )`,
    ],
    [
      'danger',
      String.raw`\b(?:afraid|scared|frightened|terrified|fear|worried)(?: that)? ${relation}(?:'?ll| will| might| is going to|'?s going to| could) (?:kill|hurt|hit|beat|find) me\b`,
    ],
    [
      'danger',
      String.raw`\bi(?:'?m| am| was| have been|'?ve been|'?m being| am being| was being) (?:being |getting |sexually )?(?:raped|molested|abused|sexually (?:abused|assaulted)|beaten(?: up)?(?= by| at home| every))\b`,
    ],
    [
      'danger',
      String.raw`\b(?:i|we)(?:'?m| am|'?re| are|'?ve| have| was| were)?(?: (?:do|does|did|have))?(?: not|n'?t)? (?:feel |felt |been |be )?(?:not (?:feel )?|un|never |no longer )safe (?:at home|in my (?:own )?home|here|with (?:him|her|them|my (?:husband|wife|partner|boyfriend|girlfriend|father|mother|dad|mum|mom)))\b|\bi (?:don'?t|do not) feel safe (?:at home|here|in my (?:own )?home|with \w+)`,
    ],
    ['danger', String.raw`\b(?:scared|afraid|terrified|too frightened) to go (?:back )?home\b`],
    [
      'danger',
      String.raw`\bi(?:'?m| am)? ${adverbs}(?:want|going|gonna|planning|plan|intend)(?: to)? (?:kill|stab|shoot|strangle|murder) (?:him|her|them|someone|somebody|people|my \w+)\b`,
    ],
  ] as const
).map(([kind, source]) => [kind, new RegExp(source, 'u')] as const);

/**
 * What is found in what somebody wrote in the first person: the first kind, `own` for a phrase that the person put into
 * the settings, null for nothing. Takes time linear in the text.
 */
export function crisisIn(text: string, own: readonly string[] = []): CrisisKind | 'own' | null {
  const plain = text
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[*_"“”]/g, '')
    .replace(/\s+/g, ' ');
  const english = patterns.find(([, pattern]) => pattern.test(plain))?.[0];
  if (english) return english;
  const bare = barePhrase(text);
  return crisisInOtherLanguages(bare) ?? (hasOwnPhrase(bare, own) ? 'own' : null);
}

/** Whether the notice stands before the next answer is asked for. */
export function needsNotice(
  system: { readonly text: string; readonly wentOn: boolean },
  said: readonly { readonly text: string; readonly wentOn: boolean }[],
  own: readonly string[] = [],
): boolean {
  return [system, ...said].some(({ text, wentOn }) => !wentOn && crisisIn(text, own) !== null);
}

/** The fixed words of the notice, whatever was written and whatever a model wrote. */
export const noticeWords = {
  title: 'Please stop here for a moment',
  paragraphs: [
    'These words can mean that somebody is in danger or in great distress. If that is you, or somebody you know: please turn to a person now, not to this program.',
    'If life is in danger, call your local emergency number: 112 in Europe, 999 in the UK, 911 in the US and Canada, 000 in Australia. A crisis line will listen at any hour; findahelpline.com lists them by country, and in the US and Canada you can call or text 988. You can also go to the nearest emergency department, or ask someone you trust to stay with you.',
    'A language model cannot help in this: it does not understand, does not notice danger, and calls nobody. Introspect is a research tool and no medical device. It recognised some words, no more; it misses many, and often nobody is in danger.',
  ],
  /** For who wrote in another language; the numbers as their services give them. */
  inOtherLanguages: [
    {
      lang: 'de',
      text: 'Wenn Sie oder jemand, den Sie kennen, in Gefahr oder in großer Not sind: Bitte wenden Sie sich jetzt an einen Menschen. Notruf 112. Telefonseelsorge: Deutschland 0800 111 0 111, Österreich 142; Die Dargebotene Hand, Schweiz: 143.',
    },
    {
      lang: 'es',
      text: 'Si usted o alguien que conoce está en peligro o en gran angustia: acuda ahora a una persona. Emergencias en España 112, atención a la conducta suicida 024; México 911, Línea de la Vida 800 911 2000; Estados Unidos 988.',
    },
    {
      lang: 'fr',
      text: 'Si vous ou quelqu’un que vous connaissez êtes en danger ou en grande détresse : tournez-vous maintenant vers une personne. Urgences 112 ; France 3114 ; Belgique 0800 32 123 ; Suisse 143 ; Canada 988.',
    },
  ],
  goOn: 'If these words are part of research, such as a role play or invented text, you can go on.',
} as const;
