// What several pages ask about an order in the same words: the photo, how the card comes to its holder, and where to.
import { offerPhoto } from '../../domain/holders/index.ts';
import { acts as institutions } from '../../domain/institutions/index.ts';
import { scriptPath } from '../ui/assets.ts';
import { Choices, FileField, SelectField, TextArea, TextField } from '../ui/pieces.tsx';
import { pickUpWords } from '../ui/words.ts';
import { dayIn, isId, text, w } from '../web/fields.ts';
import { FormFault, type Visit, type Words } from '../web/visit.ts';

interface Finding extends Words {
  readonly remedy: Words;
}
/** Why a photo is no good, and how to take a better one. */
export const findingWords = (findings: readonly Finding[]): Words => {
  const all = (key: 'zh' | 'en') =>
    findings
      .map((one) => `${one[key]}${key === 'zh' ? '。' : '. '}${one.remedy[key]}`)
      .join(key === 'zh' ? '；' : '; ');
  return { zh: all('zh'), en: all('en') };
};

/** A photo that the browser looks at and cuts where it can, and the day it was taken. */
export const PhotoFields = ({ visit, label, takenOn }: { visit: Visit; label: string; takenOn?: string }) => {
  const { t } = visit;
  return (
    <>
      <FileField
        visit={visit}
        name="photo"
        label={label}
        hint={t(
          'JPEG，358×441 像素；支持脚本的手机会自动裁剪',
          'JPEG, 358 by 441 pixels; most phones cut it for you here',
        )}
        accept="image/*"
        data={{
          'data-photo': '',
          'data-unreadable': t(
            '这个文件不是能读的图片，请换一张。',
            'This file is no picture that can be read; choose another.',
          ),
          'data-small': t(
            '照片太小：至少要 358×441 像素。请用手机重新拍一张。',
            'Too small: at least 358 by 441 pixels are needed. Take a new one.',
          ),
          'data-good': t('尺寸合适。', 'The size is right.'),
          'data-cut': t(
            '已在本机裁成 358×441 像素。请看看脸是否在正中。',
            'Cut to 358 by 441 pixels on your device. Is the face in the middle?',
          ),
          'data-shown': t('将要提交的照片', 'the photo that will be sent'),
        }}
      />
      <div data-photo-shown />
      <p role="status" data-photo-told hidden />
      <TextField
        visit={visit}
        name="takenOn"
        type="date"
        label={t('拍摄日期', 'Taken on')}
        value={takenOn ?? visit.today}
      />
      <script type="module" src={scriptPath('photo')} />
    </>
  );
};

export async function sendPhoto(visit: Visit): Promise<void> {
  const file = visit.form.files.photo;
  if (!file) throw new FormFault({ photo: w('请选择一张照片', 'Choose a photo') });
  if (file.bytes.length > 2 * 1024 * 1024)
    throw new FormFault({ photo: w('照片文件太大，请换 2 MB 以内的', 'The file is too large; use one under 2 MB') });
  const answer = await visit.perform(offerPhoto, {
    holderId: visit.holderId,
    photo: file.bytes.toString('base64'),
    takenOn: dayIn(text(visit, 'takenOn')) ?? null,
    source: 'upload',
  });
  if (answer.state === 'rejected') throw new FormFault({ photo: findingWords(answer.findings) });
}

export const AddressField = ({ visit, hint, value }: { visit: Visit; hint?: string; value?: string | undefined }) => (
  <TextArea
    visit={visit}
    name="address"
    rows={3}
    max={200}
    label={visit.t('收件地址', 'Address')}
    hint={hint ?? visit.t('省市区、街道、门牌号；收件人为本人', 'down to street and door; addressed to you')}
    value={value}
  />
);

export function addressIn(visit: Visit): string {
  const address = text(visit, 'address');
  if ([...address].length < 5)
    throw new FormFault({
      address: w('地址太短，请写到门牌号', 'The address is too short; write it down to the door'),
    });
  return address.slice(0, 200);
}

const ways = {
  'bank-outlet': 'outlet',
  'designated-outlet': 'outlet',
  mail: 'mail',
  'unit-delivery': 'unit-delivery',
} as const;
export type Way = (typeof ways)[keyof typeof ways];
/** The ways of the policy as an order knows them. */
export const waysOf = (offered: readonly string[] | null): Way[] => [
  ...new Set((offered ?? ['bank-outlet', 'mail']).flatMap((way) => ways[way as keyof typeof ways] ?? [])),
];

export const wayOptions = (visit: Visit, ways: readonly string[]) =>
  ways.map((value) => ({
    value,
    label: visit.say(pickUpWords[value]),
    about: visit.say(pickUpWords[value]?.about),
  }));

interface Chosen {
  readonly pickUp: string | null;
  readonly outletId: string | null;
}

/** How and where to on one page: what does not belong to the chosen way goes out of sight, where the browser can. */
export async function WayFields({ visit, ways, now }: { visit: Visit; ways: readonly Way[]; now?: Chosen }) {
  const { t } = visit;
  const { outlets } = await visit.askPublic(institutions.listOutlets, { region: visit.region, limit: 200 });
  return (
    <div class="way">
      <Choices
        visit={visit}
        name="pickUp"
        label={t('怎么领卡', 'How to get the card')}
        value={now?.pickUp ?? undefined}
        options={wayOptions(visit, ways)}
      />
      <div class="at-outlet">
        <SelectField
          visit={visit}
          name="outletId"
          label={t('到哪个网点领', 'Which outlet')}
          hint={t('须是发卡银行的网点', 'an outlet of the bank of the card')}
          value={now?.outletId ?? undefined}
          empty={t('请选择', 'Choose')}
          options={outlets
            .filter(({ takesOrders }) => takesOrders)
            .map((one) => ({ value: one.id, label: `${one.bankName} ${one.name}` }))}
        />
      </div>
      <div class="by-mail">
        <AddressField
          visit={visit}
          {...(now?.pickUp === 'mail' ? { hint: t('不改地址可以留空', 'leave it empty to keep the address') } : {})}
        />
      </div>
    </div>
  );
}

/** What was chosen there; the way and an address may stay what they were. */
export function wayIn(visit: Visit, ways: readonly Way[], now?: Chosen) {
  const pickUp = ways.find((one) => one === (text(visit, 'pickUp') || now?.pickUp));
  if (!pickUp) throw new FormFault({ pickUp: w('请选择领卡方式', 'Choose how to get the card') });
  if (pickUp === 'outlet') {
    const outletId = text(visit, 'outletId');
    if (!isId(outletId)) throw new FormFault({ outletId: w('请选择网点', 'Choose an outlet') });
    return { pickUp, outletId };
  }
  const keeps = now?.pickUp === 'mail' && text(visit, 'address') === '';
  return pickUp === 'mail' && !keeps ? { pickUp, address: addressIn(visit) } : { pickUp };
}
