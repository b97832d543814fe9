// Which reader, which card, which interface, what failed and what to do: one look at everything between a terminal and a holder.
import { Refusal } from '../base/refusal.ts';
import { algorithm } from '../chip/index.ts';
import type { ApduLog } from './apdu-log.ts';
import { CardChannel } from './card-channel.ts';
import { hex } from './hex.ts';
import type { IssuerKeys } from './keys/issuer-keys.ts';
import { openPsam, type Psam } from './keys/psam-keys.ts';
import type { Reader } from './reader.ts';
import { openCertificates, readCertificate } from './scripts/certificate-application.ts';
import { readHolder } from './scripts/read-holder.ts';
import { recogniseCard } from './scripts/recognise-card.ts';

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or why not. */
  readonly found: string;
  readonly todo?: string;
}

/** What status words mean to the person at the counter. */
const statusWords: Readonly<Record<string, string>> = {
  '6700': '长度不对 wrong length',
  '6982': '未满足安全条件：需先认证或验密 security status not satisfied',
  '6983': '密钥或密码已锁定 key or PIN blocked',
  '6984': '随机数无效 no valid challenge',
  '6985': '使用条件不满足：如写卡须用接触方式 conditions not satisfied',
  '6988': '安全报文 MAC 错误 wrong secure message',
  '6A80': '数据不正确 wrong data',
  '6A81': '应用或卡已锁定 application or card blocked',
  '6A82': '文件不存在 file not found',
  '6A83': '记录不存在 record not found',
  '6A84': '存储空间不足 not enough room',
  '6A88': '密钥或密码不存在 key or PIN not found',
  '6D00': '卡不认识该指令 unknown instruction',
  '9302': 'MAC 错误 wrong MAC',
  '9303': '应用永久锁定 application blocked for ever',
  '9403': '密钥或算法不支持 key or cipher not supported',
};

const ciphers: Readonly<Record<number, string>> = {
  [algorithm.des]: '3DES',
  [algorithm.ssf33]: 'SSF33',
  [algorithm.sm4]: 'SM4',
};

/** Goes as far as it can and says where it stops. `keys` is used when there is no terminal module. */
export async function diagnose(
  reader: Reader,
  {
    psam,
    keys,
    random,
    log,
  }: { psam?: Reader; keys?: IssuerKeys; random: (length: number) => Uint8Array; log?: ApduLog },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const step = async <T>(
    what: string,
    work: () => Promise<readonly [found: string, value: T]>,
  ): Promise<T | undefined> => {
    try {
      const [found, value] = await work();
      findings.push({ what, ok: true, found });
      return value;
    } catch (error) {
      findings.push(failure(what, error));
      return undefined;
    }
  };
  const module = psam
    ? await step('PSAM', async () => {
        const open: Psam = await openPsam(psam, log);
        return [`${open.numbers.terminalNumber} ${open.numbers.deviceNumber}`, open];
      })
    : undefined;
  const channel = await step('读卡器 reader', async () => [reader.name, await CardChannel.open(reader, log)]);
  try {
    if (!channel) return findings;
    const way = channel.face === 'contact' ? '接触 contact' : '非接触 contactless';
    findings.push({
      what: '卡 card',
      ok: true,
      found: `${way}，${channel.protocol}，ATR ${hex(channel.atr.subarray(0, -4))}…`,
    });
    const card = await step('社会保障应用 social security', async () => {
      const found = await recogniseCard(channel);
      const cipher = ciphers[found.algorithm] ?? `算法 cipher ${found.algorithm}`;
      return [`规范 ${found.spec}，${cipher}，发卡地区 ${found.cardIdentifier.slice(0, 6)}`, found];
    });
    if (!card) return findings;
    await step('持卡人 holder', async () => {
      const proving = module ?? keys;
      if (!proving) return ['未检查：没有 PSAM not checked: no PSAM', undefined];
      await readHolder(channel, proving, random);
      return ['可以读取 readable', undefined];
    });
    if (card.spec === '3.00') {
      await step('证书 certificate', async () => {
        const has = (await openCertificates(channel)) && (await readCertificate(channel));
        return [has ? `${has.length} 字节 bytes` : '没有 none', undefined];
      });
    }
    return findings;
  } finally {
    await channel?.close();
    await module?.close();
  }
}

function failure(what: string, error: unknown): Finding {
  if (!(error instanceof Refusal)) throw error;
  const { title, detail, en } = error.problem();
  const meaning = statusWords[String(error.facts.sw)];
  return {
    what,
    ok: false,
    found: `${title} · ${en.title}${meaning ? `（${meaning}）` : ''}`,
    todo: `${detail} · ${en.detail}`,
  };
}
