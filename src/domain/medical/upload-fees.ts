// Action: fee lines of a visit or a stay. Answered line by line with what the catalogue makes of it.
import { action } from '../../base/action.ts';
import { Fen, Id, Maybe, shape, Type } from '../../base/shape.ts';
import { lockVisit, requireInstitution } from './guard.ts';
import { splitLines, storeLines } from './lines.ts';
import { refuse } from './refuse.ts';
import { LineInput } from './shapes.ts';
import type { StoredLine } from './store.ts';

export const SplitShape = shape({
  serial: Type.String(),
  amountFen: Fen,
  count: Type.String(),
  price: Type.String(),
  priceCap: Maybe(Type.String()),
  firstSelfRate: Type.Integer(),
  fullSelfFen: Fen,
  overLimitFen: Fen,
  firstSelfFen: Fen,
  inScopeFen: Fen,
  grade: Type.String(),
  chargeType: Type.String(),
  limited: Type.Boolean(),
  rule: Type.String(),
});

export const splitAnswer = (line: StoredLine) => ({
  ...{ serial: line.serial, amountFen: line.amountFen.toString(), count: line.count.toString() },
  ...{ price: line.price.toString(), priceCap: line.priceCap?.toString() ?? null, firstSelfRate: line.firstSelfRate },
  ...{ fullSelfFen: line.fullSelfFen.toString(), overLimitFen: line.overLimitFen.toString() },
  ...{ firstSelfFen: line.firstSelfFen.toString(), inScopeFen: line.inScopeFen.toString() },
  ...{ grade: line.grade, chargeType: line.chargeType, limited: line.limited, rule: line.rule },
});

export const uploadFees = action({
  name: 'medical.upload-fees',
  title: { zh: '上传费用明细', en: 'Upload fee lines' },
  by: ['scene-operator'],
  input: shape({ visitId: Id, holderId: Id, lines: Type.Array(LineInput, { minItems: 1, maxItems: 500 }) }),
  output: shape({ lines: Type.Array(SplitShape) }),
  bodyLimit: 1024 * 1024,
  async run(call, { visitId, holderId, lines }) {
    const institution = await requireInstitution(call);
    const { visit } = await lockVisit(call, visitId, holderId, ['registered', 'admitted', 'discharged']);
    if (visit.kind === 'pharmacy') throw refuse('visit-state', { state: visit.state });
    const split = await splitLines(call, institution, lines);
    await storeLines(call, visitId, split);
    call.note({ visitId, lines: lines.length });
    return { lines: split.map(splitAnswer) };
  },
});
