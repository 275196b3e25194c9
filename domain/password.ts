/** Why a password is what a guesser tries first. */
export type PasswordFault = 'too_short' | 'too_uniform' | 'common' | 'own_words';

const fewestCharacters = 8;
const fewestDifferent = 5;
/** Shorter words stand in too many passwords by chance. */
const shortestWord = 4;

/**
 * At least 8 characters, 5 of them different, none of the common ones; and where it holds words of the account's own (its code,
 * mobile, name) what is left without them must be a password too. `isCommon` is asked in lower case.
 */
export function passwordFault(
  password: string,
  { ownWords, isCommon }: { ownWords: readonly string[]; isCommon: (password: string) => boolean },
): PasswordFault | undefined {
  const given = password.normalize('NFKC').trim().toLowerCase();
  const fault = faultOf(given, isCommon);
  if (fault) return fault;
  const words = ownWords.map((word) => word.normalize('NFKC').trim().replace(/^\+/, '').toLowerCase());
  const left = words.filter((word) => word.length >= shortestWord).reduce((rest, word) => rest.replaceAll(word, ''), given);
  return left !== given && faultOf(left, isCommon) ? 'own_words' : undefined;
}

function faultOf(password: string, isCommon: (password: string) => boolean): PasswordFault | undefined {
  const characters = Array.from(password);
  if (characters.length < fewestCharacters) return 'too_short';
  if (new Set(characters).size < fewestDifferent) return 'too_uniform';
  return isCommon(password) ? 'common' : undefined;
}
