import { dictionary } from '../language.ts';

export const publicWords = dictionary({
  zh: {
    account: '账号',
    accountHelp: '单位填写统一社会信用代码；工作人员填写登录名。',
    password: '密码',
    totp: '动态验证码',
    totpHelp: '请输入验证器应用显示的 6 位数字。',
    notLoggedIn: '尚无账号？',
    register: '注册单位账号',
    forgotten: '忘记密码',
  },
  en: {
    account: 'Account',
    accountHelp: 'Units: the unified social credit code. Staff: the login.',
    password: 'Password',
    totp: 'One-time code',
    totpHelp: 'The six digits that your authenticator app shows.',
    notLoggedIn: 'No account yet?',
    register: 'Register a unit',
    forgotten: 'Forgotten password',
  },
});
