import assert from 'node:assert/strict';
import { OutcomeUnknown } from '../../domain/errors.ts';
import { splitTax, type InvoiceProvider, type InvoiceToIssue } from '../../domain/invoice.ts';
import { createFapiao } from '../../activities/providers/fapiao.ts';
import { createWechatClient } from '../../activities/providers/wechat-client.ts';
import {
  startReceiver,
  startSandbox,
  until,
  wechatSettings,
  type LocalSandbox,
  type Receiver,
} from './local-sandbox.ts';

describe('fapiao', () => {
  let sandbox: LocalSandbox;
  let notices: Receiver;
  let provider: InvoiceProvider;
  let invoice: InvoiceToIssue;
  let numbers = 0;
  before(async () => {
    notices = await startReceiver('{}');
    sandbox = await startSandbox({ fapiaoPushUrl: notices.url });
    provider = createFapiao(createWechatClient(wechatSettings(sandbox, 2_000)));
  });
  after(async () => {
    await sandbox.stop();
    await notices.stop();
  });
  beforeEach(async () => {
    await sandbox.call('POST', '/reset');
    const invoiceNo = `2026${String(++numbers).padStart(10, '0')}F1`;
    const title = { kind: 'company', title: '佛山市南海进口有限公司', taxNo: '91350100M000100Y43' } as const;
    invoice = {
      invoiceNo,
      applyId: `A${invoiceNo}`,
      channel: 'wechat',
      title,
      people: 2,
      grossFen: 40_000,
      ...splitTax({ grossFen: 40_000, taxRateBp: 600 }),
      taxRateBp: 600,
      taxCode: '3070401000000000000',
    };
  });

  const booked = async () =>
    (await sandbox.journal()).invoices
      .filter(({ id }) => id.startsWith(invoice.invoiceNo))
      .map(({ kind, amountFen, state }) => [kind, amountFen, state]);
  const buyer = (fapiaoBuyer: string) => sandbox.call('PUT', '/review', { fapiaoBuyer });
  async function issued(): Promise<string> {
    await provider.issue(invoice);
    const report = await provider.query(invoice);
    assert.equal(report.status, 'issued');
    return report.fapiaoNumber;
  }
  const status = async () => (await provider.query(invoice)).status;

  it('given an invoice, when it is asked for twice, then one is issued, with the platform’s number of 20 digits, and its file is a PDF', async () => {
    assert.deepEqual(await provider.query(invoice), { status: 'not_exist' });
    assert.deepEqual(await provider.issue(invoice), { status: 'accepted' });
    assert.deepEqual(await provider.issue(invoice), { status: 'accepted' });
    const report = await provider.query(invoice);
    assert.ok(report.status === 'issued' && /^[0-9]{20}$/.test(report.fapiaoNumber) && report.grossFen === 40_000);
    assert.deepEqual(await booked(), [['blue', 40_000, 'done']]);
    const [file, again] = [await provider.file(invoice), await provider.file(invoice)];
    assert.match(Buffer.from(file).toString('latin1'), new RegExp(report.fapiaoNumber));
    assert.deepEqual(file, again);
  });

  it('given a company without its tax number, or the number with another amount, when it is asked for, then it is refused', async () => {
    const { taxNo: _taxNo, ...title } = invoice.title;
    assert.deepEqual(await provider.issue({ ...invoice, title }), { status: 'refused', reason: 'PARAM_ERROR' });
    assert.deepEqual(await booked(), []);
    await provider.issue(invoice);
    assert.deepEqual(await provider.issue({ ...invoice, grossFen: 1 }), {
      status: 'refused',
      reason: 'INVALID_REQUEST',
    });
    assert.deepEqual(await booked(), [['blue', 40_000, 'done']]);
  });

  it('given a platform that refuses to issue, when it is asked what became of it, then it says why', async () => {
    await sandbox.call('PUT', '/review', { fapiaoIssue: 'refuse' });
    await provider.issue(invoice);
    assert.deepEqual(await provider.query(invoice), { status: 'refused', reason: 'TITLE_REFUSED' });
  });

  it('given a buyer that confirms, when the invoice is reversed twice, then there is one red one of the whole (R21)', async () => {
    const fapiaoNumber = await issued();
    for (let copy = 0; copy < 2; copy++)
      assert.deepEqual(await provider.reverse({ ...invoice, fapiaoNumber }), { status: 'accepted' });
    assert.equal(await status(), 'reversed');
    assert.deepEqual(await booked(), [
      ['blue', 40_000, 'done'],
      ['red', -40_000, 'done'],
    ]);
  });

  it('given a buyer that refuses, when it is reversed, then it stands, and a second reversal may be confirmed', async () => {
    const fapiaoNumber = await issued();
    await buyer('refuse');
    await provider.reverse({ ...invoice, fapiaoNumber });
    assert.equal(await status(), 'reversal_refused');
    await buyer('confirm');
    assert.equal(await status(), 'reversal_refused');
    await provider.reverse({ ...invoice, fapiaoNumber });
    assert.equal(await status(), 'reversed');
    assert.deepEqual(
      (await booked()).map(([kind, , state]) => `${kind} ${state}`),
      ['blue done', 'red refused', 'red done'],
    );
  });

  it('given a silent buyer, when 72 hours are over, then the reversal is void; when it confirms before, then it is made', async () => {
    const fapiaoNumber = await issued();
    await buyer('silent');
    await provider.reverse({ ...invoice, fapiaoNumber });
    assert.deepEqual(await provider.query(invoice), { status: 'reversing', awaitsBuyer: true });
    await sandbox.call('PUT', '/clock', { offsetSeconds: 72 * 3_600 + 1 });
    assert.equal(await status(), 'reversal_void');
    await provider.reverse({ ...invoice, fapiaoNumber });
    assert.equal(await status(), 'reversing');
    await buyer('confirm');
    assert.equal(await status(), 'reversed');
  });

  for (const route of ['issue', 'reverse'])
    it(`given an answer to ${route} that is lost, when it is asked again, then it was done once`, async () => {
      const fapiaoNumber = route === 'reverse' ? await issued() : '';
      const ask = () => (route === 'issue' ? provider.issue(invoice) : provider.reverse({ ...invoice, fapiaoNumber }));
      await sandbox.faults({ provider: 'fapiao', route, kind: 'commit_then_reset', probability: 1, count: 1 });
      await assert.rejects(ask(), OutcomeUnknown);
      assert.deepEqual(await ask(), { status: 'accepted' });
      assert.equal((await booked()).length, route === 'issue' ? 1 : 2);
    });

  it('given a platform that is away, when it is asked anything, then nobody knows and nothing is issued', async () => {
    await sandbox.faults({ provider: 'fapiao', route: '*', kind: 'http_502', probability: 1 });
    await assert.rejects(provider.issue(invoice), OutcomeUnknown);
    await assert.rejects(provider.query(invoice), OutcomeUnknown);
    await assert.rejects(provider.file(invoice), OutcomeUnknown);
    assert.deepEqual(await booked(), []);
  });

  it('given news of an invoice, when it is read, then it names the invoice; with its body changed it is refused', async () => {
    await provider.issue(invoice);
    const notice = await until(async () => {
      for (const each of notices.received) {
        const reading = await provider.readNotice(each);
        if (reading.kind === 'invoice' && reading.invoiceNo === invoice.invoiceNo) return each;
      }
      return undefined;
    });
    assert.deepEqual(await provider.readNotice({ ...notice, body: `${notice.body} ` }), {
      kind: 'refused',
      reason: 'signature',
    });
  });
});
