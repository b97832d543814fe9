// Every status word this chip answers, by name, and the refusal that carries one out of a command.

export const SW = {
  ok: 0x9000,
  authenticationFailed: 0x6300,
  tries: 0x63c0, // low digit: tries left
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  channelUnsupported: 0x6881,
  chainingUnsupported: 0x6884,
  notAllowed: 0x6900,
  fileTypeWrong: 0x6981,
  securityNotSatisfied: 0x6982,
  authenticationBlocked: 0x6983,
  noChallenge: 0x6984,
  conditionsNotSatisfied: 0x6985,
  noFileSelected: 0x6986,
  secureMessagingMissing: 0x6987,
  secureMessagingWrong: 0x6988,
  wrongContent: 0x6a80,
  blocked: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  noRoom: 0x6a84,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  alreadyExists: 0x6a89,
  wrongOffset: 0x6b00,
  instructionUnknown: 0x6d00,
  classUnknown: 0x6e00,
  internal: 0x6f00,
  macWrong: 0x9302,
  permanentlyBlocked: 0x9303,
  balanceTooLow: 0x9401,
  counterAtEnd: 0x9402,
  keyUnsupported: 0x9403,
  proofUnavailable: 0x9406,
} as const;

/** Thrown inside a command to answer a status word and drop everything the command meant to write. Not an Error: a chip under attack refuses a million times, and no stack is wanted. */
export class CardRefusal {
  readonly sw: number;
  constructor(sw: number) {
    this.sw = sw;
  }
}

export function refuse(sw: number): never {
  throw new CardRefusal(sw);
}
