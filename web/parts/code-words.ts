import { dictionary } from '../language.ts';

export const codeWords = dictionary({
  zh: {
    send: '发送验证码',
    sendAgain: '重新发送',
    sendAgainIn: (seconds: number) => `重新发送（${seconds} 秒）`,
    sent: (minutes: number) => `验证码已发送，${minutes} 分钟内有效。`,
    first: '请先发送验证码',
    code: '短信验证码',
    sixDigits: '请输入 6 位数字验证码',
  },
  en: {
    send: 'Send a code',
    sendAgain: 'Send another',
    sendAgainIn: (seconds) => `Send another (${seconds} s)`,
    sent: (minutes) => `The code was sent and holds for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    first: 'Have a code sent first',
    code: 'Code of the text',
    sixDigits: 'The code has six digits',
  },
});
