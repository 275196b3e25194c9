/** What is said of an edition as its organiser writes or changes it; a part of the catalogue (`message.ts`). */
export const editionMessages = {
  // what contradicts itself
  local_time_format: [
    '{field} is a time such as 2019-09-20 18:00 (of China), or with its zone as in 2019-09-20T10:00:00Z.',
    '{field}应填写时间，如 2019-09-20 18:00。',
  ],
  closes_before_opening: ['Registration closes after it opens.', '预登记截止时间应晚于开始时间。'],
  expo_before_closing: ['The expo closes after registration does.', '展会闭幕时间应晚于预登记截止时间。'],
  previous_is_itself: ['An edition is not the one before itself.', '上一届不能是本届。'],
  delegation_there: ['There is a delegation no. {no} already.', '已有序号为{no}的交易团。'],
  delegation_above_unknown: ['There is no delegation no. {no} to be above it.', '上级交易团（序号{no}）不存在。'],
  delegation_below_itself: ['No delegation is below itself.', '交易团不能从属于自身。'],
  place_unknown: [
    '"{place}" is no province and no city of GB/T 2260: write its name, province and city parted by a slash, or the code.',
    '“{place}”不是国家标准中的省、市名称或代码。',
  ],
  place_taken: ['{place} is in the care of delegation no. {no} already.', '{place}已由序号为{no}的交易团负责。'],
  options_unfit: [
    'A choice has at least two options, each with a code of its own; other questions have none.',
    '选择题至少有两个选项且代码不得重复，其他题型不设选项。',
  ],
  table_not_there: ['The table cannot be read: no such file beside this one.', '无法读取表格：该文件不存在。'],
  table_not_utf8: ['The table is not in UTF-8: save it as CSV in UTF-8.', '表格编码不正确，请另存为统一码编码的文件。'],
  table_unreadable: ['This is no table of columns parted by commas.', '无法按逗号分隔读取该表格。'],
  table_empty: ['There is no delegation in the table.', '表格中没有交易团。'],
  two_ways_of_delegations: [
    'Write the delegations here, or name their table in delegationsFile: one of the two.',
    '交易团请在此填写或另附表格，二者选一。',
  ],

  // what is in the way of a change
  edition_closed_at: [
    'This edition ended at {time}; nothing of it changes any more.',
    '本届已于{time}结束，不能再修改。',
  ],
  other_edition_open: [
    'Edition {edition} is current and has not ended: end it first (edition:apply FILE --close).',
    '第{edition}届尚未结束，请先结束该届。',
  ],
  fees_of_live_orders: [
    '{orders} order(s) with this fee await payment: change it when they are paid or closed.',
    '有{orders}个含此费用的订单待支付，请待其支付或关闭后再修改。',
  ],
  closing_passed: [
    '{units} unit(s) have not submitted and would end at once: give a time to come.',
    '有{units}家单位尚未提交，截止时间不得早于当前时间。',
  ],
  closing_before_submission: [
    '{units} unit(s) under review submitted after that, the last at {time}.',
    '有{units}家审核中的单位在此之后提交，最后一次提交时间为{time}。',
  ],
  opening_after_units: [
    '{units} unit(s) have registered: registration has opened already.',
    '已有{units}家单位登记，预登记已经开始。',
  ],
  terms_accepted: [
    '{units} unit(s) have accepted version {version}: another text has another version.',
    '已有{units}家单位同意版本{version}，修改条款须更换版本号。',
  ],
  delegation_in_use: [
    'It has {units} unit(s), {staff} member(s) of staff and {codes} invitation code(s).',
    '该交易团有{units}家单位、{staff}名工作人员和{codes}个邀请码。',
  ],
  survey_answered: [
    '{units} unit(s) have answered: questions can be added, their words changed, and no more.',
    '已有{units}家单位作答，只能增加题目或修改文字。',
  ],
  units_undecided: [
    '{units} registration(s) are open: not submitted, returned or under review.',
    '有{units}家单位的预登记尚未办结。',
  ],
  orders_live: ['{orders} order(s) await payment or are being closed.', '有{orders}个订单待支付或正在关闭。'],
  refunds_open: ['{refunds} refund(s) are not made yet.', '有{refunds}笔退款尚未完成。'],
  money_owed: [
    '{people} of the people paid for failed review and have their money to come.',
    '有{people}名未通过审核的人员尚未退款。',
  ],
  money_in_suspense: [
    '{payments} payment(s) that nobody wants are not given back yet.',
    '有{payments}笔待退付款尚未退回。',
  ],
  invoices_open: ['{invoices} invoice(s) are being issued or reversed.', '有{invoices}张发票正在开具或冲红。'],
} as const;
