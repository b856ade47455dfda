import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutInMiddle } from '../../../src/core/base/cutInMiddle';

describe('cutInMiddle', () => {
  it('leaves a short text as it is', () => {
    assert.equal(cutInMiddle('not to go back', 14), 'not to go back');
  });

  it('cuts between words', () => {
    const text = "Because you've gone down again. I put my work pass in the fridge last week.";
    assert.equal(cutInMiddle(text, 46), "Because you've gone … the fridge last week.");
  });

  it('cuts inside a word only where little would be left, and never inside a character', () => {
    assert.equal(cutInMiddle('凌晨三点我总是醒着想我的母亲她也从来睡不着', 10), '凌晨三点我 … 从来睡不着');
    assert.equal(cutInMiddle('😴😴😴😴😴😴', 6), '😴 … 😴');
  });

  it('keeps what stands at both ends, within the length asked for', () => {
    const words = fc.array(fc.stringMatching(/^[a-zäß😴]{1,12}$/u), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 8, max: 90 }), (all, longest) => {
        const text = all.join(' ');
        const [head = '', tail] = cutInMiddle(text, longest).split(' … ');
        if (tail === undefined) return head === text && text.length <= longest;
        return text.startsWith(head) && text.endsWith(tail) && head.length + tail.length <= longest;
      }),
    );
  });
});
