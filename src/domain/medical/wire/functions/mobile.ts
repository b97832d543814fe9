// 6201 6202 6203 6301 6302 6401: paying a visit from a phone. Keys are in camel case here.
import { wireNumber } from '../../ids.ts';
import { confirmPayOrder, payOrderState, placePayOrder, refundPayOrder, revokePayOrder } from '../../pay-orders.ts';
import type { SettlementAnswer } from '../../shapes.ts';
import { amount } from '../envelope.ts';
import { node, unitsOf } from '../field-table.ts';
import { idOf, type WireFunction } from '../function.ts';

const paid = (s: SettlementAnswer) => ({
  ...{ feeSumamt: amount(s.totalFen), ownPayAmt: amount(s.cashFen), psnAcctPay: amount(s.accountFen) },
  ...{ fundPay: amount(s.fundFen), setlId: s.settlementId ? wireNumber(s.settlementId) : '' },
});

export const mobile: readonly WireFunction[] = [
  {
    infno: '6201',
    input: {
      data: node(`orgCodg(30)! psnNo(30)! insutype(6)!=insutype medOrgOrd(40)! mdtrtId(30)! begntime:dt! idNo(50) userName(50) idType(6)
        ecToken(64) iptOtpNo(30) feeType(6)! medfeeSumamt:n16,2! acctUsedFlag(3)!=acct_used_flag psnSetlway(6)=psn_setlway
        chrgBchno(30)!`),
    },
    async run(asked) {
      const row = asked.row('data');
      const order = await asked.perform(placePayOrder, {
        ...{ visitId: idOf(row, 'mdtrtId'), holderId: idOf(row, 'psnNo'), batch: row.chrgBchno! },
        ...{ accountUse: row.acctUsedFlag as '0' | '1' | '2', totalFen: unitsOf(row.medfeeSumamt!, 2).toString() },
      });
      const payOrdId = wireNumber(order.orderId);
      return { payOrdId, payToken: payOrdId, cashierUrl: '', ordStas: order.state };
    },
  },
  {
    infno: '6202',
    input: {
      data: node(`payOrdId(40)! payToken(40)! payAuthNo(64) ecToken(64)! orgCodg(30)! orgBizSer(40) mdtrtId(30) chrgBchno(30)
        medType(6)!=med_type`),
    },
    async run(asked) {
      const row = asked.row('data');
      const order = await asked.perform(confirmPayOrder, {
        ...{ orderId: idOf(row, 'payOrdId'), credential: { type: '01', number: row.ecToken! } },
        ...{ medType: row.medType!, message: asked.envelope.msgid },
      });
      return { payOrdId: row.payOrdId, ordStas: order.state, ...paid(order.settlement) };
    },
  },
  {
    infno: '6203',
    input: {
      data: node(`payOrdId(40)! appRefdSn(40)! appRefdTime(20) totlRefdAmt:n16,2! psnAcctRefdAmt:n16,2 fundRefdAmt:n16,2
        cashRefdAmt:n16,2 ecToken(64) refdType(6)!`),
    },
    async run(asked) {
      const row = asked.row('data');
      const order = await asked.perform(refundPayOrder, {
        ...{ orderId: idOf(row, 'payOrdId'), message: asked.envelope.msgid },
      });
      return { refdSn: wireNumber(order.settlement.settlementId!), refStatus: 'SUCC', ...paid(order.settlement) };
    },
  },
  {
    infno: '6301',
    input: { data: node('payOrdId(40)! payToken(40) orgCodg(30)') },
    async run(asked) {
      const row = asked.row('data');
      const told = await asked.ask(payOrderState, { orderId: idOf(row, 'payOrdId') });
      const sums = told.settlement ? paid(told.settlement) : { feeSumamt: amount(told.totalFen) };
      return { payOrdId: row.payOrdId, ordStas: told.state, ...sums };
    },
  },
  {
    // The institution tells that it has heard of a change; the order is its own truth.
    infno: '6302',
    input: { data: node('payOrdId(40)! ordStas(3)') },
    async run(asked) {
      await asked.ask(payOrderState, { orderId: idOf(asked.row('data'), 'payOrdId') });
      return { success: 'true', message: '' };
    },
  },
  {
    infno: '6401',
    input: { data: node('payOrdId(40)! revsToken(40)! orgCodg(30)') },
    async run(asked) {
      const row = asked.row('data');
      const order = await asked.perform(revokePayOrder, { orderId: idOf(row, 'payOrdId') });
      return { payOrdId: row.payOrdId, ordStas: order.state };
    },
  },
];
