import { describe, expect, test } from "vitest";

import { balanced, moved, WHOLE, weightUnits, withEntry, withThreshold, type Dimension } from "@/rooms/schemes/definition";

const dimension = (id: string, weight: string): Dimension => ({
  id,
  name: { zh: id, en: id },
  feature: "spend_365d",
  weight,
  better: "high",
  breakpoints: { kind: "fixed", cuts: ["1"], points: [0, 100] },
  missing_points: 0,
});

describe("weights", () => {
  test.each([
    [["0.3", "0.3", "0.3"]],
    [["0.15", "0.2", "0.35", "0.05", "0.1", "0.1", "0.25"]],
    [["0.3333", "0.3333", "0.3333"]],
    [["1", "1"]],
  ])("are scaled to a whole, exactly: %j", (weights) => {
    const dimensions = weights.map((weight, at) => dimension(`d${at}`, weight));

    expect(weightUnits(balanced(dimensions))).toBe(WHOLE);
  });

  test("that are all nothing stay so", () => {
    expect(weightUnits(balanced([dimension("a", "0")]))).toBe(0);
  });
});

describe("thresholds", () => {
  const thresholds = [
    { tier: "platinum", at_least: "85" },
    { tier: "gold", at_least: "70" },
    { tier: "silver", at_least: "50" },
  ];

  test("move alone where there is room", () => {
    expect(withThreshold(thresholds, 1, 75).map((t) => t.at_least)).toEqual(["85", "75", "50"]);
  });

  test("push the others so that they always fall from tier to tier", () => {
    expect(withThreshold(thresholds, 2, 90).map((t) => Number(t.at_least))).toEqual([92, 91, 90]);
    expect(withThreshold(thresholds, 0, 40).map((t) => Number(t.at_least))).toEqual([40, 39, 38]);
  });
});

test("entries are replaced, removed and moved", () => {
  expect(withEntry(["a", "b"], 1, "c")).toEqual(["a", "c"]);
  expect(withEntry(["a", "b"], 0, null)).toEqual(["b"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});
