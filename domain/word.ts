/** Traditional characters of the vocabularies, headings and words a sheet is filled in with, and below each its simplified one. */
const traditional =
  '內朮佈別吳呂壯貝亞來岡彿東長門剋則彥紅約計韋倫剛員峽島師庫時晉書烏祕紐納荊茲託財貢迴陝馬乾務區國婁專崑崗張採敘涼畢紹脫莊術許連陳頂麥傢凱勞單喬幾揚棗欽湯無發肅菸華萊証賀貴買週郵鄉開陽雲順黃奧幹廈愛會極楊溫滄煙萬節經綏義聖號裡資農運達頓團圖寧彆榦漢爾瑪監綿維臺賓遠遞銀銅閤頗領颱齊廣慶撫樂樑潛盤碼緬衛誕遷鄭銷餘駐髮魯導撾樹機澤盧縣興蕪諾遼錫錦隨頭鴨龍嶼嶺嶽濱濟濛濰營總聯臨谿購邁韓鮮檯瀋職薩鎮雙雞鬆懷瀘瓊矇羅臘證贊邊關隴鬍麗麴寶糰蘆蘇饒鹹屬蘭護鐵鶴囌巖壩贛鷹鹽灣讚裏峯';
const simplified =
  '内术布别吴吕壮贝亚来冈佛东长门克则彦红约计韦伦刚员峡岛师库时晋书乌秘纽纳荆兹托财贡回陕马干务区国娄专昆岗张采叙凉毕绍脱庄术许连陈顶麦家凯劳单乔几扬枣钦汤无发肃烟华莱证贺贵买周邮乡开阳云顺黄奥干厦爱会极杨温沧烟万节经绥义圣号里资农运达顿团图宁别干汉尔玛监绵维台宾远递银铜合颇领台齐广庆抚乐梁潜盘码缅卫诞迁郑销余驻发鲁导挝树机泽卢县兴芜诺辽锡锦随头鸭龙屿岭岳滨济蒙潍营总联临溪购迈韩鲜台沈职萨镇双鸡松怀泸琼蒙罗腊证赞边关陇胡丽曲宝团芦苏饶咸属兰护铁鹤苏岩坝赣鹰盐湾赞里峰';
const simplifiedOf = new Map(Array.from(traditional, (character, index) => [character, simplified[index]!]));

/**
 * What all spellings of one word of a vocabulary have in common, to find it by: neither case nor width, accents, blanks,
 * punctuation and what cannot be seen count, and traditional characters are simplified. Not for what is stored.
 */
export function wordKey(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/[\p{Default_Ignorable_Code_Point}\p{M}]|[^\p{L}\p{N}]/gu, '');
  return Array.from(plain.toLowerCase(), (character) => simplifiedOf.get(character) ?? character).join('');
}
