import { expect, test } from "vitest";

import { circleIn } from "../../acyclic.ts";

test("files that import one another, directly or by others, are found", () => {
  const imports = new Map([
    ["page", ["kit"]],
    ["kit", ["parts", "frame"]],
    ["parts", ["dates"]],
    ["dates", ["kit"]],
  ]);

  expect(circleIn(imports)).toEqual(["kit", "parts", "dates", "kit"]);
});

test("files that only share others are no circle", () => {
  const imports = new Map([
    ["list", ["kit", "parts"]],
    ["page", ["parts", "kit"]],
    ["kit", ["parts"]],
    ["parts", []],
  ]);

  expect(circleIn(imports)).toBeNull();
});
