import type { DbtManifest } from "./artifacts.ts";
import type { Mart, NodeReport } from "./report.ts";

/** Models that people open bear this tag in the dbt project. */
const TAG = "mart";

/**
 * The project's marts, and which of them this run of tests has found good: at least one test asked the mart, none of it or of anything it
 * is built on failed when it was last asked, and there was data to build it from. A run narrowed to one source asks some marts nothing:
 * those are not passed.
 * @param nodes of `dbt test` or `dbt build`
 * @param failed tests that did not pass when they were last asked, in this run or before it
 * @returns in the order of their names
 */
export function martsOf(nodes: readonly NodeReport[], manifest: DbtManifest, failed: ReadonlySet<string>): readonly Mart[] {
  const asked = new Map<string, NodeReport[]>();
  for (const node of nodes) if (node.kind === "test") for (const id of blamed(node.uniqueId, manifest)) asked.set(id, [...(asked.get(id) ?? []), node]);
  const bad = new Set([...failed].flatMap((test) => blamed(test, manifest)));
  return Object.entries(manifest.nodes)
    .flatMap(([id, { name, tags, relation_name: relation, description }]): readonly Mart[] => {
      if (!tags.includes(TAG) || !relation) return [];
      const tests = asked.get(id) ?? [];
      return [{ name, relation, description: description.trim(), passed: tests.some(({ state }) => state === "success" || state === "warn") && ![id, ...ancestorsOf(id, manifest)].some((node) => bad.has(node)) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whom a test speaks of: the model it is written at, or all it looks at when it stands alone. */
function blamed(test: string, manifest: DbtManifest): readonly string[] {
  const node = manifest.nodes[test];
  return node?.attached_node ? [node.attached_node] : (node?.depends_on.nodes ?? []);
}

function ancestorsOf(id: string, manifest: DbtManifest): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of manifest.nodes[next]?.depends_on.nodes ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}
