/**
 * The rate of recommendation (_taux de recommandation_) of a group, -100 to 100: the percentage that answered 9 or 10 less the percentage that answered 0 to 6.
 *
 * Reichheld FF. The one number you need to grow. Harvard Business Review 2003;81(12):46-54. The name that it has there is a trademark, and is not used.
 *
 * @param recommendations answers from 0 to 10
 * @returns undefined for none
 * @see https://hbr.org/2003/12/the-one-number-you-need-to-grow
 */
export function recommendationRate(recommendations: number[]): number | undefined {
  if (recommendations.length === 0) return undefined;
  const would = recommendations.filter((number) => number >= 9).length;
  const wouldNot = recommendations.filter((number) => number <= 6).length;
  return (100 * (would - wouldNot)) / recommendations.length;
}
