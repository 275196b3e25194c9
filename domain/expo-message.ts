/** What is said of choices, codes, events, surveys, addresses, orders and their money; a part of the catalogue (`message.ts`). */
export const expoMessages = {
  // vocabularies
  not_in_vocabulary: ['{field}: "{value}" is not known here.', '{field}：没有“{value}”这一选项。'],
  one_edition: ['These people are of more than one edition.', '所选人员不属于同一届博览会。'],
  no_place: ['No address is in the care of an industry delegation.', '行业交易团不按地址分配。'],
  not_own_address: ['This is none of the unit’s addresses.', '该地址不属于本单位。'],

  // codes, events, surveys, orders
  code_there: ['The code {code} exists already.', '邀请码{code}已存在。'],
  opens_at: ['It opens at {time}.', '将于{time}开放。'],
  places_left: ['{places} place(s) left.', '剩余{places}个名额。'],
  places_taken: ['{places} place(s) are taken already.', '已有{places}个名额被占用。'],
  ends_before_start: ['The end comes after the start.', '结束时间应晚于开始时间。'],
  sign_up_after_end: ['Sign-up closes by the end of the event.', '报名截止时间不得晚于结束时间。'],
  event_cancelled: ['The event was cancelled.', '该活动已取消。'],
  until_before_from: ['The code ends after the time from which it is valid.', '失效时间须晚于生效时间。'],
  fields_only_returned: [
    'Fields to correct go with a return alone: leave them out.',
    '仅退回修改时可填写需修改的内容，请删除。',
  ],
  until_before_start: ['{field} is before the first day.', '{field}早于起始日期。'],
  days_too_many: ['These are too many days: ask for {days} at most.', '日期范围过长，最多可查询{days}天。'],
  day_to_come: ['{day} is in the future.', '{day}尚未到来。'],
  no_default_address: ['There is no default address: give one.', '没有默认地址，请填写快递地址。'],
  number_taken: [
    'The order number {orderNo} is taken: order again under another Idempotency-Key.',
    '订单号{orderNo}已被占用，请更换 Idempotency-Key 后重新下单。',
  ],
  not_in_order: ['This person is not in this order.', '该人员不在此订单中。'],
  nothing_paid: ['Nothing was paid for this person.', '该人员未支付费用。'],
  answer_missing: ['This question is to be answered.', '请回答该问题。'],
  answer_unfit: ['This is no answer to a question of the survey.', '该答案与问卷题目不符。'],
  tax_number_missing: [
    'A company title needs the company’s tax number, its unified social credit code of 18 characters.',
    '单位抬头须填写税号，即单位的18位统一社会信用代码。',
  ],
  tax_number_of_person: [
    'A personal title has no tax number: leave it out, or choose a company title.',
    '个人抬头没有税号：请删去税号；如为单位开票，请选择单位抬头。',
  ],
  tax_number_abroad: [
    'The tax platform issues to a company only by a tax number of mainland China. For a company from elsewhere, save a title of kind personal with the company’s name and without a tax number.',
    '税务平台只能凭中国大陆税号为单位开具发票。境外及港澳台单位请新增“个人”抬头：抬头填写单位名称，税号留空。',
  ],
  tax_number_old: [
    'Tax numbers of 15 characters have run out: give the unified social credit code of 18 characters on the business licence.',
    '15位税号已停用，请填写营业执照上的18位统一社会信用代码。',
  ],
  tax_number_of_trader: [
    'A tax number made of an ID number (20 characters) has run out: give the unified social credit code of 18 characters on the business licence; without one, save a personal title.',
    '由身份证号组成的20位税号已停用，请填写营业执照上的18位统一社会信用代码；没有的，请使用个人抬头。',
  ],
  tax_number_format: [
    'A company’s tax number is its unified social credit code: 18 digits and capital letters, without I, O, S, V and Z; this one has {length} characters. For a company from outside mainland China, save a title of kind personal with its name.',
    '单位税号即统一社会信用代码，应为18位数字和大写字母（不含I、O、S、V、Z），现填写了{length}位，请对照营业执照核对。境外及港澳台单位请使用“个人”抬头，填写单位名称。',
  ],
  no_invoices: ['Invoices are not available.', '暂不能开具发票。'],
} as const;
