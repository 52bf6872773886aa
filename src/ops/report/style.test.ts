import { describe, expect, it } from "vitest";
import { STYLE } from "./style.ts";

/** Custom properties of a scheme; the dark one keeps what it does not name. */
function palette(scheme: "light" | "dark"): ReadonlyMap<string, string> {
  const roots = [...STYLE.html.matchAll(/:root\{([^}]*)\}/g)].slice(0, scheme === "light" ? 1 : 2).map(([, body]) => body ?? "");
  return new Map(roots.flatMap((body) => [...body.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name, colour]) => [name ?? "", colour ?? ""] as const)));
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join("") : colour.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** What stands on what; axe cannot tell it within drawings. */
const TEXT = ["ink", "soft"].flatMap((text) => ["paper", "card", "faint"].map((ground) => [text, ground, 4.5] as const));
const LINKS = ["paper", "card"].map((ground) => ["accent", ground, 4.5] as const);
const NUMBERS = (["up", "down"] as const).map((text) => [text, "paper", 4.5] as const);
const STATUS = ["pass", "warn", "fail", "skipped"].flatMap((verdict) => [["ink", `${verdict}-ground`, 4.5], [verdict, `${verdict}-ground`, 3], [verdict, "paper", 3], [verdict, "card", 3]] as const);
const DRAWN = [["line", "paper", 3], ["line", "card", 3]] as const;

describe.each(["light", "dark"] as const)("the %s palette", (scheme) => {
  const colours = palette(scheme);
  it.each([...TEXT, ...LINKS, ...NUMBERS, ...STATUS, ...DRAWN])("%s on %s has a contrast of %d", (text, ground, least) => {
    expect(contrast(colours.get(text) ?? "", colours.get(ground) ?? "")).toBeGreaterThanOrEqual(least);
  });
});
