// One person on record twice: a clerk finds both records, compares them and proposes which one gives way; a second clerk decides.
import { personOf } from '../../base/actor.ts';
import {
  compareRecords,
  findHolderQuery,
  listMerges,
  proposeMerge,
  withdrawMerge,
} from '../../domain/holders/index.ts';
import { findOrders } from '../../domain/orders/index.ts';
import { acts as production } from '../../domain/production/index.ts';
import { kindOf, kindOptions } from '../bank/document-shown.tsx';
import { Acts, Back, Button, Choices, Facts, Form, More, Say, SelectField, Table, TextField } from '../ui/pieces.tsx';
import { day, instant } from '../ui/rules.ts';
import { documentKindWords, orderStateWords, wordOf } from '../ui/words.ts';
import { isId, text, w } from '../web/fields.ts';
import { FormFault, go, type Page, type Reply, type Visit, type Words } from '../web/visit.ts';

const path = '/bureau/merge';

const proofWords = {
  'household-register': w('户口簿', 'household register'),
  'identity-document': w('身份证件', 'identity document'),
  'court-ruling': w('法院裁定', 'court ruling'),
  'police-certificate': w('公安机关证明', 'police certificate'),
} as const;
const sameWords = {
  name: w('姓名', 'name'),
  born: w('出生日期', 'day of birth'),
  sex: w('性别', 'sex'),
  phone: w('手机', 'telephone'),
  address: w('地址', 'address'),
} as const;
const sexWords: Record<string, Words> = { male: w('男', 'male'), female: w('女', 'female') };

const merging: Page = {
  path,
  by: ['bureau-clerk'],
  get: (visit) => (isId(text(visit, 'oneId')) && isId(text(visit, 'otherId')) ? comparison(visit) : overview(visit)),
  async post(visit) {
    const mergeId = text(visit, 'mergeId');
    switch (text(visit, 'act')) {
      case 'approve':
        if (isId(mergeId)) await visit.perform(production.approveMerge, { mergeId });
        return go(`${path}?done=approved`);
      case 'withdraw':
        if (isId(mergeId)) await visit.perform(withdrawMerge, { mergeId });
        return go(`${path}?done=withdrawn`);
      case 'propose':
        return propose(visit);
      default:
        return comparison(visit, await idOf(visit, 'one'), await idOf(visit, 'other'));
    }
  },
};

/** By the number typed: of whom it is, or was. */
async function idOf(visit: Visit, which: 'one' | 'other'): Promise<string> {
  const field = `${which}Number`;
  const number = text(visit, field).slice(0, 40);
  if (!number) throw new FormFault({ [field]: w('请输入证件号码', 'Type the number') });
  const { holder } = await visit.ask(findHolderQuery, {
    documentKind: kindOf(visit, `${which}Kind`),
    documentNumber: number,
  });
  if (!holder) throw new FormFault({ [field]: w('没有查到', 'Nobody found') });
  return holder.holderId;
}

async function propose(visit: Visit): Promise<Reply> {
  const [oneId, otherId] = [text(visit, 'oneId'), text(visit, 'otherId')];
  if (!isId(oneId) || !isId(otherId)) return go(path);
  const fromId = [oneId, otherId].find((id) => id === text(visit, 'fromId'));
  const kind = (Object.keys(proofWords) as (keyof typeof proofWords)[]).find((one) => one === text(visit, 'proof'));
  const number = text(visit, 'proofNumber').slice(0, 60);
  const faults = {
    ...(fromId ? {} : { fromId: w('请选择哪一份并入', 'Choose which one gives way') }),
    ...(kind ? {} : { proof: w('请选择凭据', 'Choose the proof') }),
    ...([...number].length >= 4
      ? {}
      : { proofNumber: w('请填写凭据编号，至少 4 位', 'Give its number, four at least') }),
  };
  if (!fromId || !kind || Object.keys(faults).length > 0) throw new FormFault(faults);
  const intoId = fromId === oneId ? otherId : oneId;
  await visit.perform(proposeMerge, { fromId, intoId, proof: { kind, number } });
  return go(`${path}?done=proposed`);
}

const said = (visit: Visit): string | undefined =>
  ({
    proposed: visit.t('已提议，请另一位经办人决定。', 'Proposed; a colleague decides.'),
    approved: visit.t(
      '已合并。旧档案的号码、卡和申领单都归到保留的档案。',
      'Merged: numbers, cards and orders are under the record that stays.',
    ),
    withdrawn: visit.t('已撤回。', 'Withdrawn.'),
  })[visit.query.done ?? ''];

async function overview(visit: Visit): Promise<Reply> {
  const { t } = visit;
  const { merges, next } = await visit.ask(listMerges, isId(visit.query.after) ? { after: visit.query.after! } : {});
  const me = personOf(visit.actor);
  return {
    kind: 'page',
    title: t('重复档案', 'Two records'),
    look: 'wide',
    body: (
      <>
        <h1>{t('一人两份档案', 'One person, two records')}</h1>
        {said(visit) && (
          <Say tone="good">
            <p>{said(visit)}</p>
          </Say>
        )}
        <Table
          caption={t('待另一人决定', 'Waiting for a second person')}
          heads={[
            t('并入的档案', 'Gives way'),
            t('保留的档案', 'Stays'),
            t('凭据', 'Proof'),
            t('提议', 'Proposed'),
            '',
          ]}
          rows={merges.map((one) => [
            <>
              {one.from.name} <span class="num">{one.from.number}</span>
            </>,
            <>
              {one.into.name} <span class="num">{one.into.number}</span>
            </>,
            visit.say(wordOf(proofWords, one.proofKind)),
            instant(visit, one.proposedAt),
            <Form visit={visit}>
              <input type="hidden" name="mergeId" value={one.mergeId} />
              <input type="hidden" name="oneId" value={one.from.holderId} />
              <input type="hidden" name="otherId" value={one.into.holderId} />
              <Acts>
                <Button name="act" value="look" kind="second">
                  {t('对比', 'Compare')}
                </Button>
                <Button name="act" value="withdraw" kind="plain">
                  {t('撤回', 'Withdraw')}
                </Button>
              </Acts>
              {one.proposedBy === me && (
                <p class="small soft">{t('您提议的，须由另一人批准', 'yours; a colleague approves')}</p>
              )}
            </Form>,
          ])}
          empty={t('没有待决定的合并。', 'None.')}
        />
        <More visit={visit} to={next && `${path}?after=${next}`} />
        <div class="box">
          <h2>{t('提议合并', 'Propose a merge')}</h2>
          <p class="hint">
            {t(
              '输入同一人名下的两个证件号码。系统并排显示两份档案（号码遮盖）并逐项比对，合并须另一位经办人批准，且不能撤销。',
              'Type two numbers of the same person. Both records are shown side by side, masked, and compared; a colleague has to approve, and a merge cannot be undone.',
            )}
          </p>
          <Form visit={visit}>
            <div class="cols">
              {(['one', 'other'] as const).map((which) => (
                <div>
                  <SelectField
                    visit={visit}
                    name={`${which}Kind`}
                    label={
                      which === 'one'
                        ? t('第一份的证件', 'Document of the first')
                        : t('第二份的证件', 'Document of the second')
                    }
                    options={kindOptions(visit)}
                  />
                  <TextField visit={visit} name={`${which}Number`} label={t('证件号码', 'Number')} max={40} />
                </div>
              ))}
            </div>
            <Button name="act" value="find">
              {t('并排对比', 'Compare side by side')}
            </Button>
          </Form>
        </div>
      </>
    ),
  };
}

async function comparison(
  visit: Visit,
  oneId = text(visit, 'oneId'),
  otherId = text(visit, 'otherId'),
): Promise<Reply> {
  const { t } = visit;
  const { one, other, same } = await visit.ask(compareRecords, { oneId, otherId });
  const { merges } = await visit.ask(listMerges, {});
  const proposed = merges.find(({ mergeId }) => mergeId === text(visit, 'mergeId'));
  const both = [one, other];
  const orders = await Promise.all(both.map(({ holderId }) => visit.ask(findOrders, { holderId })));
  const mine = proposed?.proposedBy === personOf(visit.actor);
  const titleOf = (holderId: string, place: number) => {
    if (!proposed) return place === 0 ? t('第一份', 'The first') : t('第二份', 'The second');
    return holderId === proposed.from.holderId ? t('并入的档案', 'Gives way') : t('保留的档案', 'Stays');
  };
  return {
    kind: 'page',
    title: t('对比两份档案', 'Two records compared'),
    section: path,
    look: 'wide',
    body: (
      <>
        <Back to={path}>{t('重复档案', 'Two records')}</Back>
        <h1>{t('是同一个人吗？', 'Are they one person?')}</h1>
        <div class="cols">
          {both.map((record, place) => (
            <section class="box">
              <h2>{titleOf(record.holderId, place)}</h2>
              <Facts
                of={[
                  [t('姓名', 'Name'), record.name],
                  [t('证件', 'Document'), visit.say(wordOf(documentKindWords, record.documentKind))],
                  [t('号码', 'Number'), <span class="num">{record.number}</span>],
                  [t('出生', 'Born'), day(visit, record.born)],
                  [t('性别', 'Sex'), visit.say(wordOf(sexWords, record.sex))],
                  [t('手机', 'Phone'), record.phone ?? '—'],
                  record.deceasedOn && [t('死亡', 'Deceased'), day(visit, record.deceasedOn)],
                  [
                    t('申领单', 'Orders'),
                    orders[place]!.orders.map(({ order }) => visit.say(wordOf(orderStateWords, order.state))).join(
                      '、',
                    ) || '—',
                  ],
                ]}
              />
            </section>
          ))}
        </div>
        <Say
          tone={same.includes('name') && same.includes('born') ? 'info' : 'wait'}
          title={t('比对结果', 'What agrees')}
        >
          <p>
            {same.length > 0
              ? t(
                  `相同：${same.map((what) => sameWords[what].zh).join('、')}`,
                  `The same: ${same.map((what) => sameWords[what].en).join(', ')}`,
                )
              : t('没有一项相同，很可能不是同一人。', 'Nothing agrees: probably two people.')}
          </p>
          <p class="small">
            {t(
              '比对的是完整信息，页面只显示遮盖后的部分；两份都已记录您的这次查看。',
              'Compared in full, shown masked; your look is on record under both.',
            )}
          </p>
        </Say>
        {both.some(({ merged }) => merged) ? (
          <p class="cannot">{t('其中一份已并入别的档案。', 'One of them was merged before.')}</p>
        ) : proposed ? (
          <Form visit={visit}>
            <input type="hidden" name="mergeId" value={proposed.mergeId} />
            <p>
              {t('凭据：', 'Proof: ')}
              {visit.say(wordOf(proofWords, proposed.proofKind))}
            </p>
            {mine ? (
              <p class="cannot">
                {t(
                  '批准：由您以外的另一位经办人办理（一人提议、一人批准）。',
                  'Approving: by a colleague, since you proposed it.',
                )}
              </p>
            ) : (
              <Button name="act" value="approve" kind="danger">
                {t('是同一人，批准合并（不能撤销）', 'One person: approve, for good')}
              </Button>
            )}
            <Button name="act" value="withdraw" kind="second">
              {mine ? t('撤回提议', 'Withdraw it') : t('不是同一人，退回', 'Two people: turn it down')}
            </Button>
          </Form>
        ) : (
          <Form visit={visit}>
            <input type="hidden" name="oneId" value={oneId} />
            <input type="hidden" name="otherId" value={otherId} />
            <Choices
              visit={visit}
              name="fromId"
              label={t('哪一份并入另一份', 'Which one gives way')}
              options={both.map(({ holderId }, place) => ({
                value: holderId,
                label: place === 0 ? t('第一份（左）', 'the first (left)') : t('第二份（右）', 'the second (right)'),
              }))}
            />
            <SelectField
              visit={visit}
              name="proof"
              label={t('凭据', 'Proof')}
              options={Object.entries(proofWords).map(([value, words]) => ({ value, label: visit.say(words) }))}
            />
            <TextField visit={visit} name="proofNumber" label={t('凭据编号', 'Its number')} max={60} />
            <Button name="act" value="propose">
              {t('提议合并', 'Propose the merge')}
            </Button>
          </Form>
        )}
      </>
    ),
  };
}

export const mergingPages: readonly Page[] = [merging];
