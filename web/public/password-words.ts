import { dictionary } from '../language.ts';

export const passwordWords = dictionary({
  zh: {
    rules: '至少 8 个字符，其中至少 5 个不同；不要使用常见密码，也不要由账号、手机号码组成。',
    again: '再次输入密码',
    differs: '两次输入的密码不一致',
    required: '请填写密码',
  },
  en: {
    rules: 'At least 8 characters, 5 of them different; none that many people use, nor your account or mobile.',
    again: 'The same password again',
    differs: 'This is not the same password',
    required: 'Fill in a password',
  },
});
