// States of a thing: one table of allowed moves, from which the guard in the code and the diagram in the docs both come.

export interface States<S extends string = string> {
  /** Module and thing, as 'orders.order'. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly words: Readonly<Record<S, { readonly zh: string; readonly en: string }>>;
  readonly moves: Readonly<Record<S, readonly S[]>>;
}

/** Declares the states of a thing with their Chinese and English words and where each may lead. */
export function states<const S extends string>(
  name: string,
  title: { zh: string; en: string },
  table: Readonly<Record<S, { zh: string; en: string; to: readonly NoInfer<S>[] }>>,
): States<S> {
  const pick = <T>(of: (state: S) => T) =>
    Object.fromEntries((Object.keys(table) as S[]).map((state) => [state, of(state)])) as Record<S, T>;
  return {
    name,
    ...title,
    words: pick((state) => ({ zh: table[state].zh, en: table[state].en })),
    moves: pick((state) => table[state].to),
  };
}

export const mayMove = <S extends string>(table: States<S>, from: S, to: S): boolean => table.moves[from].includes(to);

/** Every state from which a thing may come into this one. */
export const statesBefore = <S extends string>(table: States<S>, to: S): S[] =>
  (Object.keys(table.moves) as S[]).filter((from) => mayMove(table, from, to));
