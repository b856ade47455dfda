import assert from 'node:assert/strict';
import {
  codeIcon,
  colourName,
  freeLook,
  lookAt,
  lookCount,
  namedColours,
  patternOf,
  patterns,
} from '../../../src/core/codebook/colours';
import { contrast, difference, simulate, visions } from './colourVision';

/** Of VS Code's default themes: Light Modern, Dark Modern, Dark+, Dark 2026, and both high contrasts. */
const editorBackgrounds = ['#ffffff', '#1f1f1f', '#1e1e1e', '#121314', '#000000'];
const uuid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

describe('the colours of codes', () => {
  it('agree with published answers of the formulas that test them', () => {
    // WCAG 2.2: white to black 21:1; CIE: ΔE of white and black is 100; Machado et al. 2009: grey stays grey.
    assert.equal(contrast('#ffffff', '#000000'), 21);
    assert.ok(Math.abs(difference([1, 1, 1], [0, 0, 0]) - 100) < 0.01);
    for (const vision of visions)
      for (const channel of simulate('#808080', vision)) assert.ok(Math.abs(channel - 0.2159) < 0.0005);
  });

  it('have a contrast of 3:1 to light and dark editors', () => {
    for (const { name, hex } of namedColours)
      for (const background of editorBackgrounds)
        assert.ok(contrast(hex, background) >= 3, `${name} on ${background}: ${contrast(hex, background).toFixed(2)}`);
  });

  it('can be told apart by colour-blind people', () => {
    // A difference of 2.3 is just noticeable in patches that touch (Mahy et al. 1994); small marks need several times that.
    for (const vision of visions)
      namedColours.forEach((a, i) => {
        for (const b of namedColours.slice(0, i)) {
          const far = difference(simulate(a.hex, vision), simulate(b.hex, vision));
          assert.ok(far >= 11, `${a.name} and ${b.name} under ${vision}: ${far.toFixed(1)}`);
        }
      });
  });

  it('give 40 codes looks of their own, neighbours differing in colour and in pattern', () => {
    const looks = Array.from({ length: lookCount }, (_, i) => lookAt(i));
    assert.equal(new Set(looks.map(({ colour, pattern }) => colour + pattern)).size, 40);
    looks.slice(1).forEach((look, i) => {
      assert.notEqual(look.colour, looks[i]!.colour);
      assert.notEqual(look.pattern, looks[i]!.pattern);
    });
  });

  it('offer the first look that is free', () => {
    const codes: { id: string; colour: string; pattern: string }[] = [];
    for (let i = 0; i < lookCount; i++) codes.push({ id: uuid(i), ...freeLook(codes) });
    assert.equal(new Set(codes.map(({ colour, pattern }) => colour + pattern)).size, lookCount);
    const [freed] = codes.splice(7, 1);
    assert.deepEqual(freeLook(codes), { colour: freed!.colour, pattern: freed!.pattern });
    assert.ok(freeLook([...codes, freed!]).colour);
  });

  it('keep a pattern with its code, chosen or not', () => {
    assert.equal(patternOf({ id: uuid(1), pattern: 'dots' }), 'dots');
    assert.equal(patternOf({ id: uuid(1), pattern: 'of a later version' }), patternOf({ id: uuid(1) }));
    const seen = new Set(Array.from({ length: 20 }, (_, i) => patternOf({ id: uuid(i) })));
    assert.equal(seen.size, patterns.length);
    assert.equal(patternOf({ id: 'ABCD' }), patternOf({ id: 'abcd' }));
  });

  it('have names, and icons that hold nothing but a colour', () => {
    assert.equal(colourName('#0072B2'), 'Blue');
    assert.equal(colourName('#123456'), '#123456');
    assert.match(codeIcon('#0072b2', 'stripes'), /^<svg [\s\S]*fill="#0072b2"[\s\S]*<\/svg>\n$/);
    assert.throws(() => codeIcon('"/><script>', 'solid'), RangeError);
  });
});
