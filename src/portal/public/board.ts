// Duties of the programme with owner and due day, and the six fields of service (GOV-01, GOAL-09); how they stand is read live.
import type { Day } from '../../base/day.ts';
import type { Words } from '../web/visit.ts';

const w = (zh: string, en: string): Words => ({ zh, en });

type Item = 'terminals' | 'banks' | 'staff' | 'systems' | 'safeguards';

/** Each duty is done when its readiness items are green. Owners and clauses from the 2020 document; days are our default. */
export const duties: readonly {
  readonly what: Words;
  readonly owner: Words;
  readonly due: Day;
  readonly items: readonly Item[];
  readonly cite: { readonly document: string; readonly clause: string; readonly grade: string };
}[] = [
  {
    what: w(
      '成立专班，向地方党委政府报告',
      'form the task force and report to the local Party committee and government',
    ),
    owner: w('人社局、人民银行分行', 'HRSS bureau and PBoC branch'),
    due: '2024-10-30' as Day,
    items: ['safeguards'],
    cite: { document: 'moh-2020-101', clause: '加强组织领导', grade: 'C' },
  },
  {
    what: w('受理终端和环境到位', 'terminals and acceptance in place'),
    owner: w('人民银行分行、合作银行', 'PBoC branch and partner banks'),
    due: '2024-10-30' as Day,
    items: ['terminals', 'banks'],
    cite: { document: 'moh-2020-101', clause: '建立协调机制', grade: 'C' },
  },
  {
    what: w('发行、服务、管理系统建成', 'systems of issue, service and management built'),
    owner: w('人社局信息中心', 'information centre of the bureau'),
    due: '2024-10-30' as Day,
    items: ['systems'],
    cite: { document: 'moh-2020-101', clause: '建立协调机制', grade: 'C' },
  },
  {
    what: w('经办人员培训，公众宣传引导', 'staff trained and the public told'),
    owner: w('人社局经办和宣传', 'bureau service and publicity'),
    due: '2024-10-30' as Day,
    items: ['staff'],
    cite: { document: 'moh-2020-101', clause: '加强宣传引导', grade: 'C' },
  },
];

/** A field works here when the module that carries it is part of this installation. */
export const serviceFields: readonly { readonly name: Words; readonly service: Words; readonly module: string }[] = [
  {
    name: w('政务服务', 'government affairs'),
    service: w('凭卡登录和身份核验', 'sign-in and identity by card'),
    module: 'identity',
  },
  {
    name: w('社会保险', 'social insurance'),
    service: w('申领、启用、挂失、补换', 'order, enable, report loss, replace'),
    module: 'orders',
  },
  {
    name: w('医疗健康', 'medical and health'),
    service: w('持卡就医结算', 'settling care with the card'),
    module: 'medical',
  },
  {
    name: w('补贴发放', 'subsidies'),
    service: w('待遇和补贴到卡', 'benefits and subsidies to the card'),
    module: 'benefits',
  },
  { name: w('旅游观光', 'tourism'), service: w('凭卡入园', 'entry to parks'), module: 'venues' },
  { name: w('文化体验', 'culture'), service: w('图书借阅、博物馆预约', 'library and museum'), module: 'venues' },
];
