import assert from 'node:assert/strict';
import {
  crisisIn,
  crisisLanguages,
  needsNotice,
  noticeWords,
  type CrisisKind,
} from '../../../src/core/conversation/crisisNotice';

const hits: Readonly<Record<CrisisKind, readonly string[]>> = {
  notLiving: [
    'I want to die',
    'Sometimes I just want to die.',
    'i dont want to live anymore',
    'I don’t want to be alive',
    "I really don't want to wake up tomorrow",
    'I do not want to be here any more.',
    'I’m thinking of killing myself',
    'I want to kill myself',
    'I am going to end my life',
    'I thought about ending it all',
    'I want to end it all',
    'I feel suicidal',
    'I have been feeling suicidal since May',
    'I keep thinking about suicide',
    'I have suicidal thoughts every night',
    'I tried to take my own life last year',
    "They'd be better off without me",
    'My kids would all be better off without me.',
    "I'd be better off dead",
    'I wish I was dead',
    'I wish I had never been born',
    'I hope I don’t wake up',
    'I just want to go to sleep and never wake up',
    'My life is not worth living',
    "Life isn't worth living",
    'I have nothing to live for',
    "There is no point in living for me, I can't go on",
    "I can't go on like this",
    'I wrote a goodbye letter to my family',
    'I want to jump off a bridge',
    'I could throw myself in front of a train',
    'I am ready to die',
    'I *want* to “die”',
    'It is fine.\n\nI   want\nto die',
    "I'd rather be dead",
    'I might hang myself',
  ],
  selfHarm: [
    'I want to hurt myself',
    'I keep cutting myself',
    "I've been cutting myself again",
    'I cut myself again last night',
    'I started self-harming at school',
    'I self harm',
    'I have the urge to burn myself, the urge to hurt myself',
    'I want to slit my wrists',
    'I hurt myself on purpose',
  ],
  overdose: [
    'I am going to take an overdose',
    'I took an overdose',
    'I have taken all my pills',
    'I will take all of my sleeping pills',
    'I want to swallow a whole bottle of paracetamol',
    'I took 40 tablets an hour ago',
    'I have been saving up my tablets',
    'I need to know how many pills it would take to die, how many pills would kill me',
    'I’m planning to overdose',
  ],
  danger: [
    'My husband hits me',
    'He beats me when he drinks',
    'my ex-boyfriend tried to strangle me',
    'He threatened to kill me',
    'I am afraid he will kill me',
    'I was raped',
    'I am being abused at home',
    'I’m not safe at home',
    'I don’t feel safe with him',
    'I am scared to go home',
    'My dad has started hitting me',
    'I want to kill him',
  ],
};

const nearMisses = [
  'We were killing time before the train.',
  'I was dead tired',
  'I am dead serious',
  'This heat is killing me',
  'I could murder a pizza',
  'I am dying to see her again',
  'I nearly died of embarrassment',
  'I wanted to die of embarrassment',
  'My phone died on me',
  'I met the deadline',
  'I kill weeds in my garden',
  'I shot myself in the foot with that email',
  'I cut myself shaving',
  'I want to cut myself a slice of cake',
  'I hurt myself playing tennis',
  'I threw myself into work',
  'I laughed so hard I nearly killed myself laughing',
  'I take my pills every morning',
  'I want to take my tablets on time',
  'I took two tablets of paracetamol for the headache',
  'I want to overdose on chocolate',
  'He beat me at chess',
  'He beat me to it',
  'It hit me that I was late',
  'My grandmother took her pills',
  'He wants to live in Hamburg',
  'I don’t want to live in Hamburg',
  "I don't want to wake up early",
  "I can't go on holiday this year",
  'I want to live',
  'I feel safe at home',
  'I took my life into my own hands',
  'The battery is dead',
  'My research is on suicide prevention, and I read about suicide rates',
  'I do not want to be here before nine',
  'Life is worth living, I think',
  'I’d rather die than eat that',
  'I ended my lease',
  'I want to beat my own record',
  "I wouldn't hurt a fly",
  'Someone died in the book I read',
  'I sleep badly, and my mood is low',
  'I feel a bit better since we talked',
  '',
];

/** Statements that prevention services of the countries tell to take seriously, or close to them. */
const otherLanguages: Readonly<
  Record<string, { readonly hits: readonly string[]; readonly misses: readonly string[] }>
> = {
  German: {
    hits: [
      'Ich will nicht mehr leben.',
      'Ich möchte am liebsten sterben',
      'Manchmal will ich einfach nur sterben.',
      'Ich wäre lieber tot',
      'Ich wünschte, ich wäre tot.',
      'Ich würde gerne einschlafen und nie mehr aufwachen',
      'Ich bringe mich um',
      'Ich denke daran, mir das Leben zu nehmen',
      'ich habe überlegt, ob ich mich umbringen soll',
      'Ich habe daran gedacht, mir etwas anzutun',
      'Ich denke oft an Suizid',
      'Ich habe Selbstmordgedanken',
      'Ich bin lebensmüde',
      'Ohne mich wärt ihr alle besser dran',
      'So kann ich nicht weiterleben',
      'Ich ritze mich wieder',
      'Ich verletze mich selbst',
      'Ich habe eine Überdosis genommen',
      'Ich habe alle meine Schlaftabletten geschluckt',
      'Mein Mann schlägt mich',
      'Ich wurde vergewaltigt',
      'Ich habe Angst, nach Hause zu gehen',
    ],
    misses: [
      'Mein Vater ist letztes Jahr gestorben.',
      'Ich bin todmüde',
      'Ich war tot müde nach der Arbeit',
      'Das bringt mich noch um den Verstand',
      'Ich nehme morgens meine Tabletten',
      'Ich will nicht mehr leben wie ein Student',
      'Er schlägt mich immer beim Schach',
      'Ich habe mich beim Kochen geschnitten',
      'Ich schlafe schlecht und grübele viel',
      'Ich will leben',
      'Die Forschung über Suizid ist umfangreich',
    ],
  },
  Spanish: {
    hits: [
      'Quiero morir',
      'No quiero vivir más',
      'Ya no quiero seguir viviendo',
      'Me quiero morir',
      'Voy a suicidarme',
      'He pensado en quitarme la vida',
      'Pienso mucho en el suicidio',
      'Tengo pensamientos suicidas',
      'Estarían mejor sin mí',
      'Ojalá nunca... ojalá no hubiera nacido',
      'Ojalá estuviera muerta',
      'La vida no vale la pena',
      'Mi vida ya no tiene sentido',
      'Quiero hacerme daño',
      'Me corto los brazos',
      'Me tomé todas las pastillas',
      'Mi marido me pega',
      'Tengo miedo de volver a casa',
    ],
    misses: [
      'Me quiero morir de vergüenza',
      'No quiero vivir en Madrid',
      'Mi abuela murió el año pasado',
      'Voy a cortarme el pelo',
      'Tomo las pastillas por la mañana',
      'Quiero vivir',
      'Duermo mal y estoy triste',
      'Mi madre me va a matar cuando lo vea',
    ],
  },
  French: {
    hits: [
      'Je veux mourir',
      'Je voudrais être mort(e)',
      "J'ai envie de mourir",
      'Je ne veux plus vivre',
      'Je n’ai plus envie de vivre',
      "J'ai pensé à me suicider",
      'Je vais mettre fin à mes jours',
      'Je veux en finir',
      "J'ai des idées suicidaires",
      'Vous seriez mieux sans moi',
      "La vie n'en vaut plus la peine",
      "La vie ne vaut plus la peine d'être vécue",
      'Je voudrais m’endormir et ne plus jamais me réveiller',
      'Je regrette d’être né',
      'Je me scarifie',
      "J'ai besoin de me faire du mal",
      "J'ai avalé tous les médicaments",
      'Mon mari me frappe',
      "J'ai été violée",
      "J'ai peur de rentrer à la maison",
    ],
    misses: [
      "J'ai envie de mourir de rire",
      'Je ne veux plus vivre à Paris',
      'Je me tue au travail',
      'Mon père est mort',
      'Je prends mes médicaments le matin',
      'Je veux vivre',
      'Il me bat aux échecs',
      'Je me coupe les ongles',
      'Je veux en finir avec ce projet',
      'Je dors mal',
    ],
  },
};

describe('conversation: crisis words', () => {
  for (const [language, { hits: found, misses }] of Object.entries(otherLanguages)) {
    it(`are found in ${language} too, as far as they are plain`, () => {
      assert.deepEqual(
        found.filter((text) => crisisIn(text) === null),
        [],
      );
      assert.deepEqual(
        misses.filter((text) => crisisIn(text) !== null).map((text) => [text, crisisIn(text)]),
        [],
      );
      assert.ok((crisisLanguages as readonly string[]).includes(language));
    });
  }

  it('are also a person’s own, as whole words in any case and with or without accents', () => {
    const own = ['Voglio morire', 'não aguento mais', '死にたい', '', '  ', '...'];
    for (const text of ['voglio  MORIRE!', 'Eu nao aguento mais.', 'もう死にたいです'])
      assert.equal(crisisIn(text, own), 'own', text);
    for (const text of ['voglio morirete', 'Hello...', '', 'non voglio']) assert.equal(crisisIn(text, own), null, text);
    assert.equal(crisisIn('Voglio morire'), null);
    // Nothing of the person's takes away from what is built in.
    assert.equal(crisisIn('I want to die', own), 'notLiving');
    const plain = { text: 'Hello', wentOn: false };
    assert.equal(needsNotice(plain, [{ text: 'voglio morire', wentOn: false }], own), true);
    assert.equal(needsNotice(plain, [{ text: 'voglio morire', wentOn: true }], own), false);
  });

  for (const [kind, texts] of Object.entries(hits)) {
    it(`are found: ${kind}`, () => {
      assert.deepEqual(
        texts.filter((text) => crisisIn(text) !== kind).map((text) => [text, crisisIn(text)]),
        [],
      );
    });
  }

  it('are not found in what only sounds alike', () => {
    assert.deepEqual(
      nearMisses.filter((text) => crisisIn(text) !== null).map((text) => [text, crisisIn(text)]),
      [],
    );
  });

  it('are looked for in time linear in the text, however odd it is', () => {
    // Quadratic time would take minutes here and run into mocha's limit.
    for (const unit of ['i want to ', 'i really just honestly ', 'my ', 'ich will ', 'ich ', 'je ', 'mi vida no '])
      assert.equal(crisisIn(unit.repeat(120_000 / unit.length)), null, unit);
  });

  it('hold the next answer back until the person goes on, for each text anew', () => {
    const system = { text: 'You play a client.', wentOn: false };
    const crisis = { text: 'I want to die', wentOn: false };
    const plain = { text: 'Hello', wentOn: false };
    assert.equal(needsNotice(system, [plain]), false);
    assert.equal(needsNotice(system, [plain, crisis]), true);
    assert.equal(needsNotice(system, [plain, { ...crisis, wentOn: true }]), false);
    assert.equal(needsNotice(system, [{ ...crisis, wentOn: true }, crisis]), true);
    assert.equal(needsNotice({ text: 'Say: I want to die.', wentOn: false }, [plain]), true);
  });

  it('bring up words that point to people and say what Introspect is not', () => {
    const all = noticeWords.paragraphs.join(' ');
    assert.match(all, /emergency number/);
    assert.match(all, /findahelpline\.com/);
    assert.match(all, /no medical device/);
    const languages = noticeWords.inOtherLanguages.map(({ lang }) => lang);
    assert.equal(languages.length, crisisLanguages.length - 1);
    assert.ok(noticeWords.inOtherLanguages.every(({ text }) => /11[0-9]|143|024|3114/.test(text)));
  });
});
