import { dictionary } from '../language.ts';

/** What the page of exports says. */
export const exportWords = dictionary({
  zh: {
    notice:
      '导出会留下记录：导出人、时间、行数和筛选条件。文件首行标有您的登录名，证件号码和联系方式以掩码显示。请勿外传。',
    registrations: '单位预登记',
    registrationsHelp: '本交易团及下级交易团的单位：名称、账号、类别、状态、经营数据、联系人（掩码）和人数。',
    attendees: '参观人员',
    attendeesHelp: '上述单位的参观人员：姓名、证件号码（掩码）、单位、人员标签和状态。',
    format: '文件格式',
    xlsx: 'Excel（XLSX）',
    csv: 'CSV',
    export: '导出',
    exportOf: (what: string) => `导出${what}`,
    taken: '文件已下载。',
  },
  en: {
    notice:
      'Exports are on record: who, when, how many rows and of what. The first row of the file bears your login; documents and contacts are masked. Do not pass it on.',
    registrations: 'Registrations',
    registrationsHelp:
      'The units of this delegation and those below it: name, account, category, state, business figures, contact (masked) and number of people.',
    attendees: 'People',
    attendeesHelp: 'The people of these units: name, document (masked), unit, badge type and state.',
    format: 'Format',
    xlsx: 'Excel (XLSX)',
    csv: 'CSV',
    export: 'Export',
    exportOf: (what) => `Export: ${what}`,
    taken: 'The file was downloaded.',
  },
});
