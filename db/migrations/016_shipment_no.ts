import type { Knex } from 'knex';

/** A parcel's number is its own: `order_id` was the courier's word for it, and no order's. */
export async function up(knex: Knex): Promise<void> {
  for (const table of ['shipments', 'shipment_lines'])
    await knex.raw('ALTER TABLE ?? RENAME COLUMN order_id TO shipment_no', [table]);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['shipments', 'shipment_lines'])
    await knex.raw('ALTER TABLE ?? RENAME COLUMN shipment_no TO order_id', [table]);
}
