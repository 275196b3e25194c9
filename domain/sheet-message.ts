/** What is said of an uploaded table and of what stands in its cells; a part of the catalogue (`message.ts`). */
export const sheetMessages = {
  nothing_imported: ['{faults} fault(s); nothing was imported.', '共{faults}处错误，未导入任何人员。'],
  no_rows: ['There is nobody in the file.', '文件中没有人员。'],
  too_many_rows: ['{rows} people, and a file holds at most {most}.', '共{rows}人，每个文件最多{most}人。'],
  header_missing: [
    'No row has the headings of this list ({columns}). Add them above the people, or use the template.',
    '未找到本名单的表头（{columns}）。请在名单上方补上表头，或使用模板。',
  ],
  header_missing_in: [
    'No sheet has the headings of this list ({columns}); the sheet "{sheet}" was looked at. Add them above the people, or use the template.',
    '所有工作表（如“{sheet}”）中均未找到本名单的表头（{columns}）。请在名单上方补上表头，或使用模板。',
  ],
  column_unnamed: [
    'Column {column} is filled and has no heading in row {row}. Add its heading, or empty the column.',
    '{column}列有内容但表头（第{row}行）没有列名，请补上列名或清空该列。',
  ],
  column_missing: [
    'The column "{column}" is missing from the headings (row {row}). Add it, or use the template.',
    '表头（第{row}行）缺少“{column}”列，请补上或使用模板。',
  ],
  column_unknown: [
    'The column "{column}" is none of this list. Remove it, or call it what the template does.',
    '“{column}”不是本名单的列，请删除该列或改用模板中的名称。',
  ],
  column_twice: [
    'The column "{column}" is there twice ({cells}). Remove all but one.',
    '“{column}”列重复出现（{cells}），请只保留一列。',
  ],
  digits_lost: [
    'Digits are lost already: format the column as text and type the number anew.',
    '号码部分位数已丢失，请将该列设为文本格式后重新填写。',
  ],
  cell_error: [
    'Cell {cell} holds the error {error}. Put a value there, or empty it.',
    '单元格{cell}为错误值{error}，请填写正确的内容或清空该单元格。',
  ],
  duplicate_in_file: ['The same person as in row {row}.', '与第{row}行为同一人。'],
  on_own_list: ['This person is on the own list already.', '该人员已在本单位名单中。'],
  file_empty: ['The file is empty.', '文件为空。'],
  file_no_table: [
    'This file is no table: it is a web page, a PDF, a picture or the like. Save the table as .xlsx with Excel or WPS and send that.',
    '该文件不是表格，而是网页、PDF、图片等。请用Excel或WPS将名单另存为.xlsx格式后上传。',
  ],
  file_unreadable: [
    'This file cannot be read as what it is called. Save it as XLSX or as "CSV UTF-8" with Excel or WPS and send it again.',
    '无法读取该文件：内容与文件类型不符或已损坏。请用Excel或WPS另存为XLSX或“CSV UTF-8”格式后重新上传。',
  ],
  old_workbook: [
    'This is an old workbook (.xls), or one with a password. Save it as .xlsx without a password and send it again.',
    '这是旧版.xls文件或加密文件。请另存为.xlsx格式（不设密码）后重新上传。',
  ],
  file_too_large: [
    'The file holds too much: a table has at most {rows} rows and {columns} columns. Remove what is not part of it and send it again.',
    '文件内容过多（最多{rows}行、{columns}列）。请删除名单以外的内容后重新上传。',
  ],
  cell_out_of_range: [
    'Cell {cell} is filled, and a table has at most {rows} rows and {columns} columns. Empty that cell and send the file again.',
    '单元格{cell}有内容，但表格最多{rows}行、{columns}列。请清空该单元格后重新上传。',
  ],
  text_damaged: [
    'Cell {cell} holds the sign of a lost character (\ufffd). Put it right and send the file again.',
    '单元格{cell}中有乱码（\ufffd），原字符已丢失。请改正后重新上传。',
  ],
  encoding_unknown: [
    'The encoding of this file cannot be told, so its characters cannot be read for certain (line {line}). Save it as "CSV UTF-8" or as .xlsx and send it again.',
    '无法确定该文件的编码，文字可能成为乱码（第{line}行）。请另存为“CSV UTF-8”或.xlsx格式后重新上传。',
  ],

  // accounts of the edition before
  column_strange: ['{field} is no column of this file.', '{field}不是该文件的列。'],
  column_needed: ['The column {field} is missing.', '缺少{field}列。'],
  account_format: [
    'This is neither a unified social credit code nor COUNTRY:number.',
    '既不是统一社会信用代码，也不是“国家代码:登记号”。',
  ],
  account_again: ['{account} is in row {row} already.', '{account}与第{row}行重复。'],
  account_region: [
    'This is not the region of its account: a unified social credit code is of mainland, HK, MO and TW are of hk_macao_taiwan, other countries of overseas; of CN there are such codes only.',
    '所属地区与账号不符：统一社会信用代码属中国大陆，港澳台及其他国家（地区）各属其类。',
  ],
  hash_unknown: ['This hash is neither bcrypt nor argon2.', '无法识别该密码散列的算法。'],
  hash_costly: [
    "This hash costs more than bcrypt's {bcrypt}, or argon2's {argon2}.",
    '该密码散列的计算代价过高（上限：{bcrypt}，或{argon2}）。',
  ],

  // words in its cells
  not_latin_in_file: [
    '"{value}" is not in Latin letters: write the name as in the passport. If the file shows other letters, save it as UTF-8.',
    '“{value}”不是拉丁字母，请按护照填写拉丁字母姓名；如文件中显示的并非如此，请另存为UTF-8编码。',
  ],
  word_unknown: [
    '"{value}" is not known here; write for example {example}.',
    '“{value}”无法识别，请填写如：{example}。',
  ],
  word_ambiguous: [
    '"{value}" may mean several: {names}. Write which.',
    '“{value}”有多种可能：{names}。请写明是哪一个。',
  ],
  city_only: [
    '"{value}" is no city of {province}: write "{city}".',
    '{province}没有“{value}”这个城市，请填写“{city}”。',
  ],
  city_unknown: [
    '"{value}" is no city of {province}: write a prefecture-level city of it.',
    '{province}没有“{value}”这个城市，请填写该省的地级市。',
  ],
} as const;
