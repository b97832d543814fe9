// The line from a hospital's or pharmacy's software to the national medical interface: envelope, signature, retries, and a line that
// fails. It is written from the published interface and shares nothing with the server but the wire.
import { createHmac } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { SeededRandom } from '../../base/random.ts';

/** Shares of messages, 0 to 1. */
export interface LineFaults {
  /** The message never arrives. */
  readonly lostRequest: number;
  /** It arrives and is carried out; the answer is lost. */
  readonly lostAnswer: number;
  /** It arrives twice. */
  readonly sentTwice: number;
}

export const goodLine: LineFaults = { lostRequest: 0, lostAnswer: 0, sentTwice: 0 };

export interface LineOptions {
  /** Address of the platform, without a path. */
  readonly address: string;
  readonly institution: { readonly code: string; readonly name: string; readonly division: string };
  readonly key: { readonly accessKey: string; readonly secret: string };
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly faults?: LineFaults;
  /** Where this workstation's serials begin; those of one institution must not meet within a second. */
  readonly firstSerial?: number;
  /** Sends bytes; `fetch` unless a test stands in between. */
  readonly send?: typeof fetch;
}

export type Output = Readonly<Record<string, never>>;
export type Answer =
  | { readonly kind: 'done'; readonly output: Output; readonly warning: string | undefined }
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody knows whether it was carried out. */
  | { readonly kind: 'silent' };

/** The line broke before an answer came. */
class Silence extends Error {}

const triesOfOneMessage = 3;

export class HospitalLine {
  readonly #options: LineOptions;
  #serial: number;
  #faults: LineFaults;
  signNo = '';
  /** How often each fault struck. */
  readonly struck = { lostRequest: 0, lostAnswer: 0, sentTwice: 0 };

  constructor(options: LineOptions) {
    this.#options = options;
    this.#faults = options.faults ?? goodLine;
    this.#serial = options.firstSerial ?? 0;
  }

  setFaults(faults: LineFaults): void {
    this.#faults = faults;
  }

  /** 'yyyy-MM-dd HH:mm:ss' in Beijing. */
  get time(): string {
    return this.#beijing().slice(0, 19).replace('T', ' ');
  }

  /** Institution, time and a serial: the number by which a message is known for ever. */
  nextMessage(): string {
    this.#serial = (this.#serial + 1) % 10_000;
    const { code } = this.#options.institution;
    return `${code}${this.#beijing().replace(/\D/g, '').slice(0, 14)}${String(this.#serial).padStart(4, '0')}`;
  }

  /** Sends one message, again under its number while nothing comes back. */
  async ask(infno: string, input: object, insuredIn?: string, message = this.nextMessage()): Promise<Answer> {
    const body = JSON.stringify(this.#envelope(infno, input, insuredIn, message));
    for (let attempt = 1; attempt <= triesOfOneMessage; attempt += 1) {
      try {
        return read(await this.#post(infno, body));
      } catch (error) {
        if (!(error instanceof Silence)) throw error;
      }
    }
    return { kind: 'silent' };
  }

  /** Uploads a file and gives its number. */
  async upload(name: string, content: Uint8Array): Promise<string | undefined> {
    const { code } = this.#options.institution;
    const told = await this.ask('9101', {
      fsUploadIn: { in: Buffer.from(content).toString('base64'), filename: name, fixmedins_code: code },
    });
    return told.kind === 'done' ? (told.output as Record<string, string>).file_qury_no : undefined;
  }

  /** The bytes of a file. */
  async download(number: string, name: string): Promise<Uint8Array | undefined> {
    const { code } = this.#options.institution;
    const input = { fsDownloadIn: { file_qury_no: number, filename: name, fixmedins_code: code } };
    const body = JSON.stringify(this.#envelope('9102', input, undefined, this.nextMessage()));
    const answer = await this.#send('9102', body, '/fsi/api/fileupload/download');
    return answer.type === 'application/octet-stream' ? answer.bytes : undefined;
  }

  #envelope(infno: string, input: object, insuredIn: string | undefined, msgid: string) {
    const { institution } = this.#options;
    return {
      ...{ infno, msgid, mdtrtarea_admvs: institution.division, insuplc_admdvs: insuredIn ?? 'null' },
      ...{
        recer_sys_code: 'FSI',
        dev_no: 'null',
        dev_safe_info: 'null',
        cainfo: 'null',
        signtype: 'SM3',
        infver: '1.0.0',
      },
      ...{ opter_type: '1', opter: 'his-01', opter_name: '收费员', inf_time: this.time },
      ...{ fixmedins_code: institution.code, fixmedins_name: institution.name, sign_no: this.signNo || 'null', input },
    };
  }

  async #post(infno: string, body: string): Promise<Record<string, unknown>> {
    const { random } = this.#options;
    const fate = random.fraction();
    const { lostRequest, lostAnswer, sentTwice } = this.#faults;
    if (fate < lostRequest) {
      this.struck.lostRequest += 1;
      throw new Silence();
    }
    const path = `/fsi/api/rsfComIfsService/callService/${infno}`;
    if (fate < lostRequest + lostAnswer) {
      this.struck.lostAnswer += 1;
      await this.#send(infno, body, path);
      throw new Silence();
    }
    if (fate < lostRequest + lostAnswer + sentTwice) {
      this.struck.sentTwice += 1;
      await this.#send(infno, body, path);
    }
    const answer = await this.#send(infno, body, path);
    // Overload is the one failure told by status: later, under the same number.
    if (answer.status >= 500 || answer.status === 429) throw new Silence();
    return JSON.parse(answer.text) as Record<string, unknown>;
  }

  async #send(infno: string, body: string, path: string): Promise<{ status: number; type: string | null; bytes: Uint8Array; readonly text: string }> {
    const { address, key, clock, send = fetch } = this.#options;
    const signed: Record<string, string> = {
      ...{ _api_access_key: key.accessKey, _api_name: infno, _api_timestamp: String(clock.now().getTime()) },
      _api_version: '1.0.0',
    };
    const text = Object.keys(signed)
      .sort()
      .map((name) => `${name}=${signed[name]}`)
      .join('&');
    const signature = createHmac('sha1', key.secret).update(text).digest('base64');
    try {
      const answer = await send(address + path, {
        ...{ method: 'POST', body },
        headers: { 'content-type': 'text/plain; charset=utf-8', ...signed, _api_signature: signature },
      });
      // Read whole before it counts: a line may break in the middle of an answer.
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const { status, headers } = answer;
      return { status, type: headers.get('content-type'), bytes, text: new TextDecoder().decode(bytes) };
    } catch {
      throw new Silence();
    }
  }

  #beijing(): string {
    return new Date(this.#options.clock.now().getTime() + 8 * 3600_000).toISOString();
  }
}

function read(answer: Record<string, unknown>): Answer {
  if (answer.code === 401) throw new Error(`the gateway does not know this hospital: ${answer.message}`);
  // Some software compares a number, some a text.
  if (String(answer.infcode) !== '0') return { kind: 'refused', why: String(answer.err_msg) };
  return { kind: 'done', output: answer.output as Output, warning: answer.warn_msg as string | undefined };
}
