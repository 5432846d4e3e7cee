import { expect, test } from "vitest";

import { partsIn, stylesOf } from "../../antdStyles.ts";

const ANTD = "node_modules/antd";

const has = (styles: string, name: string) => new RegExp(`\\.ant-${name}[ .:,{>]`).test(styles);

test("the styles of a part come with those of the parts it is made of, and without those of others", () => {
  const styles = stylesOf(ANTD, ["Popconfirm"]);

  expect(has(styles, "popconfirm")).toBe(true);
  expect(has(styles, "popover")).toBe(true);
  expect(has(styles, "btn")).toBe(true);
  expect(has(styles, "calendar")).toBe(false);
  expect(has(styles, "transfer")).toBe(false);
});

test("no value of a theme is among them, since the console sets its own", () => {
  expect(stylesOf(ANTD, ["Button"])).not.toMatch(/--ant-color-primary:/);
});

test("every part that the console shows has its styles", () => {
  const parts = partsIn("src");
  const styles = stylesOf(ANTD, parts);

  expect(parts).toContain("DatePicker");
  for (const name of ["btn", "input", "select", "form", "segmented", "modal", "picker", "checkbox", "input-number", "popover", "switch", "dropdown", "drawer", "tag", "radio", "progress", "steps", "slider", "tooltip", "message", "notification"]) {
    expect(has(styles, name), name).toBe(true);
  }
});

test("a part that antd does not have is told, rather than shown without styles", () => {
  expect(() => stylesOf(ANTD, ["Wardrobe"])).toThrow("antd has no part Wardrobe");
});
