import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { codeWords } from '../../domain/code-word.ts';
import { statesOf, type TransitionTable } from '../../domain/state-machine.ts';
import { stateWords } from '../../domain/state-word.ts';

const domain = new URL('../../domain/', import.meta.url);

/** Under whose name the words of a table stand, where that is not its own. */
const names: Readonly<Record<string, keyof typeof stateWords>> = { line: 'order-line', mobileChange: 'mobile-change' };

/** Every `…Transitions` and `…States` of domain/ that is a table or a list of states, so one added later needs its words. */
async function machines(): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const file of readdirSync(domain)) {
    const exported = (await import(new URL(file, domain).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      const table = /^(\w+)Transitions$/.exec(name)?.[1];
      // A person shows the states of their line as well.
      if (table && table !== 'attendee') found.set(names[table] ?? table, statesOf(value as TransitionTable));
      const list = /^(difference|dispute|notification|shipment|step|attendeeShown)States$/.exec(name)?.[1];
      if (list) found.set(list === 'attendeeShown' ? 'attendee' : list, value as readonly string[]);
    }
  }
  return found;
}

const faultsOf = (words: Readonly<Record<string, Readonly<Record<string, { zh: string; en: string }>>>>): string[] =>
  Object.entries(words).flatMap(([of, codes]) =>
    Object.entries(codes)
      .filter(
        ({ 1: { zh, en } }) => !/^\p{Script=Han}[\p{Script=Han}，：]*$/u.test(zh) || !/^[A-Z][\x20-\x7e]+$/.test(en),
      )
      .map(([code]) => `${of} ${code}`),
  );

describe('words of states', () => {
  it('given every table and list of states, when their words are looked up, then each state has one and no other is there', async () => {
    const found = await machines();
    assert.deepEqual([...found.keys()].toSorted(), Object.keys(stateWords).toSorted());
    for (const [of, states] of found)
      assert.deepEqual(Object.keys(stateWords[of as keyof typeof stateWords]).toSorted(), [...states].toSorted(), of);
  });

  it('given any word, when read, then it is Chinese and English; and a fault would be found', () => {
    assert.deepEqual([...faultsOf(stateWords), ...faultsOf(codeWords)], []);
    assert.deepEqual(faultsOf({ of: { code: { zh: '', en: 'Good' }, other: { zh: '好', en: '坏' } } }), [
      'of code',
      'of other',
    ]);
  });

  it('given two states of one thing, when their words are compared, then they differ in both languages', () => {
    for (const [of, states] of Object.entries(stateWords))
      for (const language of ['zh', 'en'] as const) {
        const words = Object.values(states).map((word) => word[language]);
        assert.equal(new Set(words).size, words.length, `${of} ${language}`);
      }
  });

  it('given the words of the guide, when looked up, then they are its own (G5.3, G6.3)', () => {
    assert.deepEqual(
      [stateWords.attendee.saved, stateWords.attendee.awaiting_payment, stateWords.attendee.under_review].map(
        ({ zh }) => zh,
      ),
      ['已保存', '待支付', '待审核'],
    );
    const { awaiting_payment: unpaid, paid, closed } = stateWords.order;
    assert.deepEqual([unpaid.zh, paid.zh, closed.zh], ['待支付', '支付成功', '订单关闭']);
    assert.equal(stateWords['order-line'].refunded.zh, '已退款');
  });
});
