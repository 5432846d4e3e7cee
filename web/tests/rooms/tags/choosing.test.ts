import { expect, test } from "vitest";

import { chosenTags, mostCarriers } from "@/rooms/tags/choosing";
import type { TagAnswer } from "@/rooms/tags/queries";

const tag = (id: string, name: string, family: string, carriers: number | null): TagAnswer => ({
  id,
  name,
  family: { id: family, name: family },
  meaning: `${name}的含义`,
  definition: "spend_30d > 1",
  carriers,
  share: null,
  owner: "frostier",
  version: 1,
  refresh: "daily",
  origin: "catalogue",
  state: "active",
});

const TAGS = [tag("hotpot_lover", "火锅偏好", "hotpot", 12), tag("big", "大客户", "value", 0), tag("new", "新标签", "own", null)];
const ids = (choice: Partial<Parameters<typeof chosenTags>[1]>) =>
  chosenTags(TAGS, { family: "", words: "", carried: false, ...choice }).map(({ id }) => id);

test("tags are chosen by family, by every word, and by whether anyone carries them", () => {
  expect(ids({ family: "value" })).toEqual(["big"]);
  expect(ids({ words: "火锅 LOVER" })).toEqual(["hotpot_lover"]);
  expect(ids({ words: "火锅 大客户" })).toEqual([]);
  expect(ids({ carried: true })).toEqual(["hotpot_lover"]);
});

test("carriers are drawn against the most carried tag", () => {
  expect(mostCarriers(TAGS)).toBe(12);
  expect(mostCarriers([])).toBe(1);
});
