/** Why a password is what a guesser tries first. */
export type PasswordFault = 'too_short' | 'too_uniform' | 'common' | 'own_words';

const fewestCharacters = 8;
const fewestDifferent = 5;
/** Shorter words stand in too many passwords by chance. */
const shortestWord = 4;

/** Whether a guesser who knows what people choose, and these words, is soon there; asked in lower case. */
export type IsGuessed = (password: string, words: readonly string[]) => boolean;

/**
 * At least 8 characters, 5 of them different, and none that is soon guessed; and where it holds words of the account's own (its code,
 * mobile, name), forwards or backwards, what is left without them must be a password too.
 */
export function passwordFault(
  password: string,
  { ownWords, isGuessed }: { ownWords: readonly string[]; isGuessed: IsGuessed },
): PasswordFault | undefined {
  const given = password.normalize('NFKC').trim().toLowerCase();
  const words = ownWords
    .map((word) => word.normalize('NFKC').trim().replace(/^\+/, '').toLowerCase())
    .filter((word) => word.length >= shortestWord)
    .flatMap((word) => [word, Array.from(word).toReversed().join('')]);
  const left = words.reduce((rest, word) => rest.replaceAll(word, ''), given);
  const fault = faultOf(given, isGuessed);
  if (fault && fault !== 'common') return fault;
  if (left !== given && faultOf(left, isGuessed)) return 'own_words';
  if (fault) return fault;
  return words.length > 0 && isGuessed(given, words) ? 'own_words' : undefined;
}

function faultOf(password: string, isGuessed: IsGuessed): PasswordFault | undefined {
  const characters = Array.from(password);
  if (characters.length < fewestCharacters) return 'too_short';
  if (new Set(characters).size < fewestDifferent) return 'too_uniform';
  return isGuessed(password, []) ? 'common' : undefined;
}
