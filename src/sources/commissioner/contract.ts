/** What the columns Contract and Split of a transaction say. */
export interface ContractTerms {
  readonly total: number | null;
  readonly years: number | null;
  readonly split: readonly number[] | null;
  /** Why the two do not fit, or one cannot be read; null when all is well. */
  readonly problem: string | null;
}

const NOTHING: ContractTerms = { total: null, years: null, split: null, problem: null };
/** `4.4` is a known slip for `4/4`. */
const CONTRACT = /^(\d+)\s*[/.]\s*(\d+)$/;

/**
 * @param contract `total/years`, `-` or empty
 * @param split an amount for each year, `3-3-3-3`; for cap space the amount alone
 * @returns both as they stand: an extension lists all remaining years in the split and only its own in the contract, so a difference is a
 *   problem to tell and nothing is changed. Without a split the total is spread evenly; what does not divide is in no year (as it has
 *   always been), which is told too.
 */
export function readContract(contract: string | null, split: string | null, isCapSpace: boolean): ContractTerms {
  if (isCapSpace) return readCapSpace(split);
  if (contract === null || contract === "-") return NOTHING;
  const match = CONTRACT.exec(contract);
  const [total, years] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || years < 1 || years > 50) return { ...NOTHING, problem: `the contract '${contract}' is not total/years` };
  if (split === null || split === "-") return spreadEvenly(total, years);
  const parts = split.split("-").map((part) => part.trim());
  if (!parts.every((part) => /^\d+$/.test(part))) return { total, years, split: null, problem: `the split '${split}' is not an amount for each year` };
  const amounts = parts.map(Number);
  const sum = amounts.reduce((all, amount) => all + amount, 0);
  const fits = amounts.length === years && sum === total;
  return { total, years, split: amounts, problem: fits ? null : `the split '${split}' is ${sum} over ${amounts.length} years, the contract ${contract}` };
}

function spreadEvenly(total: number, years: number): ContractTerms {
  const [each, left] = [Math.floor(total / years), total % years];
  return { total, years, split: Array.from({ length: years }, () => each), problem: left === 0 ? null : `${total} does not divide by ${years} years and there is no split: $${left} is in no year` };
}

function readCapSpace(split: string | null): ContractTerms {
  if (split === null || split === "-") return NOTHING;
  return /^\d+$/.test(split) ? { ...NOTHING, total: Number(split) } : { ...NOTHING, problem: `the amount of cap space '${split}' is not a number` };
}
