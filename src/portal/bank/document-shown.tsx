// The identity document that somebody shows at a counter or at the door: kind and number, typed or read.
import { SelectField, TextField } from '../ui/pieces.tsx';
import { documentKindWords } from '../ui/words.ts';
import { text, w } from '../web/fields.ts';
import { FormFault, type Visit } from '../web/visit.ts';

export const kindOptions = (visit: Visit) =>
  Object.entries(documentKindWords).map(([value, words]) => ({ value, label: visit.say(words) }));

export const kindOf = (visit: Visit, name = 'documentKind') =>
  (Object.keys(documentKindWords).find((one) => one === text(visit, name)) ?? 'resident-id') as 'resident-id';

/** As hand-over asks for it. An empty number is nobody's. */
export const shownIn = (visit: Visit) => ({
  documentKind: kindOf(visit),
  documentNumber: text(visit, 'number').slice(0, 40) || '-',
});

export const DocumentShown = ({ visit, label }: { visit: Visit; label?: string }) => (
  <>
    <SelectField
      visit={visit}
      name="documentKind"
      label={label ?? visit.t('出示的证件', 'Document shown')}
      options={kindOptions(visit)}
    />
    <TextField visit={visit} name="number" label={visit.t('证件号码', 'Number')} max={40} />
  </>
);

/** What may be done at once when the card is handed over. */
export const OnTheSpot = ({ visit: { t } }: { visit: Visit }) => (
  <>
    <label class="pick">
      <input type="checkbox" name="enable" value="yes" checked />
      <span>{t('当场启用', 'enable now')}</span>
    </label>
    <label class="pick">
      <input type="checkbox" name="activate" value="yes" checked />
      <span>{t('当场激活金融功能', 'activate the bank side now')}</span>
    </label>
  </>
);
export const onTheSpotIn = (visit: Visit) => ({
  enable: text(visit, 'enable') === 'yes',
  activate: text(visit, 'activate') === 'yes',
});

/** A card into the hand of its holder: whose document, and what is done at once. */
export const CardToHand = ({ visit }: { visit: Visit }) => (
  <>
    <DocumentShown visit={visit} />
    <OnTheSpot visit={visit} />
  </>
);

export function cardToHandIn(visit: Visit) {
  if (!text(visit, 'number')) throw new FormFault({ number: w('请输入证件号码', 'Type the number') });
  return { shown: shownIn(visit), ...onTheSpotIn(visit) };
}
