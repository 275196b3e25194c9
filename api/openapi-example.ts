import type { ErrorCode } from '../domain/error-code.ts';

interface Example {
  body?: object;
  /** By status. */
  answers?: Record<number, object>;
}

const registrationId = '7d0c2a36-8f5e-4c5b-9b0e-2f6d1c3a4e58';
const attendeeId = '3f9a4d1e-6c27-4b8a-a5d0-91e7c8b2f604';
const addressId = 'c1e5b7a2-0d43-4f69-8e17-5a9b3c6d2f80';
const titleId = '5b8e2f47-a913-4d06-b7c4-e0d9f1a63c25';
const orderNo = '20261105000017';
const [createdAt, expiresAt] = ['2026-09-14T02:05:00.000Z', '2026-09-14T02:20:00.000Z'];
const attendeeIds = [attendeeId];
const bulkAccepted = { accepted: 1, jobId: '5b1e7c90-2d4f-4a63-8c1b-6e0f9a7d3c25' };
const person = { attendeeId, name: '张三', documentMasked: '110***********002X' };
const price = { people: 1, totalFen: 20_000, reductionFen: 0, payableFen: 20_000 };

/** One way from the opening to a badge, by the ids of the operations. */
export const examples: Readonly<Record<string, Example>> = {
  openRegistration: {
    body: {
      region: 'mainland',
      uscc: '91440600MA4W12345W',
      category: 'enterprise',
      invitationCode: 'DEMO-01',
      mobile: '13812348000',
      password: 'four quiet lanterns',
      acceptPrivacyTerms: true,
    },
    answers: {
      201: {
        registrationId,
        account: '91440600MA4W12345W',
        token: 'WPN4nA0bX0c3vZy1mQf7Jw8uKd2sEhTt',
        progress: { steps: [{ step: 'unit_info', state: 'doing', link: '/registration', waitsFor: 'unit' }] },
      },
    },
  },
  logIn: {
    body: { account: '91440600MA4W12345W', password: 'four quiet lanterns' },
    answers: {
      201: {
        token: 'WPN4nA0bX0c3vZy1mQf7Jw8uKd2sEhTt',
        expiresAt,
        role: 'unit',
        registrationId,
        edition: '9',
      },
    },
  },
  saveUnitInfo: {
    body: {
      name: '佛山市明月贸易有限公司',
      address: { province: '广东省', city: '佛山市', county: '禅城区', street: '季华五路 18 号' },
      registeredCapital: 500,
      nature: 'private',
      listed: false,
      contact: {
        name: '诸葛明月',
        sex: 'female',
        mobile: '13812348000',
        department: '进口部',
        position: 'management.department_manager',
        email: 'visitor@example.com',
      },
      turnover: 300,
      importValue: 120,
      importModes: ['general_trade'],
      industries: [{ area: 'services', subArea: 'services.logistics' }],
    },
  },
  saveProcurementIntent: {
    body: {
      nextYearBand: '50-100',
      fiveYearBand: '500-1000',
      exhibitors: [{ country: 'DE', company: 'Beispiel GmbH' }],
      categories: [{ area: 'services', subArea: 'services.logistics' }],
    },
  },
  chooseDelivery: { body: { pickup: 'courier', addressId } },
  addAttendee: {
    body: {
      list: 'mainland',
      name: '张三',
      sex: 'male',
      residence: { province: '广东省', city: '佛山市' },
      documentNumber: '11010519491231002X',
      position: 'management.general_manager',
    },
  },
  changeAttendee: { body: { position: 'management.director', confirmedWarnings: ['sex_differs'] } },
  addAddress: {
    body: {
      recipient: '诸葛明月',
      mobile: '13812348000',
      province: '广东省',
      city: '佛山市',
      county: '禅城区',
      street: '季华五路 18 号',
      default: true,
    },
  },
  decideRegistration: {
    body: {
      decision: 'return',
      reason: '请核对单位信息',
      fields: [{ path: 'unitInfo.contact.email', reason: '邮箱无法送达' }],
      version: 4,
    },
    answers: {
      200: { state: 'returned', version: 5 },
      202: { registrationId, statusUrl: `/api/v1/review/registrations/${registrationId}` },
    },
  },
  decideRegistrations: { body: { ids: [registrationId], decision: 'approve' }, answers: { 202: bulkAccepted } },
  lockAttendees: {
    body: { items: [{ attendeeId, badgeType: 'professional' }] },
    answers: { 202: bulkAccepted },
  },
  unlockAttendees: { body: { attendeeIds } },
  quoteOrder: {
    body: { attendeeIds, pickup: 'courier', addressId },
    answers: {
      200: { lines: [{ ...person, feeFen: 20_000, badgeType: 'professional', pickup: 'courier' }], ...price },
    },
  },
  placeOrder: {
    body: { attendeeIds, pickup: 'courier', addressId },
    answers: {
      201: {
        orderNo,
        state: 'awaiting_payment',
        closedReason: null,
        invoiced: false,
        createdAt,
        paidAt: null,
        expiresAt,
        serverNow: createdAt,
        waitsFor: ['unit'],
        pickup: 'courier',
        addressId,
        ...price,
        lines: [
          {
            ...person,
            badgeType: 'professional',
            pickup: 'courier',
            feeFen: 20_000,
            refundable: false,
            notRefundableReason: 'not_paid',
            payableFen: 20_000,
            state: 'awaiting_payment',
            reviewReason: null,
          },
        ],
      },
      202: { orderNo, statusUrl: `/api/v1/orders/${orderNo}` },
    },
  },
  openPayment: {
    body: { channel: 'alipay' },
    answers: {
      201: {
        outTradeNo: `${orderNo}P1`,
        channel: 'alipay',
        codeUrl: 'https://qr.alipay.com/bax03431ljhokirwl38f00a7',
        expiresAt,
        serverNow: createdAt,
      },
    },
  },
  requestRefund: { body: { attendeeIds, reason: '人员未通过审核' } },
  addInvoiceTitle: { body: { kind: 'company', title: '佛山市明月贸易有限公司', taxNo: '91440600MA4W12345W' } },
  requestInvoice: { body: { titleId, confirmBeforeReview: true } },
  decidePersonReviews: { body: { items: [{ attendeeId, result: 'approve' }] } },
  startProductionBatch: { body: { attendeeIds } },
  reportShipment: { body: { state: 'delivered', waybill: 'SF1234567890123' } },
  handOverBadges: { body: { attendeeIds }, answers: { 200: { handedOver: 1 } } },
  createInvitationCode: { body: { capacity: 50, validUntil: '2026-10-31T16:00:00.000Z' } },
  openDispute: {
    body: {
      uscc: '91440600MA4W12345W',
      claimant: { unitName: '佛山市明月贸易有限公司', name: '诸葛明月', mobile: '13812348000' },
      statement: '该账号由他人冒名注册。',
    },
  },
  grantReduction: { body: { orderNo, amountFen: 5_000, reason: '受邀单位' } },
};

export const problemExample = {
  type: 'urn:expo-registration:problem:attendee_already_ordered',
  title: 'The attendee is already in an order',
  status: 409,
  code: 'attendee_already_ordered' satisfies ErrorCode,
  state: 'awaiting_payment',
};
