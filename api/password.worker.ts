import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { passwordFault, type PasswordFault } from '../domain/password.ts';

export interface PasswordJob {
  password: string;
  /** The account's own, which others know. */
  ownWords: readonly string[];
}

export interface PasswordAnswer {
  fault: PasswordFault | undefined;
}

/** What people in China, and people who set up an expo, put together; the lists of leaks have little of it. The last is the demo data's, and published. */
const chinese = `
  woaini woaiwo wozuiai woshi aini wodemima mima nihao laopo laogong baobei zhongguo woaizhongguo
  520 521 1314 5201314 1314520 5211314 7758521 5845201314 168 888 666 918 147258369 123123
  china beijing shanghai guangzhou shenzhen guangdong zhejiang jiangsu huawei taobao weixin tencent
  wang zhang chen yang huang zhao zhou qwer asdf zxcv abc abcd
  admin root test expo ciie jinbohui demo pass passwd password welcome user company gongsi
  expo-demo-2019`;
const years = Array.from({ length: 81 }, (_, index) => `@${1950 + index}`);

/** An online guesser needs a year for so many at what the limits of logins let through. */
const fewestGuesses = 1e6;
/** Estimating takes more than the square of the length and each reading of its digits as letters anew: 30 ms at most so. */
const [longestEstimated, mostSubstitutions] = [40, 10];

const estimator = new ZxcvbnFactory({
  dictionary: { ...dictionary, chinese: chinese.trim().split(/\s+/), years },
  graphs: adjacencyGraphs,
  maxLength: longestEstimated,
  l33tMaxSubstitutions: mostSubstitutions,
});

parentPort?.on('message', ({ password, ownWords }: PasswordJob) => {
  const isGuessed = (given: string, words: readonly string[]) =>
    estimator.check(given.slice(0, longestEstimated), [...words]).guesses < fewestGuesses;
  const answer: PasswordAnswer = { fault: passwordFault(password, { ownWords, isGuessed }) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer);
});
