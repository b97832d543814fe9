// Every refusal of orders, with cause and remedy.
import { refusals } from '../../base/refusal.ts';

export const refuse = refusals('orders', {
  'no-such-order': {
    status: 404,
    zh: '没有这张申领单',
    en: 'There is no such order',
    remedy: { zh: '请核对申领单编号。', en: 'Check the number of the order.' },
  },
  'order-cannot-move': {
    status: 409,
    zh: '申领单 {orders} 不能变为“{to}”',
    en: 'Order {orders} cannot become “{to}”',
    remedy: { zh: '请刷新后查看申领单的当前状态。', en: 'Look at the present state of the order.' },
  },
});
