// Action: loading scripts for blank chips, made from the planned cards. Keys in them travel under the blanks' transport key.
import { action } from '../../base/action.ts';
import { shape, Text, Type } from '../../base/shape.ts';
import { toHex } from '../../crypto/index.ts';
import { identitiesOf, splitNameForChip } from '../holders/index.ts';
import { writeChipScripts } from '../keys/index.ts';
import { expiryRule, packInForce } from '../policy/index.ts';
import { ChipsOf, chipsUnderWay, requireChips } from './chips-under-way.ts';

const CardNumber = Type.String({ pattern: '^[0-9A-Z]{9}$' });
/** A third-generation script is some 40 KB: so many at once are a few megabytes. */
const MOST_CHIPS = 100;

const Step = shape({
  note: Text(120),
  apdu: Text(600),
  /** Identifiers to select from the master file on, when the script is taken up in the middle. */
  context: Type.Array(Type.Integer()),
  counted: Type.Boolean(),
});

export const writeChips = action({
  name: 'production.write-chips',
  title: { zh: '生成个人化脚本', en: 'Write the scripts for blank chips' },
  by: ['bank-teller', 'card-maker'],
  input: shape({
    of: ChipsOf,
    chips: Type.Array(
      shape({
        cardNumber: CardNumber,
        /** The 13 historical bytes of the blank chip. */
        atr: Type.String({ pattern: '^[0-9A-F]{26}$' }),
      }),
      { minItems: 1, maxItems: MOST_CHIPS },
    ),
    /** Key version of the transport key these blanks came with; the one in use when absent. */
    transportVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999 })),
  }),
  output: shape({
    scripts: Type.Array(shape({ cardNumber: Text(9), cardIdentifier: Text(32), script: Type.Array(Step) })),
  }),
  // Not kept: whoever lost them asks again and gets the same card on the same chip.
  secretAnswer: true,
  async run(call, { of, chips, transportVersion }) {
    const under = await chipsUnderWay(call, of);
    const cards = requireChips(
      under,
      chips.map(({ cardNumber }) => cardNumber),
    );
    const { region, institutionId } = under;
    const holderIds = cards.map(({ holderId }) => holderId);
    call.about(...holderIds);
    const identities = await identitiesOf(call, holderIds);
    const { pack } = await packInForce(call.db, region, call.today);
    const expiry = expiryRule(pack, { madeDay: call.today }).value;
    const written = await writeChipScripts(
      call,
      { institutionId, transportVersion },
      cards.map((card, i) => {
        const { name, socialSecurityNumber, sex, born } = identities.get(card.holderId)!;
        const chip = splitNameForChip(name);
        return {
          ...{ cardId: card.cardId, cardNumber: card.cardNumber, cardIdentifier: card.cardIdentifier, region },
          ...{ generation: card.generation, atr: chips[i]!.atr, issuedOn: call.today },
          expiresOn: expiry === 'unknown' ? null : expiry.lastDay,
          holder: {
            ...{ socialSecurityNumber: socialSecurityNumber ?? '', sex, born },
            ...{ chipName: chip?.name ?? '', chipNameExtension: chip?.extension ?? '' },
          },
        };
      }),
    );
    call.note({ ...of, cardIds: cards.map(({ cardId }) => cardId), institutionId });
    return {
      scripts: written.map(({ cardNumber, cardIdentifier, script }) => ({
        cardNumber,
        cardIdentifier,
        script: script.map(({ note, apdu, context, counted }) => ({
          ...{ note, apdu: toHex(apdu).toUpperCase(), context: [...context], counted },
        })),
      })),
    };
  },
});
