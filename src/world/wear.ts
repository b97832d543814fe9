// How cards wear out: every plug into a contact reader rubs at the plate, a contactless tap does not (GEN-16).

export interface WearModel {
  /** Times a card is read in a year. */
  readonly usesPerYear: number;
  /** Share of these without contact, by generation: the older ones can only be plugged in. */
  readonly contactlessShare: Readonly<Record<1 | 2 | 3, number>>;
  /** Cards spoiled by a thousand plugs. */
  readonly damagePerThousandPlugs: number;
  /** Cards bent, broken or drowned in a year, however they are read. */
  readonly otherDamagePerYear: number;
}

/** Our assumption: no document gives these figures. Only that contactless use wears less is said. */
export const assumedWear: WearModel = {
  usesPerYear: 60,
  contactlessShare: { 1: 0, 2: 0, 3: 0.7 },
  damagePerThousandPlugs: 0.2,
  otherDamagePerYear: 0.003,
};

/** The chance that a card of this generation is spoiled within a year. */
export function damageChance(wear: WearModel, generation: 1 | 2 | 3): number {
  const plugs = wear.usesPerYear * (1 - wear.contactlessShare[generation]);
  return Math.min(1, wear.otherDamagePerYear + (plugs * wear.damagePerThousandPlugs) / 1000);
}
