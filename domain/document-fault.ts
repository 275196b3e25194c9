import type { FieldError } from './errors.ts';
import { listFor, type DocumentClaim, type IdentityFault } from './identity.ts';
import { say, type Said } from './message.ts';

function adviceOf(reason: IdentityFault, { list, documentNumber }: DocumentClaim): Said {
  if (reason === 'format') return say(`document_format_${list}`);
  if (reason === 'list') return say(`document_list_${listFor(documentNumber)}`);
  if (reason === 'expired')
    return say(list === 'hk_macao_taiwan' ? 'document_expired_taiwan_permit' : 'document_expired_id_card');
  return say(`document_${reason}`);
}

/** Where the fault of a document stands, and what to do about it. */
export function documentFault(reason: IdentityFault, claim: DocumentClaim): FieldError {
  const path = reason === 'country' ? 'country' : 'documentNumber';
  return { path, code: reason, message: adviceOf(reason, claim) };
}
