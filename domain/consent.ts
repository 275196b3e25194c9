/**
 * What a unit agrees to, each by itself: the terms of the registration, and that its people's identity numbers and photos are
 * handled, which are sensitive (Personal Information Protection Law, article 29). For its people the unit states that it has theirs.
 */
export const consentKinds = ['privacy_terms', 'document_numbers', 'photos'] as const;
export type ConsentKind = (typeof consentKinds)[number];

/** Without these there is nothing left of a registration: they are withdrawn with the whole of it. */
export const isNeeded = (kind: ConsentKind): boolean => kind !== 'photos';
