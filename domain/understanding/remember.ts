/** Enough for what people write; a rare word is worked out again. */
const MOST = 20_000;

/** The same function, quicker for words that it met before: people use the same few thousand. Single words, in this process's memory only. */
export function remember<Value>(make: (word: string) => Value): (word: string) => Value {
  const known = new Map<string, Value>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const value = make(word);
    if (known.size < MOST) known.set(word, value);
    return value;
  };
}
