/** What is said to staff of their accounts; a part of the catalogue (`message.ts`). */
export const staffMessages = {
  second_factor_first: [
    'This account needs a second factor before it may do anything else: set one up under /account/second-factor.',
    '该账号须先启用动态验证码，方可进行其他操作。',
  ],
  second_factor_ask: [
    'Give the six digits that your app shows as `totp`, or one of your recovery codes as `recoveryCode`.',
    '请填写身份验证器显示的六位动态验证码，或填写一个恢复码。',
  ],
  second_factor_kept: [
    'This role keeps its second factor: set up another one, which takes its place.',
    '该角色不能停用动态验证码，如需更换请重新启用。',
  ],
  login_there: ['The login {login} is taken.', '登录名{login}已被使用。'],
  delegation_of_role: [
    'Staff of a delegation have a delegation, and nobody else has one.',
    '交易团账号须填写交易团，其他账号不得填写。',
  ],
  no_delegation_no: ['The edition has no delegation no. {no}.', '本届没有编号为{no}的交易团。'],
  enable_first: ['Let {login} in again first.', '请先恢复账号{login}。'],
} as const;
