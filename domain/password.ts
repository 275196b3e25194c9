/** At least 8 characters, 5 of them different, and not the account itself: what a guesser tries first. */
export function passwordTooWeak(password: string, account: string): boolean {
  const characters = Array.from(password);
  return characters.length < 8 || new Set(characters).size < 5 || password.trim().toUpperCase() === account;
}
