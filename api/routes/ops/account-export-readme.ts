/** What is in each file of a unit's copy of its data, in the order they stand in it. */
const files: readonly [name: string, zh: string, en: string][] = [
  [
    'registration.json',
    '账号、表单及历次提交内容（未掩码）、审核结论',
    'the account, the forms in plain as they are and as they were submitted, and the verdicts',
  ],
  ['attendees.csv, attendees.xlsx', '参观人员及完整证件号码', 'the people with their whole document numbers'],
  ['photos/', '证件照，以人员编号为文件名', 'the photos, named by the id of the person'],
  [
    'badges/',
    '已制作的证件，按编号排列，每份文件最多五十张，以首张的编号为文件名',
    'the badges that were made by their numbers, fifty a file at most, which is named by the first',
  ],
  ['orders.json', '证件订单、每人的状态及包裹', 'the badge orders, where each person stands, the parcels'],
  ['payments.json', '支付记录', 'the payments'],
  ['refunds.json', '退款记录', 'the refunds'],
  ['invoices.json, invoices/', '发票记录及文件', 'the invoices and their files'],
  ['invoice-titles.json', '发票抬头', 'the invoice titles'],
  ['addresses.json', '快递地址，含已删除的', 'the courier addresses, those that were deleted too'],
  ['supporting-events.json', '配套活动报名', 'who was signed up for which supporting event'],
  ['survey.json', '满意度调查答案', 'the answers to the survey'],
  ['notifications.json', '短信通知', 'what was told by text'],
  ['consents.json', '同意与撤回记录', 'what was agreed to and withdrawn'],
  ['events.json', '办理记录', 'what happened, in its order'],
  ['sessions.json, logins.json', '当前会话及登录记录', 'the sessions there are, the logins there were'],
  [
    'missing.txt',
    '未能读取的照片、证件或发票文件；没有时无此文件',
    'photos, badges or invoices that could not be read; not there where there are none',
  ],
];

/** README.txt of the copy. */
export function readmeOf({ account, at }: { account: string; at: Date }): string {
  const list = (language: 1 | 2) => files.map((file) => `  ${file[0]}: ${file[language]}`);
  return [
    `账号 ${account} 的数据副本，导出时间 ${at.toISOString()}。`,
    '内含个人信息，请妥善保管，用毕请删除。金额单位为分，时间为协调世界时。',
    ...list(1),
    '',
    `The data of the account ${account}, copied at ${at.toISOString()}.`,
    'It holds personal data: keep it safe, and delete it when it is not needed any more. Amounts are whole fen, times are UTC.',
    ...list(2),
    '',
  ].join('\r\n');
}
