// The exports of the WebAssembly core. Data goes in and out through one buffer; `buffer()` says where it lies.
const BUFFER = memory.data(66560, 16);

export function buffer(): usize {
  return BUFFER;
}

export { sm3, sm3Blocks, sm3Finish, sm3Restore, sm3Save, sm3Start, sm3Wipe } from './sm3';
export {
  checkPoint,
  decompress,
  encryptPoints,
  exchange,
  multiply,
  prepareComb,
  prepareSigner,
  prepareTables,
  publicKey,
  sign,
  testField,
  testMultiplyTwo,
  testXMatches,
  verify,
  verifyPrepared,
} from './sm2';
export { ghash, ghashKey, ghashWipe } from './ghash';
export {
  sm4CbcDecrypt,
  sm4CbcEncrypt,
  sm4CbcMac,
  sm4Ctr,
  sm4Ecb,
  sm4Expand,
  sm4ExpandEach,
  sm4MacEach,
  sm4One,
  sm4Wipe,
} from './sm4';
