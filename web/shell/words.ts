import { dictionary } from '../language.ts';

export const shellWords = dictionary({
  zh: {
    lost: '登录已失效（超时或已在别处退出）',
    lostHelp: '请输入密码继续；本页已填写的内容仍然保留。',
    asSomebodyElse: '用其他账号登录',
    notYours: '没有权限',
    otherRole: (account: string) => `${account} 没有此页面的权限。请退出后用其他账号登录，或在新标签页中登录。`,
    backHome: '← 返回我的页面',
    demo: '演示',
    demoLogins: (password: string) =>
      `登录名 delegation-1 … 27、bureau、bureau-2、operator、auditor，密码 ${password}；邀请码 DEMO-01 … 27`,
    payer: '模拟付款和短信',
  },
  en: {
    lost: 'Your login is over: it ran out, or was ended elsewhere',
    lostHelp: 'Give your password to go on. What you typed on this page is still there.',
    asSomebodyElse: 'Log in as somebody else',
    notYours: 'Not for this login',
    otherRole: (account) =>
      `${account} may not see this page. Log out and in as somebody else, or log in in a new tab.`,
    backHome: '← Back to my pages',
    demo: 'Demo',
    demoLogins: (password) =>
      `Logins delegation-1 … 27, bureau, bureau-2, operator, auditor, password ${password}; invitation codes DEMO-01 … 27`,
    payer: 'Payments and texts',
  },
});
