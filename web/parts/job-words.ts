import { dictionary } from '../language.ts';

/** What is said of something that was asked of many at once. */
export const jobWords = dictionary({
  zh: {
    running: (done: number, total: number) => `正在处理：${done} / ${total}`,
    done: (done: number) => `处理完成：${done} 项成功`,
    partly: (done: number, refused: number) => `处理完成：${done} 项成功，${refused} 项未能完成`,
    refused: '未能完成的',
    because: (why: string) => `：${why}`,
    close: '关闭',
  },
  en: {
    running: (done, total) => `Under way: ${done} of ${total}`,
    done: (done) => `Done: ${done} succeeded`,
    partly: (done, refused) => `Done: ${done} succeeded, ${refused} were refused`,
    refused: 'What was refused',
    because: (why) => `: ${why}`,
    close: 'Close',
  },
});
