/** What is said of accounts, units, people and their documents; a part of the catalogue (`message.ts`). */
export const registrationMessages = {
  // accounts
  one_account: [
    'Give either the unified social credit code, or the country and the business number.',
    '请填写统一社会信用代码，或填写国家（地区）和商业登记号。',
  ],
  account_or_login: [
    'Give either the account of a unit or the login of a member of staff.',
    '请填写账号或登录名中的一项。',
  ],
  edition_of_unit: ['Units alone have an account in each edition: leave it out.', '仅单位账号区分届次，请删除。'],
  business_number_characters: [
    'A business number has Latin letters, digits, blanks and - . / ( ) & # : only. Write it so, as on the certificate of registration.',
    '商业登记号只能由拉丁字母、数字、空格及 - . / ( ) & # : 组成，请按登记证书填写。',
  ],
  password_too_short: ['Use at least 8 characters.', '密码至少需要8个字符。'],
  password_too_uniform: ['Use at least 5 different characters.', '密码至少需要5个不同的字符。'],
  password_common: [
    'Many people use this password, or one much like it, so it is guessed first. Choose another one, such as three words that do not belong together.',
    '该密码或与其相近的密码过于常见，容易被猜到。请更换，例如使用三个互不相关的词。',
  ],
  password_own_words: [
    'The password is little more than your account, mobile or name, which others know. Choose another one.',
    '密码主要由本单位的账号、手机号或名称组成，容易被猜到，请更换。',
  ],
  nobody_registered: ['Nobody has registered {account}.', '{account}尚未注册。'],
  not_its_mask: [
    '{field} is masked, but is not the mask of what is stored: leave it as it was read, or type it anew.',
    '{field}带有掩码但与已保存的内容不符，请保持原样或重新填写。',
  ],
  order_unfinished: ['Order {no} has not come to its end.', '订单{no}尚未办结。'],
  refund_unfinished: ['Refund {no} has not been made.', '退款{no}尚未完成。'],
  invoice_unfinished: ['Invoice {no} is under way.', '发票{no}尚在办理中。'],
  own_row: ['Nobody changes their own row.', '不得修改本人的账号。'],
  not_by_role: [
    'The role {role} does not change a member of staff who is {other}.',
    '角色{role}不能修改角色为{other}的账号。',
  ],

  // people
  not_printable: [
    'The fonts of the badges do not have {characters}. Use other characters.',
    '证件字体中没有{characters}，请改用其他字。',
  ],
  not_latin: [
    '"{value}" is not in Latin letters: write the name as in the passport.',
    '“{value}”不是拉丁字母，请按护照填写拉丁字母姓名。',
  ],
  person_not_printable: [
    'The fonts of the badges do not have {characters}. Write the name with others for now and contact the bureau: it records the true name, and beside it what the badge prints.',
    '证件字体中没有{characters}。请先用其他字（如同音字或拼音）填写，再联系组委会：由组委会登记真实姓名，并确定证件上印的写法。',
  ],
  badge_unprintable: [
    'Badge {badgeNo} has {count} characters in {part} that no font has.',
    '证件{badgeNo}的{part}有{count}个字符无法打印。',
  ],
  nobody_taken: [
    'Somebody here cannot be taken; nothing was done. Where that is a mistake, the bureau helps.',
    '有人员不能登记，本次未作任何更改。如有误，请联系博览局。',
  ],
  photo_empty: ['The file is empty: choose the photo again.', '文件是空的，请重新选择照片。'],
  photo_not_an_image: [
    'This file is no photo. Send a photo saved as JPEG or PNG.',
    '该文件不是照片，请上传 JPEG 或 PNG 格式的照片。',
  ],
  photo_format: [
    'This is a {format} file. Save the photo as JPEG or PNG and send that.',
    '该文件为 {format} 格式，请将照片另存为 JPEG 或 PNG 格式后上传。',
  ],
  photo_heic: [
    'This is a HEIC photo, as iPhones take them. Send a JPEG: on the iPhone choose Settings › Camera › Formats › Most Compatible and take it again, or open it on a computer and save it as JPEG.',
    '照片为 HEIC 格式（iPhone 默认格式），请改用 JPEG：在 iPhone 的“设置 › 相机 › 格式”中选择“兼容性最佳”后重新拍摄，或在电脑上打开后另存为 JPEG 再上传。',
  ],
  photo_damaged: [
    'The photo is damaged, or not all of it has arrived ({kilobytes} KB have). If it opens on your device, save it as JPEG again and send that; else take another one.',
    '照片文件已损坏或不完整（收到{kilobytes} KB）。如能在本机打开，请另存为 JPEG 后重新上传，否则请更换照片。',
  ],
  photo_too_small: [
    'The photo is {width}×{height} pixels; at least {leastWidth}×{leastHeight} are needed. Send the original instead of a reduced copy, or another photo.',
    '照片为{width}×{height}像素，至少需要{leastWidth}×{leastHeight}像素，请上传未经压缩的原图或更换照片。',
  ],
  photo_too_many_pixels: [
    'The photo is {width}×{height} pixels; at most {most} million in all are taken. Reduce it and send that.',
    '照片为{width}×{height}像素，总像素最多{most}00万，请缩小后上传。',
  ],
  photo_too_slow: [
    'The photo could not be read within {seconds} s. Save it as JPEG again, smaller, and send that.',
    '照片未能在{seconds}秒内读取，请缩小并另存为 JPEG 后重新上传。',
  ],
  photo_lying: [
    'The photo is {width}×{height} pixels, wider than high. If it lies on its side, turn it; else send an upright portrait (as 25×35 mm), cut to at least {leastWidth}×{leastHeight} pixels.',
    '照片为{width}×{height}像素，是横向照片。如照片横放，请旋转为竖向后上传；否则请上传竖向证件照（宽高比约25:35），裁剪后至少{leastWidth}×{leastHeight}像素。',
  ],
  photo_too_tall: [
    'The photo is {width}×{height} pixels, too tall for a portrait. Cut it to about 25:35 (at most 1.6 times as high as wide), at least {leastWidth}×{leastHeight} pixels.',
    '照片为{width}×{height}像素，过于狭长。请裁剪为宽高比约25:35的证件照（高不超过宽的1.6倍），至少{leastWidth}×{leastHeight}像素。',
  ],
  stays_on_record: ['What was ordered stays on record.', '已下单的人员须保留记录。'],

  // identity documents (G3.3), by what is wrong and, where that differs, by list or kind
  document_format_mainland: [
    'An ID card number has 18 characters: 17 digits, then a digit or X. Compare it with the card.',
    '身份证号码共18位：前17位为数字，最后一位为数字或字母X。请对照证件核对。',
  ],
  document_format_hk_macao_taiwan: [
    'A permit of Hong Kong or Macao is H or M and 8 digits, or HA or MA and 7; one of Taiwan is 8 digits; a residence permit has 18 characters. Compare the number with the document.',
    '港澳居民来往内地通行证为H或M加8位数字（非中国籍为HA或MA加7位数字），台湾居民来往大陆通行证为8位数字，港澳台居民居住证为18位。请对照证件核对。',
  ],
  document_format_overseas: [
    'A passport number has 5 to 20 letters and digits. Compare it with the passport.',
    '护照号码由5至20位字母和数字组成。请对照护照核对。',
  ],
  document_check_digit: [
    'The last character does not go with the others: one of them is mistyped. Compare the number with the document, digit by digit.',
    '号码最后一位与前17位不符，可能有一位填错。请对照证件逐位核对。',
  ],
  document_birth_date: [
    'The 7th to 14th digit are no date of birth. Compare the number with the document.',
    '号码第7至14位不是有效的出生日期。请对照证件核对。',
  ],
  document_region: [
    'This permit is of another region: H and 81 stand for Hong Kong, M and 82 for Macao, 8 digits and 83 for Taiwan. Change the region, or the number.',
    '证件号码与所选地区不符：H或81开头为香港，M或82开头为澳门，8位数字或83开头为台湾。请修改地区或号码。',
  ],
  document_country: ['Choose the country that issued the passport.', '请选择护照签发国家。'],
  document_expired_id_card: [
    'ID card numbers of 15 digits ended with 2012. Give the 18 characters of the present card.',
    '15位身份证号码已于2013年1月1日停用。请填写现行身份证的18位号码。',
  ],
  document_expired_taiwan_permit: [
    'The longer numbers of Taiwan permits have run out. Give the 8 digits of the present permit.',
    '旧版台胞证的长号码已失效。请填写现行台湾居民来往大陆通行证的8位号码。',
  ],
  document_list_mainland: [
    "This is a resident ID card's number. Add the person to the list of the Chinese mainland.",
    '这是居民身份证号码。请在“中国大陆地区人员”中添加此人。',
  ],
  document_list_hk_macao_taiwan: [
    'This is the number of a permit for residents of Hong Kong, Macao or Taiwan. Add the person to their list.',
    '这是港澳台居民的通行证或居住证号码。请在“港澳台地区人员”中添加此人。',
  ],
  document_list_overseas: [
    "This is the number of a foreign permanent resident's card. Add the person to the list of other countries.",
    '这是外国人永久居留身份证号码。请在“其他国家/地区人员”中添加此人。',
  ],
  uscc_format: [
    'A unified social credit code has 18 digits and capital letters, without I, O, S, V and Z. Compare it with the licence.',
    '统一社会信用代码共18位，由数字和大写字母组成，不含I、O、S、V、Z。请对照营业执照（登记证书）核对。',
  ],
  uscc_check_digit: [
    'The last character does not go with the others: one of them is mistyped. Compare the code with the licence.',
    '统一社会信用代码最后一位与前17位不符，可能有一位填错。请对照营业执照（登记证书）逐位核对。',
  ],

  // where a country belongs
  region_mainland: [
    'A unit of the Chinese mainland registers by its unified social credit code. Choose the region Chinese mainland.',
    '中国大陆单位请选择“中国大陆地区”，并以统一社会信用代码注册。',
  ],
  region_hk_macao_taiwan: [
    'For Hong Kong, Macao and Taiwan choose the region Hong Kong, Macao and Taiwan.',
    '香港、澳门、台湾的单位请选择“港澳台地区”。',
  ],
  region_overseas: [
    'Only Hong Kong, Macao and Taiwan are of this region. For other countries choose the region Other countries.',
    '“港澳台地区”仅限香港、澳门、台湾的单位。其他国家的单位请选择“其他国家/地区”。',
  ],
  list_mainland: [
    'Citizens of the Chinese mainland come with their ID card. Add the person to the list of the Chinese mainland.',
    '中国大陆居民请使用身份证登记。请在“中国大陆地区人员”中添加此人。',
  ],
  list_hk_macao_taiwan: [
    'Residents of Hong Kong, Macao and Taiwan come with their permit. Add the person to the list of Hong Kong, Macao and Taiwan.',
    '港澳台居民请使用通行证或居住证登记。请在“港澳台地区人员”中添加此人。',
  ],

  // what looks wrong in a person's form and may yet be right
  sex_differs: [
    'The 17th digit of the number tells another sex. Correct the sex or the number, or confirm that both are right.',
    '证件号码第17位显示的性别与所填性别不一致。请修改性别或号码；如均无误，请确认。',
  ],
  country_differs: [
    "The first three letters of the card's number tell another country. Correct the country or the number, or confirm that both are right.",
    '证件号码前三位字母所示的国家与所填国家不一致。请修改国家或号码；如均无误，请确认。',
  ],
  looks_like_permit: [
    'This passport number looks like a permit of Hong Kong or Macao. If it is one, add the person to that list; if it is a passport, confirm it.',
    '该护照号码像是港澳居民来往内地通行证号码。如是通行证，请在“港澳台地区人员”中添加此人；如确为护照，请确认。',
  ],
} as const;
