// The key module as web front ends ask it: JSON with the names of the core system [2 sources]. MSGNO 9013 both results of a basic
// reading, 9011 one external authentication.
import { OneOf, requireShape, shape, Text, Type } from '../../base/shape.ts';
import { hex } from '../hex.ts';
import { refuse } from '../refusals.ts';
import type { KeyModule } from './key-module.ts';

const Request = shape({
  MSGNO: OneOf(['9013', '9011']),
  AAB301: Type.Optional(Text(6)),
  AAZ507: Text(26),
  AFLAG: Text(2),
  AAZ501: Type.Optional(Text(32)),
  SJS1: Type.Optional(Type.String({ maxLength: 16 })),
  SJS2: Type.Optional(Type.String({ maxLength: 16 })),
  SJS3: Type.Optional(Type.String({ maxLength: 16 })),
  SJS4: Type.Optional(Type.String({ maxLength: 16 })),
  KEYADD: Type.Optional(Text(6)),
  KEYFAC: Type.Optional(Text(16)),
  ODATA: Type.Optional(Text(16)),
});

/**
 * SJS1 and SJS2 are process factor and source of the internal authentication; SJS3 is the last challenge drawn (the external factor),
 * SJS4 the one before it. Refuses `base.bad-input`, `bad-parameter` and what the module refuses.
 */
export async function answerMessage(module: KeyModule, message: unknown): Promise<Record<string, string>> {
  const asked = requireShape(Request, message);
  const text = (name: keyof typeof asked) => asked[name] ?? '';
  if (asked.MSGNO === '9011') {
    const step = [asked.AFLAG, text('KEYADD'), text('KEYFAC'), text('ODATA')].map((one) => `${one}|`).join('');
    return { MSGNO: '9011', RESULT: await module.authorise(step, asked.AAZ507) };
  }
  const identifier = text('AAZ501');
  if (text('AAB301') !== '' && !identifier.startsWith(text('AAB301')))
    throw refuse('bad-parameter', { what: 'AAB301' });
  const fields = [identifier.slice(0, 6), asked.AAZ507, asked.AFLAG, identifier];
  const numbers = [text('SJS1'), text('SJS2'), text('SJS3'), text('SJS4')];
  const [first, second] = (await module.basicRead([...fields, ...numbers].map((one) => `${one}|`).join(''))).split('|');
  // A card below 3.0 has no second result.
  const none = hex(new Uint8Array(16));
  return { MSGNO: '9013', RESULT1: first!, RESULT2: second === none ? '' : second! };
}
