import type { AttentionLimits } from '../domain/attention.ts';
import type { InvoiceProvider } from '../domain/invoice.ts';
import type { Logger } from 'pino';
import type { PhotoStore } from '../domain/photo.ts';
import type { Courier } from '../domain/shipment.ts';
import type { Channel, PaymentGateway } from '../domain/payment.ts';
import type { Store } from '../db/knex.ts';
import type { createBadgePrinter } from './badge-pdf.ts';
import type { ProgressFeed } from '../db/progress-feed.ts';
import type { PagesSettings } from './pages.ts';
import type { Engine } from './temporal.ts';

/** What the HTTP layer works with; made once by server.ts, and by each API test. */
export interface Deps {
  store: Store;
  engine: Engine;
  /** Absent where no tax platform is configured. */
  invoices?: InvoiceProvider | undefined;
  gateways: Partial<Record<Channel, PaymentGateway>>;
  courier: Courier;
  photos: PhotoStore;
  printer: ReturnType<typeof createBadgePrinter>;
  progress: ProgressFeed;
  log: Logger;
  /** True once the process takes no new work. */
  isDraining?: () => boolean;
  settings: {
    paymentWindowSeconds: number;
    rateLimits: boolean;
    /** Who may say whom a request comes from (`TRUSTED_PROXIES`): addresses, or the number of hops in front of us. */
    trustedProxies: string[] | number;
    /** Origins whose pages may ask the API beside its own (`CORS_ORIGINS`). */
    corsOrigins: readonly string[];
    /** A demo asks its staff, whose password is public, for no second factor. */
    demo: boolean;
    /** Where this API is reached from outside, as links name it. */
    publicUrl: string;
    /** Where an operator finds a run: `…/namespaces/default/workflows/`. */
    temporalUiWorkflowsUrl: string;
    /** From when on a wait needs a human. */
    attention: AttentionLimits;
    /** Where the built pages are; what has none serves none. */
    pages?: PagesSettings | undefined;
  };
}
