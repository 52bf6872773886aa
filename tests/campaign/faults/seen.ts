/** Where failures were seen, as the table names it: the contract that Snapcount was built to. */
export const CONTRACT = "contract";
export const WEAKNESSES = "weaknesses.md";
export const ISSUE = "issue 6";
