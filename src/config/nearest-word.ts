/**
 * The word that was probably meant.
 * @returns `undefined` where none is near
 */
export function nearestWord(given: string, words: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let nearestDistance = Math.min(3, Math.floor(given.length / 2) + 1);
  for (const word of words) {
    const distance = editDistance(given.toLowerCase(), word.toLowerCase(), nearestDistance);
    if (distance < nearestDistance) {
      nearest = word;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** How many letters are put in, left out, changed or swapped with their neighbour; counts no further than `max`. */
function editDistance(one: string, other: string, max: number): number {
  if (Math.abs(one.length - other.length) >= max) return max;
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      let distance = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) distance = Math.min(distance, before[j - 2]! + 1);
      row.push(distance);
    }
    before = previous;
    previous = row;
  }
  return Math.min(max, previous[other.length]!);
}
