import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  branchesOf,
  groupsOfTokens,
  GrowingBranches,
  ofAtLeastTwo,
  tokenTree,
} from '../../../src/core/generation/tokenTree';

const continuations = fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 6 }), { maxLength: 8 });

describe('tokenTree', () => {
  it('has what continuations begin with once', () => {
    assert.deepEqual(tokenTree([[7, 8], [7], [7, 9, 9], [], [8]]), {
      ids: [7, 8, 9, 9, 8],
      parents: [-1, 0, 0, 2, -1],
      depths: [0, 1, 1, 2, 0],
      paths: [[0, 1], [0], [0, 2, 3], [], [4]],
    });
  });

  it('keeps every continuation, one token after the other, and no token twice', () => {
    fc.assert(
      fc.property(continuations, (all) => {
        const { ids, parents, depths, paths } = tokenTree(all);
        assert.deepEqual(
          paths.map((path) => path.map((at) => ids[at])),
          all,
        );
        for (const path of paths) {
          for (const [i, at] of path.entries()) assert.deepEqual([parents[at], depths[at]], [path[i - 1] ?? -1, i]);
        }
        assert.equal(new Set(ids.map((id, at) => `${parents[at]} ${id}`)).size, ids.length);
        assert.ok(parents.every((parent, at) => parent < at));
      }),
    );
  });

  it('of a single token has a double, which it does not see', () => {
    const tree = ofAtLeastTwo(tokenTree([[7], [7]]));
    assert.deepEqual(
      [tree.ids, tree.paths],
      [
        [7, 7],
        [[0], [0]],
      ],
    );
    const { bias, positions } = branchesOf(tree, 1);
    assert.deepEqual(
      [positions, [...bias].map((added) => added === 0)],
      [
        [1, 1],
        [true, true, false, true, false, true],
      ],
    );
    for (const more of [[], [[1, 2]], [[1], [2]]]) assert.deepEqual(ofAtLeastTwo(tokenTree(more)), tokenTree(more));
  });

  it('lets every token see the text before, what it follows, and itself', () => {
    fc.assert(
      fc.property(continuations, fc.nat({ max: 4 }), (all, past) => {
        const tree = tokenTree(all);
        const keys = past + tree.ids.length;
        const { bias, positions } = branchesOf(tree, past);
        assert.equal(bias.length, tree.ids.length * keys);
        assert.deepEqual(
          positions,
          tree.depths.map((depth) => past + depth),
        );
        for (const path of tree.paths) {
          for (const [i, at] of path.entries()) {
            const seen = new Set(path.slice(0, i + 1).map((one) => past + one));
            for (let key = 0; key < keys; key++) {
              assert.equal(bias[at * keys + key] === 0, key < past || seen.has(key));
              assert.ok(Number.isFinite(bias[at * keys + key]));
            }
          }
        }
      }),
    );
  });
});

describe('GrowingBranches', () => {
  it('lets every text see what all begin with and its own tokens, however many of the others go on', () => {
    const turns = fc.array(fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1 }), { maxLength: 8 });
    fc.assert(
      fc.property(turns, fc.nat({ max: 4 }), (all, shared) => {
        const texts = new GrowingBranches(shared);
        // The text of every row of the cache; null for what is shared.
        const owners: (number | null)[] = new Array<null>(shared).fill(null);
        for (const turn of all) {
          const before = owners.length;
          owners.push(...turn);
          const { bias, positions } = texts.grow(turn);
          assert.equal(bias.length, turn.length * owners.length);
          for (const [query, text] of turn.entries()) {
            const own = owners.flatMap((owner, key) => (owner === text ? [key] : []));
            assert.equal(positions[query], shared + own.length - 1);
            assert.equal(own.at(-1), before + query);
            for (const [key, owner] of owners.entries()) {
              const added = bias[query * owners.length + key]!;
              assert.equal(added === 0, owner === null || owner === text);
              assert.ok(Number.isFinite(added));
            }
          }
        }
      }),
    );
  });
});

describe('groupsOfTokens', () => {
  it('keeps the order, and fills a run as far as it goes', () => {
    const of = (...lengths: number[]) => lengths.map((length) => new Array<number>(length).fill(1));
    assert.deepEqual(groupsOfTokens(of(3, 2, 4, 9, 0, 5), 5), [[0, 1], [2], [3], [4, 5]]);
    assert.deepEqual(groupsOfTokens([], 5), []);
  });
});
