/** How a caller stands to what an operation is about. Where it is about nothing in particular, everybody stands to it as to their own. */
export const relations = [
  'nobody',
  'owner',
  'otherUnit',
  'delegation',
  'above',
  'below',
  'otherDelegation',
  'bureau',
  'operator',
  'auditor',
  'ownDelegation',
  'ownBureau',
  'ownOperator',
] as const;
export type Relation = (typeof relations)[number];

/** `+`: let in, whatever becomes of the request; else how it is refused. `422`: a field that names what is nobody's here; `own`: a member of staff at the unit they work for (403 `own_unit`). */
export type PersonReview = '+' | '401' | '403' | '404' | '422' | 'own';
/** As the table has it; `reads`: let in where it is a GET, else 403. */
export type Verdict = PersonReview | 'reads';

/**
 * Who may what: written by hand, and from nothing the product says of itself. `nobody` are callers without a session that holds;
 * `own…` are staff of that role who work for the unit. A foreign thing is not there (404), another role's page is forbidden (403).
 */
export const table = `
                                 nobody owner otherUnit delegation above below otherDelegation bureau operator auditor ownDelegation ownBureau ownOperator
anybody                          +      +     +         +          +     +     +               +      +        +       +             +         +
whoever is logged in             401    +     +         +          +     +     +               +      +        +       +             +         +
staff                            401    403   403       +          +     +     +               +      +        +       +             +         +
units, their own                 401    +     404       403        403   403   403             403    403      403     403           403       403
units, a field of their form     401    +     422       403        403   403   403             403    403      403     403           403       403
units and reviewers, their own   401    +     404       +          +     404   404             +      403      403     +             +         403
the same, and auditors           401    +     404       +          +     404   404             +      403      +       +             +         403
reviewers, their own             401    403   403       +          +     404   404             +      403      reads   +             +         403
reviewers, not of their unit     401    403   403       +          +     404   404             +      403      403     own           own       403
reviewers, what another asked    401    403   403       404        404   404   404             404    403      404     404           404       403
the bureau                       401    403   403       403        403   403   403             +      403      reads   403           +         403
the bureau, to use it            401    403   403       403        403   403   403             +      403      403     403           +         403
the bureau, not of their unit    401    403   403       403        403   403   403             +      403      403     403           own       403
operators                        401    403   403       403        403   403   403             403    +        403     403           403       +
bureau and operators             401    403   403       403        403   403   403             +      +        reads   403           +         +
both, not of their unit          401    403   403       403        403   403   403             +      +        403     403           own       own
no member of staff               401    403   403       403        403   403   403             403    403      403     403           403       403
`;

/** One line an operation, in its audience. After ` | ` a second way to ask for it, in which something else is somebody's own. */
export const operationsOf = {
  anybody: `
    get /edition
    get /delegations
    get /reference/states
    get /reference/words
    get /reference/:name
    post /registrations
    post /registrations/codes
    post /first-edition/password
    post /first-edition/codes
    post /first-edition/mobile
    post /account/password-reset/codes
    post /account/password-reset
    post /sessions
    get /staff-invitations/:token
    post /staff-invitations/:token
    get /links/:token
    post /disputes`,
  'units, their own': `
    get /registration
    put /registration/unit-info
    put /registration/procurement-intent
    put /registration/delivery
    get /registration/confirmation
    get /registration/progress
    get /registration/progress/stream
    put /registration/invitation-code
    post /registration/submit
    get /attendees/import-template
    post /attendees/import
    get /attendees
    post /attendees
    post /attendees/batch-delete
    post /attendees/batch-delete | with people of another
    get /attendees/counts
    get /attendees/:attendeeId
    patch /attendees/:attendeeId
    delete /attendees/:attendeeId
    put /attendees/:attendeeId/photo
    get /attendees/:attendeeId/photo
    get /addresses
    post /addresses
    patch /addresses/:addressId
    post /addresses/:addressId/confirm
    delete /addresses/:addressId
    get /notifications
    get /account
    post /account/privacy-terms
    get /account/consents
    post /account/consents
    delete /account/consents/:kind
    get /account/export
    post /account/withdrawal
    post /account/mobile/codes
    put /account/mobile
    get /events
    post /events/:eventId/sign-ups
    post /events/:eventId/sign-ups | with people of another
    delete /events/:eventId/sign-ups/:attendeeId
    get /survey
    put /survey
    post /orders/quote
    post /orders/quote | with people of another
    post /orders
    post /orders | with people of another
    post /orders | to an address of another
    get /orders
    get /orders/counts
    get /orders/:orderNo
    get /orders/:orderNo/events
    post /orders/:orderNo/cancel
    post /orders/:orderNo/payments
    post /orders/:orderNo/refunds
    get /orders/:orderNo/refunds
    get /invoice-titles
    post /invoice-titles
    delete /invoice-titles/:titleId
    post /orders/:orderNo/invoices
    post /orders/:orderNo/invoices | to a title of another
    get /orders/:orderNo/invoices
    get /invoices/:id/file
    post /orders/:orderNo/invoices/:id/reversal
    post /orders/:orderNo/invoices/:id/reversal | of another
    post /links | to an invoice`,
  'units, a field of their form': `
    put /registration/delivery | to an address of another`,
  'units and reviewers, their own': `
    get /badges/:attendeeId
    post /links`,
  'the same, and auditors': `
    post /links | to a photo`,
  'reviewers, their own': `
    get /review/registrations
    get /review/registrations/export
    get /review/registrations/counts
    get /review/registrations/:registrationId
    get /review/attendees
    get /review/attendees/export
    get /review/attendees/counts
    get /review/attendees/:attendeeId
    get /review/attendees/:attendeeId/photo
    get /invitation-codes
    post /invitation-codes
    post /invitation-codes/:code/revoke
    get /invitation-codes/:code/uses
    get /pickups
    post /pickups/:orderNo/handed-over`,
  'reviewers, what another asked': `
    get /review/jobs/:jobId`,
  'reviewers, not of their unit': `
    post /review/registrations/:registrationId/decision
    post /review/registrations/:registrationId/contact
    post /review/registrations/bulk-decision
    post /review/registrations/bulk-decision | among others
    post /review/attendees/:attendeeId/document
    post /review/attendees/lock
    post /review/attendees/lock | among others
    post /review/attendees/unlock
    post /review/attendees/unlock | among others`,
  'the bureau': `
    get /bureau/events
    post /bureau/events
    patch /bureau/events/:eventId
    post /bureau/events/:eventId/cancel
    get /bureau/events/:eventId/sign-ups
    get /bureau/survey
    get /bureau/survey/questions/:code/texts
    get /bureau/survey/export
    get /bureau/waiting
    get /bureau/unallocated
    get /bureau/person-reviews
    get /bureau/person-reviews/counts
    get /bureau/shipments
    get /bureau/shipments/counts
    post /bureau/shipments/:orderNo/news
    post /bureau/attendees/search
    get /bureau/allocation-rules
    put /bureau/allocation-rules
    get /bureau/disputes
    get /bureau/mobile-changes
    get /bureau/edition
    patch /bureau/edition
    get /bureau/edition/changes
    post /bureau/edition/changes/:changeId/confirm
    post /bureau/edition/changes/:changeId/dismiss
    get /bureau/delegations
    post /bureau/delegations
    patch /bureau/delegations/:no
    get /bureau/staff
    post /bureau/staff
    patch /bureau/staff/:login
    post /bureau/staff/:login/invitation
    get /bureau/production
    get /bureau/production/batches
    post /bureau/production/batches`,
  'the bureau, to use it': `
    get /bureau/production/batches/:batchId
    post /links | to a batch`,
  'the bureau, not of their unit': `
    post /bureau/registrations/:registrationId/mobile
    post /bureau/mobile-changes/:mobileChangeId/confirm
    post /bureau/mobile-changes/:mobileChangeId/dismiss
    post /bureau/registrations/:registrationId/allocate
    post /bureau/registrations/:registrationId/release
    post /bureau/person-reviews
    post /bureau/person-reviews | among others
    post /bureau/attendees/:attendeeId/document
    post /bureau/attendees/:attendeeId/name
    post /bureau/attendees/:attendeeId/withdraw
    post /bureau/reductions
    post /bureau/reductions | of an order
    post /bureau/reductions/:reductionId/confirm
    post /bureau/disputes/:disputeId/decision
    post /bureau/disputes/:disputeId/decision | against the claim`,
  operators: `
    post /bureau/staff | an operator
    post /bureau/staff/:login/invitation | of an operator
    patch /bureau/staff/:login | of an operator`,
  'bureau and operators': `
    get /bureau/reductions
    get /bureau/statistics
    get /ops/attention
    get /ops/attention/counts
    get /ops/orders
    get /ops/orders/:orderNo
    get /ops/refunds
    get /ops/refunds/:id
    get /ops/invoices/:id
    get /ops/reconciliation
    get /ops/audit
    post /ops/reconciliation
    post /ops/invoices/:id/reversal
    post /ops/refunds/:id/retry`,
  'both, not of their unit': `
    post /ops/orders/:orderNo/extend
    post /ops/refunds/:id/settle`,
  'no member of staff': `
    patch /bureau/staff/:login | of themselves
    post /bureau/staff/:login/invitation | of themselves`,
  staff: `
    post /account/second-factor
    put /account/second-factor
    delete /account/second-factor`,
  // The last, because whoever is wrongly let in has no session afterwards and is refused everything else.
  'whoever is logged in': `
    get /sessions/current
    get /sessions
    delete /sessions/:sessionId
    put /account/password
    delete /sessions/current`,
};

/** Whose answers tell of units: each caller's of exactly those that are theirs to see. */
export const telling: readonly string[] = `
    get /registration
    get /registration/confirmation
    get /attendees
    get /addresses
    get /notifications
    get /account
    get /orders
    get /invoice-titles
    get /review/registrations
    get /review/registrations/export
    get /review/attendees
    get /review/attendees/export
    get /invitation-codes
    get /pickups
    get /bureau/survey/questions/:code/texts
    get /bureau/person-reviews
    get /bureau/disputes
    get /bureau/mobile-changes
    get /bureau/production
    get /bureau/reductions
    get /ops/attention
    get /ops/orders
    get /ops/refunds`
  .trim()
  .split(/\n\s*/);
