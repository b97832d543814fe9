// Everything the rules say about one kind of person on one day through one channel, with grounds and citations.
import { query } from '../../base/action.ts';
import { roles } from '../../base/actor.ts';
import { toJson } from '../../base/json.ts';
import { DayText, Maybe, OneOf, shape, Type } from '../../base/shape.ts';
import { askableGroups, channelNamed, explain, samplePerson } from './explain.ts';
import { packInForce } from './pack-in-force.ts';
import { refuse } from './refuse.ts';
import { Region } from './shapes.ts';

const Bilingual = shape({ zh: Type.String(), en: Type.String() });

export const explainPolicy = query({
  name: 'policy.explain',
  title: { zh: '政策解读', en: 'Explain the policy' },
  by: roles,
  personal: false,
  input: shape({
    region: Region,
    group: OneOf(askableGroups),
    day: Type.Optional(DayText),
    /** A channel code, or the kind: online, counter, group, assisted, home. */
    channel: Type.Optional(Type.String({ pattern: '^[a-z-]{1,40}$' })),
  }),
  output: shape({
    region: Bilingual,
    version: Type.Integer(),
    day: DayText,
    channel: Maybe(Type.String()),
    answers: Type.Array(
      shape({
        code: Type.String(),
        zh: Type.String(),
        en: Type.String(),
        /** The decided value, or `unknown`. */
        value: Type.Unknown(),
        reasons: Type.Array(
          shape({
            code: Type.String(),
            zh: Type.String(),
            en: Type.String(),
            citations: Type.Array(shape({ document: Type.String(), clause: Type.String(), grade: Type.String() })),
            note: Maybe(Type.String()),
          }),
        ),
      }),
    ),
  }),
  async run(call, { region, group, day = call.today, channel }) {
    const { pack, openings } = await packInForce(call.db, region, day);
    const code = channel === undefined ? undefined : channelNamed(pack, channel);
    if (channel !== undefined && !code) throw refuse('unknown-channel', { channel });
    const person = samplePerson(pack, group, day);
    const explanation = explain(pack, { person, day, openings, ...(code ? { channel: code } : {}) });
    return {
      region: explanation.region,
      version: explanation.version,
      day,
      channel: code ?? null,
      answers: explanation.answers.map(({ code, zh, en, decision }) => ({
        code,
        zh,
        en,
        value: JSON.parse(toJson(decision.value ?? null)) as unknown,
        reasons: decision.reasons.map((one) => ({
          code: one.code,
          zh: one.zh,
          en: one.en,
          citations: one.citations.map((cite) => ({ ...cite })),
          note: one.note ?? null,
        })),
      })),
    };
  },
});
