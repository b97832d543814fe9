// The part of sm-crypto, a peer in benchmarks only, that is called here.
declare module 'sm-crypto' {
  const peer: {
    sm2: {
      generateKeyPairHex(): { privateKey: string; publicKey: string };
      doSignature(message: number[], key: string, options: object): string;
      doVerifySignature(message: number[], signature: string, key: string, options: object): boolean;
      doEncrypt(message: number[], key: string, mode: 0 | 1): string;
      doDecrypt(ciphertext: string, key: string, mode: 0 | 1, options: object): number[];
    };
    sm3(message: number[]): string;
    sm4: { encrypt(message: number[], key: number[], options: object): number[] };
  };
  export default peer;
}
