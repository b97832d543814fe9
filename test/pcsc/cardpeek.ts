// cardpeek without a screen: its own EMV script on the card in a slot, and the tree it shows as a list of nodes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './stage.ts';

export interface TreeNode {
  readonly label: string;
  /** Tag, AID (with #) or record number. */
  readonly id: string;
  /** Bytes in hex. */
  readonly value: string;
  /** As cardpeek explains it. */
  readonly meaning: string;
}

/**
 * At the end of its input cardpeek prints its prompt for ever: it must leave by itself, whatever happens, and `run` stops it at a
 * megabyte. Its first start makes its files and does nothing else.
 */
export async function cardpeek(slot: string): Promise<TreeNode[]> {
  const place = mkdtempSync(join(tmpdir(), 'yikatong-cardpeek-'));
  const tree = join(place, 'tree.xml');
  const yes = '1\n'.repeat(20);
  const lua = `require("lib.apdu"); pcall(dofile, "emv.lua"); ui.save_view("${tree}"); os.exit(0)`;
  try {
    const start = (...args: string[]) => run('env', [`HOME=${place}`, 'cardpeek', '--console', ...args], yes);
    await start('--reader', 'none', '--exec', 'os.exit(0)');
    await start('--reader', `pcsc://${slot}`, '--exec', lua);
    return nodesOf(readFileSync(tree, 'utf8'));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function nodesOf(xml: string): TreeNode[] {
  return xml.split('<node>').map((text) => {
    const own = (name: string) => new RegExp(`<attr name="${name}"[^>]*>([^<]*)</attr>`).exec(text)?.[1] ?? '';
    return { label: own('label'), id: own('id'), value: own('val').replace(/^8:/, ''), meaning: own('alt') };
  });
}
