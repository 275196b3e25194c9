import { dictionary } from '../language.ts';

export const shipmentWords = dictionary({
  zh: {
    help: '快递公司没有推送消息时，在这里登记订单包裹的状态。订单已送达后，单位在流程图中会看到“证件已发放”。',
    list: '包裹列表',
    empty: '没有符合条件的包裹。证件制作完成后，快递直送的订单自动下单，包裹会出现在这里。',
    query: '订单号、运单号或单位名称',
    since: '状态时间',
    allShipments: '返回全部包裹',
    shipments: '订单的包裹',
    none: '该订单还没有包裹。证件制作完成后自动下单。',
    pieces: '件数',
    news: '登记状态',
    reported: '已登记，状态稍后更新。',
    allParcels: '该订单的全部包裹',
    seeOrder: '查看订单',
  },
  en: {
    help: "Where the courier's own news have not come, say here where an order's parcel is. Once it is delivered the unit sees its badges as distributed.",
    list: 'Parcels',
    empty: 'No parcel fits. One is ordered by itself once the badges of an order are made, and then stands here.',
    query: 'Order, waybill or unit',
    since: 'In this state since',
    allShipments: 'All parcels',
    shipments: 'Parcels of the order',
    none: 'This order has no parcel yet. One is ordered by itself once its badges are made.',
    pieces: 'Pieces',
    news: 'Report news',
    reported: 'Taken; the state follows in a moment.',
    allParcels: 'All parcels of the order',
    seeOrder: 'See the order',
  },
});
