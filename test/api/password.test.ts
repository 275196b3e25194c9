import assert from 'node:assert/strict';
import { assertGoodPassword } from '../../api/password.ts';
import { readConfig } from '../../config.ts';
import { worded } from '../../domain/message.ts';
import { DomainError } from '../../domain/errors.ts';

const mobile = '13912345678';
const ownWords = ['914406000000000017', mobile, '佛山陶瓷'];

async function faultOf(password: string): Promise<string | undefined> {
  const error: unknown = await assertGoodPassword(password, 'password', ownWords).then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  if (error === undefined) return undefined;
  assert.ok(error instanceof DomainError && error.refusal.code === 'password_too_weak');
  const [{ path, code, message } = assert.fail('no field')] = error.refusal.errors ?? [];
  assert.equal(path, 'password');
  assert.match(worded(message, 'en'), /\. Choose another one|characters\.$/);
  assert.match(worded(message, 'zh'), /密码/);
  return code;
}

describe('new passwords', () => {
  const guessedFirst = {
    common:
      `woaini1314 5201314520 woaini520 admin123456 Passw0rd! P@ssw0rd123 Aa123456. 11223344aa password2026 Admin@2026 Qwerty123!
      1qaz2wsx3edc Abcd1234! a1b2c3d4e5 ｐａｓｓｗｏｒｄ１ ${readConfig({}).DEMO_PASSWORD}`.split(/\s+/),
    own_words: [mobile, Array.from(mobile).toReversed().join(''), `${mobile}!`, '佛山陶瓷iloveyou1'],
    too_short: ['kV7#qRz'],
    too_uniform: ['x9x9x9x9x9x9'],
  };
  for (const [fault, passwords] of Object.entries(guessedFirst))
    it(`given passwords that are guessed first, when they are chosen, then each is refused as ${fault}`, async () => {
      for (const password of passwords) assert.equal(await faultOf(password), fault, password);
    });

  it('given passphrases, random passwords and sentences in Chinese, when they are chosen, then each will do', async () => {
    const random = 'kV7#qRz2pL x9$Fm2!wQe 9fG4kT2mZw 8hY-pq3-Lw9 jW4nTkXe k3t7x9q2'.split(' ');
    const phrases =
      'correct horse battery staple,vertical-lemon-quartz-7,tr0mb0ne gardens eleven,tide lamp onion,my cat eats 3 fish,sunny-harbour-42';
    const chinese = '我们的瓷砖走向世界 我爱吃正宗北京烤鸭 长风破浪会有时直挂 瓷砖出海第一年2026'.split(' ');
    const honest = [...random, ...phrases.split(','), ...chinese, `${mobile} and a long tail`, 'kV7#qRz2pL'.repeat(20)];
    for (const password of honest) assert.equal(await faultOf(password), undefined, password);
  });

  it('given a text that is read in many ways, when it is looked at, then others are answered meanwhile', async () => {
    const before = performance.eventLoopUtilization();
    await Promise.all(Array.from({ length: 20 }, (_, n) => faultOf(`${n}${'p@$$w0rd4@8({[<3'.repeat(12)}`)));
    const { utilization } = performance.eventLoopUtilization(before);
    assert.ok(utilization < 0.5, `the loop was busy ${Math.round(utilization * 100)} % of the time`);
  });
});
